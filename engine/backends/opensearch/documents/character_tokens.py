"""Text as one token per character for the cluster's literal fields, and the tokens of query text.

The cluster makes pairs of neighbouring tokens, so that a substring is a phrase of pairs. A character that would end a
token, or that has a meaning here, is written as its number. A text begins and ends with `EDGE_TOKEN`, so that a query
can require characters before or behind a match within its paragraph; `LINE_TOKEN` is the end of a line, which also
matches a space.
"""

from __future__ import annotations

import re
from itertools import pairwise, product

from engine.text.normalize import fold

LINE_TOKEN, EDGE_TOKEN, GAP_TOKEN = "\\n;", "\\b;", "\\_;"
ALTERNATIVE_MARK = "|"  # separates the forms that one token may have in the index
_SPACE = "\\20;"


# Characters that end a token or have a meaning here: a space, \t, \\, |, other control characters, lone surrogates.
_SPECIAL = re.compile(r"([\s\\|\x00-\x1f\x7f-\x9f\ud800-\udfff])")


def _separate(folded: str) -> str:
    """Return the tokens of folded characters, separated by spaces; accepts line ends, which folding never yields."""
    plain = _SPECIAL.split(folded)
    if len(plain) == 1:
        return " ".join(folded)
    plain[::2] = map(" ".join, plain[::2])
    plain[1::2] = (LINE_TOKEN if char == "\n" else f"\\{ord(char):x};" for char in plain[1::2])
    return " ".join(filter(None, plain))


def character_tokens(text: str) -> str:
    """Return the text of a zone as tokens."""
    folded, at = fold(text), -1
    lines = []
    for line in text.split("\n"):
        lines.append(folded[at + 1 : (at := at + 1 + len(line))])
    return " ".join(filter(None, (EDGE_TOKEN, _separate("\n".join(lines)), EDGE_TOKEN)))


def query_tokens(text: str) -> list[str]:
    """Return the tokens of query text, folded."""
    return _separate(fold(text)).split()


def token_pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring tokens."""
    tokens = query_tokens(text)
    return [first + second for first, second in pairwise(tokens)]


def pair_variants(pair: str) -> list[str]:
    """Return the forms that a token or pair may have in the index: a space may be the end of a line."""
    parts = pair.split(_SPACE)
    return ["".join(_interleave(parts, chosen)) for chosen in product((_SPACE, LINE_TOKEN), repeat=len(parts) - 1)]


def _interleave(parts: list[str], between: tuple[str, ...]) -> list[str]:
    return [piece for pair in zip(parts, (*between, ""), strict=True) for piece in pair]


def phrase(text: str) -> str:
    """Return query text as tokens for the analyzer that splits alternatives and leaves gaps.

    Pairs that together contain every character are enough: 西集镇樱桃 is 西集, 镇樱 and 樱桃.
    """
    found = token_pairs(text) or query_tokens(text)
    last = len(found) - 1
    return " ".join(
        ALTERNATIVE_MARK.join(pair_variants(pair)) if place % 2 == 0 or place == last else GAP_TOKEN
        for place, pair in enumerate(found)
    )
