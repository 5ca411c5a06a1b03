"""Two-character names padded to the width of three, as in lists and newspapers: 王　林."""

from __future__ import annotations

import re

from engine.text.name_weights import name_weights, surnames

_TWO = re.compile("[\u4e00-\u9fff]{2}")
# Minimum score of a name less that of a word.
_LIKELY = 0.5
# Kinds of features that tell a name of two characters.
_KINDS = "fovbnq"


def padded(text: str) -> tuple[str, ...]:
    """Return the padded forms of a two-character name, folded; () if `text` is not a likely name."""
    if not _TWO.fullmatch(text) or text[0] not in surnames()[0] or _weigh(text) < _LIKELY:
        return ()
    return f"{text[0]} {text[1]}", f"{text[0]}  {text[1]}"


def _weigh(text: str) -> float:
    weights = name_weights(_KINDS)
    score = sum(weights.get(feature, 0.0) for feature in (f"f{text[0]}", f"o{text[1]}", f"v{text}", f"b{text}"))
    return score - sum(weights.get(feature, 0.0) for feature in (f"n{text}", f"q{text[0]}"))
