"""Make engine/data/place_words.txt.gz: the folded names of places that the segmenter learns.

Usage: python scripts/make_place_words.py

They are derived from the gazetteer, and stored because reading that takes longer than all else before the first answer.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from engine.text import gazetteer
from engine.text.normalize import fold

TARGET = Path(__file__).parents[1] / "engine" / "data" / "place_words.txt.gz"


def main() -> int:
    """Write the file."""
    words = " ".join(fold(name) for name in gazetteer.words())
    # mtime 0: the same input gives the same bytes.
    TARGET.write_bytes(gzip.compress(words.encode("utf-8"), 9, mtime=0))
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
