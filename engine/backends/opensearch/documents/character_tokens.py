"""Text as characters for the cluster's literal fields, one token each; and the tokens of what is looked for.

The cluster makes pairs of neighbouring tokens, so that a substring is a phrase of pairs. A character that would end a
token, or that means something here, is written as its number. A text begins and ends with EDGE, so that what must
have characters before or behind it in its paragraph can be asked for; LINE is the end of a line, which is a space too.
"""

from __future__ import annotations

import re
from itertools import pairwise, product

from engine.text.normalize import fold

LINE_TOKEN, EDGE_TOKEN, GAP_TOKEN = "\\n;", "\\b;", "\\_;"
ALTERNATIVE_MARK = "|"  # between the ways in which one token may be written in the index
_SPACE = "\\20;"


# What ends a token or means something here: a space, \t, \\, |, other control characters, half characters.
_SPECIAL = re.compile(r"([\s\\|\x00-\x1f\x7f-\x9f\ud800-\udfff])")


def _separate(folded: str) -> str:
    """The tokens of folded characters, a space between them; of the end of a line too, which no fold gives."""
    plain = _SPECIAL.split(folded)
    if len(plain) == 1:
        return " ".join(folded)
    plain[::2] = map(" ".join, plain[::2])
    plain[1::2] = (LINE_TOKEN if char == "\n" else f"\\{ord(char):x};" for char in plain[1::2])
    return " ".join(filter(None, plain))


def character_tokens(text: str) -> str:
    """The text of a zone as tokens."""
    folded, at = fold(text), -1
    lines = []
    for line in text.split("\n"):
        lines.append(folded[at + 1 : (at := at + 1 + len(line))])
    return " ".join(filter(None, (EDGE_TOKEN, _separate("\n".join(lines)), EDGE_TOKEN)))


def query_tokens(text: str) -> list[str]:
    """The tokens of a text that is looked for, folded."""
    return _separate(fold(text)).split()


def token_pairs(text: str) -> list[str]:
    """The pairs of neighbouring tokens."""
    tokens = query_tokens(text)
    return [first + second for first, second in pairwise(tokens)]


def pair_variants(pair: str) -> list[str]:
    """How a token or a pair of a text may stand in the index: a space may be the end of a line."""
    parts = pair.split(_SPACE)
    return ["".join(_interleave(parts, chosen)) for chosen in product((_SPACE, LINE_TOKEN), repeat=len(parts) - 1)]


def _interleave(parts: list[str], between: tuple[str, ...]) -> list[str]:
    return [piece for pair in zip(parts, (*between, ""), strict=True) for piece in pair]


def phrase(text: str) -> str:
    """What is looked for, as tokens for the analyzer that takes alternatives apart and leaves gaps.

    Pairs that together hold every character are enough: 西集镇樱桃 is 西集, 镇樱 and 樱桃.
    """
    found = token_pairs(text) or query_tokens(text)
    last = len(found) - 1
    return " ".join(
        ALTERNATIVE_MARK.join(pair_variants(pair)) if place % 2 == 0 or place == last else GAP_TOKEN
        for place, pair in enumerate(found)
    )
