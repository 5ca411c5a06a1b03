"""Find the day and time of publication, as opposed to dates mentioned in the text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from itertools import islice

from engine.article import Evidence
from indexer.document import Draft
from indexer.entities.printed_dates import read_clock, read_days, read_path
from indexer.metadata.credits import read_credits
from indexer.metadata.margins import read_margins
from indexer.metadata.mentioned_dates import find_mentioned

# Confidence of a day by its place: after a label, or without one.
LABELLED_CONFIDENCE = {"head": 0.95, "tail": 0.85, "page": 0.8}
STAMPED_CONFIDENCE = {"head": 0.9, "tail": 0.7, "page": 0.65}
HINTS = ("date", "published")
# Labels of other days than that of publication: 成文日期 2031-05-28
MADE = re.compile(r"(?:成文|生成|起草|印发|施行|实施|生效|废止|修改|更新|截止)(?:日期|时间)[\s:：]{0,4}$")
MAX_LABEL_CHARS, MADE_PENALTY = 12, 0.3

Found = tuple[datetime.date, Evidence]


def find_date(draft: Draft) -> tuple[datetime.date | None, tuple[Evidence, ...]]:
    """Return the day of publication, None if neither page nor URL gives it.

    The evidence ends with the days mentioned in the first sentences, resolved relative to it; their field is
    "mentioned".
    """
    candidate = draft.derived(_rank)
    if not candidate:
        return None, ()
    date = candidate[0][0]
    return date, (*(evidence for _, evidence in candidate), *find_mentioned(draft, date))


def find_time(draft: Draft) -> tuple[str | None, tuple[Evidence, ...]]:
    """Return the clock time after the day of publication, in half-width characters, None if there is none."""
    candidate = draft.derived(_rank)
    if not candidate:
        return None, ()
    date = candidate[0][1]
    whole = date.end is None  # the quote of a column or hint includes everything after the day
    after = date.quote[len(date.quote[:10].rstrip("T ")) :] if whole else draft.page.document.text[date.end :][:24]
    clock = read_clock(after)
    if not clock:
        return None, ()
    time, start, end = clock
    if date.end is None:
        return time, (Evidence("time", time, date.rule, date.confidence, date.quote),)
    return time, (
        Evidence("time", time, date.rule, date.confidence, after[start:end], date.end + start, date.end + end),
    )


def _rank(draft: Draft) -> list[Found]:
    """Return candidates for the day of publication, most reliable first."""
    return sorted((*_on_page(draft), *_beside_page(draft)), key=lambda found: -found[1].confidence)


def _on_page(draft: Draft) -> Iterator[Found]:
    """Yield the days in the margins and datelines of an article."""
    margins, text = read_margins(draft), draft.page.document.text
    for credit in read_credits(margins, "date"):
        for date, start, end in islice(read_days(credit.value[:40]), 1):
            confidence = LABELLED_CONFIDENCE[credit.place] - 0.08 * (
                not credit.label.startswith(("发布", "发表", "时间", "日期"))
            )
            start, end = credit.value_start + start, credit.value_start + end
            yield (
                date,
                Evidence("date", date.isoformat(), f"label {credit.label}", confidence, text[start:end], start, end),
            )
    for margin in margins:
        for order, (date, start, end) in enumerate(read_days(margin.text)):
            made = MADE.search(margin.text, max(0, start - MAX_LABEL_CHARS), start)
            confidence = STAMPED_CONFIDENCE[margin.place] - 0.01 * order - MADE_PENALTY * bool(made)
            start, end = margin.start + start, margin.start + end
            yield date, Evidence("date", date.isoformat(), "stamp", confidence, text[start:end], start, end)


def _beside_page(draft: Draft) -> Iterator[Found]:
    """Yield the days in hints, in the URL and in the file name."""
    document = draft.page.document
    for name in HINTS:
        hint = document.hints.get(name, "")
        for date, _, _ in islice(read_days(hint), 1):
            yield date, Evidence("date", date.isoformat(), f"hint {name}", 0.75, hint)
    address, file = document.url or document.hints.get("url", ""), document.file.rpartition("/")[2]
    for where, path, confidence in (("address", address, 0.6), ("file name", file, 0.5)):
        day = read_path(path)
        if day:
            yield day[0], Evidence("date", day[0].isoformat(), where, confidence, day[1])
