"""Chains: consecutive posts of one person, as in 区委副书记、区长."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.entities.person_names import read_name
from indexer.entities.posts import HEAD

# Connectors between two posts of one person: 书记、镇长 · 书记兼镇长 · 书记 局长
_JOINT = re.compile(r"[、,]|兼任?|暨|[ ]{1,2}")
# Maximum number of characters after a space joint before the noun of the next post.
MAX_SPACED_CHARS = 6
# 曾任县委书记: a post of another person
_HELD_BY_OTHER = re.compile(r"(?<!主)任|当选|[是为由的]")
# 县(市、区)委书记
_SEVERAL = re.compile(r"[省市县区州盟]\([省市县区州盟、]{1,5}\)")
# A second name of a body, which its post follows: 林草局(国家公园管理局)局长
_SECOND_NAME = re.compile(r"(?<=[\u4e00-\u9fff])\([\u4e00-\u9fff\w、]{2,14}\)")
# Boundaries that no post crosses.
_STOP = re.compile(r"[,。;:!?、\"“”\n《》<>|…—【】\[\]]|\([^)]{9}|\)(?!委)")
MAX_CHAIN_CHARS = 30
# Maximum number of posts after a comma that are searched for the name.
MAX_POSTS_AFTER_COMMA = 4


@dataclass(frozen=True, slots=True)
class Post:
    """A post that begins at or after `start`, with its noun at `head` to `end`.

    `minor` if it needs another one beside it, `needs_body` if it is one only of a named body, `is_title` if it is no
    post at all but a trade or a degree.
    """

    start: int
    head: int
    end: int
    minor: bool
    needs_body: bool = False
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """Consecutive posts; `start` is the earliest possible start of the first."""

    start: int
    end: int
    posts: tuple[Post, ...]


def find_chains(text: str) -> Iterator[Chain]:
    """Yield all chains in folded text, in order."""
    heads = list(HEAD.finditer(text))
    row: list[Post] = []
    begin = 0
    for number, head in enumerate(heads):
        start = begin if row else _reach(text, head.start())
        kind = head.lastgroup
        row.append(Post(start, head.start(), head.end(), kind in ("minor", "title"), kind == "bodied", kind == "title"))
        begin = _next_begin(text, row[0].start, head.end(), heads[number + 1]) if number + 1 < len(heads) else 0
        if begin:
            continue
        if not all(post.minor for post in row):
            yield Chain(row[0].start, head.end(), tuple(row))
        row = []


def _next_begin(text: str, start: int, end: int, after: re.Match[str]) -> int:
    """Return the start of the next post if it belongs to the holder of the post that ends at `end`, else 0."""
    joint = _JOINT.match(text, end)
    if not joint or after.start() - joint.end() > MAX_CHAIN_CHARS or _STOP.search(text, joint.end(), after.start()):
        return 0
    if joint.group().isspace():
        is_near = after.start() - joint.end() <= MAX_SPACED_CHARS and not read_name(text, joint.end())
        return joint.end() if is_near and _precedes_name(text, after.end()) else 0
    if joint.group() != ",":
        return joint.end()
    # A comma joins posts only if a name follows: 市人大常委会副主任,市总工会主席王林
    return joint.end() if _precedes_name(text, after.end()) and not _HELD_BY_OTHER.search(text, start, end) else 0


def _precedes_name(text: str, end: int) -> bool:
    """Return True if a name follows the post that ends at `end`, directly or after more posts: 区委副书记、区长王林."""
    for _ in range(MAX_POSTS_AFTER_COMMA):
        if read_name(text, end + (text[end : end + 1] == " ")):
            return True
        following = HEAD.search(text, end + 1, end + MAX_CHAIN_CHARS) if text.startswith("、", end) else None
        if not following or _STOP.search(text, end + 1, following.start()):
            return False
        end = following.end()
    return False


def _reach(text: str, head: int) -> int:
    """Return the start of the range that ends in a post."""
    low = max(0, head - MAX_CHAIN_CHARS)
    if several := _SEVERAL.search(text, low, head):
        head = several.start()
    at = low
    second = [match.span() for match in _SECOND_NAME.finditer(text, low, head)] if text.find("(", low, head) > 0 else []
    for stop in _STOP.finditer(text, low, head):
        if not any(begin < stop.end() <= end for begin, end in second):
            at = stop.end()
    return at
