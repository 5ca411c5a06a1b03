"""Where on a page one article ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.entities.byline import read_closing
from indexer.split.cohesion import Cohesion, character_pairs
from indexer.split.line_marks import LineMark, skip_headings

# How news begins: 昨天下午, · 7月26日， · 为贯彻… · 日前， · 记者从…
NEWS = re.compile(
    r"[“\"]?(?:昨[天日晚]|今[天日晨晚早]|[0-9０-９]{1,2}[月日]|日前|近日|近期|连日来|最近|前不久|本周|本月|当地时间|北京时间|记者|据|"
    r"为(?:进一步|深入|贯彻|推|了|切实|加|做|落|全面)|针对|央视网)"
)

# What each piece of evidence adds to the odds (natural logarithm) that headings begin an article and are no subheads;
# fitted by logistic regression on pages that bench/extraction.py lays, with real features that have subheads, rounded.
BOUNDARY_WEIGHTS = {
    "always": -3.5,
    "closing": 1.5,  # the text before ends with a byline
    "signed": 3.0,  # that byline is names in brackets: （王林 李大双）
    "news": 1.0,  # the text below begins as news does
    "length": 1.8,  # of the longest heading, in tens of characters, up to 3
    "lead": 2.8,  # share of the headings' pairs of characters in the first sentences below
    "words": -2.8,  # share of the words said again and again below that were so before
    "subject": -3.4,  # share of the words said again and again before that are said below
    "theme": -3.1,  # the same of the four commonest
    "pairs": -4.9,  # share of the rarer pairs of characters on both sides
    "colon": 1.0,
    "commas": -2.5,
    "lines": 1.6,  # more than one heading
    "headless": -2.5,  # the text before has no headline yet, so this may be its own
}


# The most articles that one document is split into, more than a month of a newspaper has; of how many headings without
# a byline the evidence is weighed, about two milliseconds each; and how many lines below the last of them are read.
MAX_LINES, MAX_WEIGHED, NEARBY_LINES = 2000, 400, 60


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Headings in a row, `first` to before `after`, and the line `body` that the text below them begins with."""

    first: int
    after: int
    body: int


def find_starts(marks: Sequence[LineMark]) -> list[int]:
    """The index of the line that each article begins with; the first is 0.

    Headings that a byline or dateline follows begin an article; of others the evidence is weighed.
    """
    line_groups = list(groups(marks))
    doubtful = [group.body for group in line_groups if not is_signed(marks, group)][:MAX_WEIGHED]
    read = doubtful[-1] + NEARBY_LINES if doubtful else 0
    starts = [0]
    top = next((at for at, mark in enumerate(marks) if not mark.byline), 0)
    headless = not line_groups or line_groups[0].first > top
    cohesion: Cohesion | None = None
    for at, group in enumerate(line_groups):
        if group.first <= top:
            continue
        if len(starts) == MAX_LINES:
            break
        signed = is_signed(marks, group)
        if not signed and group.body < read:
            cohesion = cohesion or Cohesion([mark.text for mark in marks[:read]])
            end = min(line_groups[at + 1].first if at + 1 < len(line_groups) else len(marks), read)
            evidence = {"headless": float(headless), **weigh_boundary(marks, group, starts[-1], end, cohesion)}
            signed = sum(BOUNDARY_WEIGHTS[name] * value for name, value in evidence.items()) > 0
        if signed:
            starts.append(group.first)
        headless = False
    return starts


def is_signed(marks: Sequence[LineMark], group: LineGroup) -> bool:
    """Whether a byline or dateline stands between headings and text, or opens the text."""
    return marks[group.body].opening is not None or any(mark.byline for mark in marks[group.after : group.body])


def groups(marks: Sequence[LineMark]) -> Iterable[LineGroup]:
    """The runs of headings, each with the bylines right below it."""
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
    """The evidence that a group begins an article; the one before begins at `start`, the next group at `end`."""
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
