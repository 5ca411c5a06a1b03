"""Find the boundaries between the articles of a page."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from indexer.entities.byline import read_closing
from indexer.split.cohesion import Cohesion, character_pairs
from indexer.split.line_marks import LineMark, skip_headings

# Typical openings of news: 昨天下午, · 7月26日， · 为贯彻… · 日前， · 记者从…
NEWS = re.compile(
    r"[“\"]?(?:昨[天日晚]|今[天日晨晚早]|[0-9０-９]{1,2}[月日]|日前|近日|近期|连日来|最近|前不久|本周|本月|当地时间|北京时间|记者|据|"
    r"为(?:进一步|深入|贯彻|推|了|切实|加|做|落|全面)|针对|央视网)"
)

# Contribution of each feature to the log-odds that headings begin an article and are not subheads; fitted by logistic
# regression on pages composed by bench/extraction.py, with real feature articles that have subheads, rounded.
BOUNDARY_WEIGHTS = {
    "always": -3.5,
    "closing": 1.5,  # the preceding text ends with a byline
    "signed": 3.0,  # that byline is names in brackets: （王林 李大双）
    "news": 1.0,  # the following text begins like news
    "length": 1.8,  # of the longest heading, in tens of characters, up to 3
    "lead": 2.8,  # share of the headings' character pairs in the first sentences below
    "words": -2.8,  # share of the words repeated below that were repeated above
    "subject": -3.4,  # share of the words repeated above that occur below
    "theme": -3.1,  # the same for the four most common words
    "pairs": -4.9,  # share of the rarer character pairs on both sides
    "colon": 1.0,
    "commas": -2.5,
    "lines": 1.6,  # more than one heading
    "digest": 1.5,  # the page announces short articles; set by hand
    "headless": -2.5,  # the preceding text has no headline yet, so this may be its own
}


# Maximum number of articles in a document, more than a month of a newspaper has; maximum number of headings without a
# byline to be weighed, at about two milliseconds each; number of lines read below the last of them.
MAX_LINES, MAX_WEIGHED, NEARBY_LINES = 2000, 400, 60


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Consecutive headings, `first` to before `after`, and `body`, the first line of the text below them."""

    first: int
    after: int
    body: int


def find_starts(marks: Sequence[LineMark], certain: Collection[int] = (), digest: bool = False) -> list[int]:
    """Return the index of each article's first line; the first is 0. At the `certain` lines an article begins.

    Headings followed by a byline or dateline begin an article; others are decided by the weighed features.
    """
    line_groups = list(groups(marks))
    doubtful = [group.body for group in line_groups if not is_signed(marks, group)][:MAX_WEIGHED]
    read = doubtful[-1] + NEARBY_LINES if doubtful else 0
    starts = [0]
    waiting = deque(sorted(at for at in certain if at))
    top = next((at for at, mark in enumerate(marks) if not mark.byline), 0)
    headless = not line_groups or line_groups[0].first > top
    cohesion: Cohesion | None = None
    for at, group in enumerate(line_groups):
        if group.first <= top:
            continue
        if len(starts) == MAX_LINES:
            break
        while waiting and waiting[0] < group.first:
            starts.append(waiting.popleft())
            headless = False
        signed = is_signed(marks, group)
        if waiting and waiting[0] < group.body:
            waiting.popleft()
            signed = True
        if not signed and group.body < read:
            cohesion = cohesion or Cohesion([mark.text for mark in marks[:read]])
            end = min(line_groups[at + 1].first if at + 1 < len(line_groups) else len(marks), read)
            evidence = weigh_boundary(marks, group, starts[-1], end, cohesion)
            evidence |= {"headless": float(headless), "digest": float(digest)}
            signed = sum(BOUNDARY_WEIGHTS[name] * value for name, value in evidence.items()) > 0
        if signed:
            starts.append(group.first)
        headless = False
    return [*starts, *waiting][:MAX_LINES]


def is_signed(marks: Sequence[LineMark], group: LineGroup) -> bool:
    """Return True if a byline or dateline is between headings and text, or opens the text."""
    return marks[group.body].opening is not None or any(mark.byline for mark in marks[group.after : group.body])


def groups(marks: Sequence[LineMark]) -> Iterable[LineGroup]:
    """Yield the runs of headings, each with the bylines right below it."""
    at = 0
    while at < len(marks):
        after = skip_headings(marks, at)
        if after > at:
            body = after
            while body < len(marks) - 1 and marks[body].byline:
                body += 1
            if body < len(marks):
                yield LineGroup(at, after, body)
        while after < len(marks) and marks[after].heading:
            after += 1
        at = after + 1


def weigh_boundary(
    marks: Sequence[LineMark], group: LineGroup, start: int, end: int, cohesion: Cohesion
) -> dict[str, float]:
    """Return the features of a group as a possible beginning of an article.

    The previous article begins at `start`, the next group at `end`.
    """
    heads = [mark.text for mark in marks[group.first : group.after]]
    first, before = marks[group.body], marks[group.first - 1]
    words, subject, theme = cohesion.repeated(range(group.first - 1, start - 1, -1), range(group.body, end))
    closing = before.byline or read_closing(before.text[-90:])
    return {
        "always": 1.0,
        "closing": float(bool(closing)),
        "signed": float(bool(closing and closing.names) and before.text.endswith((")", "）"))),
        "news": float(bool(NEWS.match(first.text))),
        "length": min(max(map(len, heads)), 30) / 10,
        "lead": _share(
            character_pairs("".join(heads)),
            character_pairs("".join(mark.text for mark in marks[group.body : group.body + 6])[:110]),
        ),
        "words": words,
        "subject": subject,
        "theme": theme,
        "pairs": cohesion.pairs(range(group.first - 1, start - 1, -1), range(group.body, end)),
        "colon": float(any("：" in head or ":" in head for head in heads)),
        "commas": float(sum(head.count("，") + head.count(",") for head in heads)),
        "lines": float(len(heads) > 1),
    }


def _share(part: set[str], whole: set[str]) -> float:
    return len(part & whole) / max(1, len(part))
