"""The day and time of publication, kept apart from the dates that the text talks about."""

from __future__ import annotations

import datetime
import re

from engine.article import Evidence
from indexer.document import Draft

# 2023-08-17 09:34
STAMP = re.compile(r"(20\d\d|19\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s{0,3}(\d{1,2}:\d\d(?::\d\d)?)?")


def find_date(draft: Draft) -> tuple[datetime.date | None, tuple[Evidence, ...]]:
    """The day of publication, None where the text does not say."""
    found = STAMP.search(draft.page.document.text[:300])
    if not found:
        return None, ()
    try:
        date = datetime.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None, ()
    return date, (Evidence("date", date.isoformat(), "stamp", 0.8, found[0], found.start(), found.end()),)


def find_time(draft: Draft) -> tuple[str | None, tuple[Evidence, ...]]:
    """The clock time of publication as written, None where the text does not say."""
    found = STAMP.search(draft.page.document.text[:300])
    if not found or not found[4]:
        return None, ()
    return found[4], (Evidence("time", found[4], "stamp", 0.8, found[0], found.start(), found.end()),)
