"""Width, case, variants: a form to compare with, one character for one character, never for storing."""

from __future__ import annotations

import unicodedata

# Every fold maps one code point to one code point, so an offset into the folded text is an offset into the text.
_SPACES = "\t\n\v\f\r\u00a0\u2002\u2003\u2009\u3000"


def _table() -> dict[int, int]:
    table = {ord(space): ord(" ") for space in _SPACES}
    for code in range(0x10000):
        char = chr(code)
        if code in table or unicodedata.category(char) in ("Cs", "Co", "Cn"):
            continue
        for folded in (unicodedata.normalize("NFKC", char).lower(), char.lower()):
            if len(folded) == 1 and folded != char:
                table[code] = ord(folded)
                break
    return table


_TABLE = _table()


def fold(text: str) -> str:
    """`text` in the form that is compared; as long as `text`, character by character."""
    return text.translate(_TABLE)
