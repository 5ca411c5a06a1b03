"""Find dates that an article mentions, as opposed to its date of publication."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from engine.article import Evidence
from indexer.document import Draft
from indexer.entities.printed_dates import HALF_WIDTH, make_date

RELATIVE = {"前天": 2, "前日": 2, "昨天": 1, "昨日": 1, "昨晚": 1, "今天": 0, "今日": 0, "今晨": 0, "今早": 0}
RECENT = ("日前", "近日", "连日来", "近期")
# 7月26日, in the year of publication, or the year before if that is still in the future
MONTH_DAY = re.compile(r"(?<!\d)(?<!\d年)(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
LEAD_CHARS, MAX_AHEAD = 200, datetime.timedelta(days=60)


def find_mentioned(draft: Draft, published: datetime.date) -> Iterator[Evidence]:
    """Yield the days mentioned in the first sentences, resolved relative to the day of publication.

    Values are ISO 8601 days; 日前 and 近日 give an interval with an open start, ../2023-06-15.
    """
    if not draft.block.body:
        return
    first = draft.block.body[0]
    lead = first.text[:LEAD_CHARS]
    for word, days in RELATIVE.items():
        if (at := lead.find(word)) >= 0:
            day = published - datetime.timedelta(days=days)
            yield _evidence(day.isoformat(), "counted from publication", 0.7, word, first.start + at)
    for word in RECENT:
        if (at := lead.find(word)) >= 0:
            yield _evidence(f"../{published.isoformat()}", "before publication", 0.5, word, first.start + at)
    for match in MONTH_DAY.finditer(lead.translate(HALF_WIDTH)):
        for year in (published.year, published.year - 1):
            date = make_date(year, int(match["m"]), int(match["d"]))
            if date and date <= published + MAX_AHEAD:
                quote = lead[match.start() : match.end()]
                yield _evidence(date.isoformat(), "year of publication", 0.7, quote, first.start + match.start())
                break


def _evidence(value: str, rule: str, confidence: float, quote: str, start: int) -> Evidence:
    return Evidence("mentioned", value, rule, confidence, quote, start, start + len(quote))
