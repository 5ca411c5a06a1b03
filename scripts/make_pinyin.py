"""Make engine/data/pinyin.txt: the readings of each character without tones, most frequent first.

Usage: pip install pypinyin; python scripts/make_pinyin.py

The library takes more than a second to load, too long for a command or a completion. Names of places and people are
found by any reading of their characters, so its dictionary of phrases is not needed.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

FILE = Path(__file__).parents[1] / "engine" / "data" / "pinyin.txt"


def toneless(reading: str) -> str:
    """Return chuáng as chuang, lǜ as lv."""
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(char for char in plain if "a" <= char <= "z")


def main() -> None:
    """Write the file: a line for each list of readings, with all characters that have it."""
    from pypinyin.pinyin_dict import pinyin_dict

    groups: dict[str, list[str]] = defaultdict(list)
    for code, readings in sorted(pinyin_dict.items()):
        if 0x4E00 <= code <= 0x9FFF:
            plain = dict.fromkeys(filter(None, map(toneless, readings.split(","))))
            if plain:
                groups[",".join(list(plain)[:3])].append(chr(code))
    FILE.write_text("".join(f"{key} {''.join(chars)}\n" for key, chars in sorted(groups.items())), encoding="utf-8")
    print(f"{sum(map(len, groups.values()))} characters, {len(groups)} lists of readings")


if __name__ == "__main__":
    main()
