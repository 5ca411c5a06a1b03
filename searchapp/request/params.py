"""URL arguments and the search request they describe. Published names never change their meaning."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.errors import SearchError
from engine.messages import Message, translatable
from engine.query.parser import MAX_QUERY_CHARS
from engine.query.tree import Filters

FACETS = ("town", "leader", "source")
SORTS = ("relevance", "date")
# Scales of the chart: counts, shares of all articles of a month, logarithms of counts.
CHARTS = ("count", "share", "log")
MAX_VALUES = 100
# Value of an argument that is set or left out: undated=1
FLAG = "1"

# 2023, 2023-06 or 2023-6-1
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
# Texts that `read_request` accepts as a day, for the API description: the leap-year rule spelled out, or empty.
_LEAP = "[0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00"
_MONTH = "0?[1-9]|1[0-2]"
_DAYS = f"({_MONTH})-(0?[1-9]|1[0-9]|2[0-8])|(0?[13-9]|1[0-2])-(29|30)|(0?[13578]|1[02])-31"
DAY_PATTERN = f"^((?!0000)([0-9]{{4}}(-({_MONTH}|{_DAYS}))?|({_LEAP})-0?2-29))?$"
# page=12
_PAGE = re.compile(r"[0-9]{1,6}")


class BadArgument(SearchError):
    """An argument of the URL or the command line has a value that cannot be used."""

    def __init__(self, name: str, value: str, problem: str) -> None:
        super().__init__("%(name)s=%(value)s: %(problem)s", name=name, value=value[:40], problem=Message(problem))
        self.name, self.value, self.problem = name, value, problem


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The query text as typed, the filters, the order and the page (1 is the first).

    `sort` None is the default: by relevance if there is a query text, else newest first. A `verbatim` text is searched
    for as it was typed, even where nothing is found and something similar would be. `chart` is the scale of the
    chart on the results page.
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: str | None = None
    page: int = 1
    chart: str = CHARTS[0]
    verbatim: bool = False

    @property
    def order(self) -> str:
        """Order of the hits, "relevance" or "date"."""
        return self.sort or ("relevance" if self.text else "date")

    @property
    def is_narrowed(self) -> bool:
        """True if any filter is set."""
        return self.filters != Filters()


def read_request(pairs: Iterable[tuple[str, str]]) -> SearchRequest:
    """Parse URL arguments; unknown names and empty values are ignored.

    Raises BadArgument for an invalid date, flag, order or page, and for more than `MAX_VALUES` values of one name.
    """
    arguments: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip():
            arguments.setdefault(name, []).append(value.strip())
    first = {name: values[0] for name, values in arguments.items()}
    since = _day("from", first["from"], last=False) if "from" in first else None
    until = _day("to", first["to"], last=True) if "to" in first else None
    if since and until and since > until:
        raise BadArgument(
            "from", first["from"], translatable("The first day is after the last one; please exchange or correct them.")
        )
    without = tuple((facet, value) for facet in FACETS for value in _values(arguments, f"not_{facet}"))
    selected = {facet: _values(arguments, facet) for facet in FACETS}
    return SearchRequest(
        # One character over the limit, so that the parser reports the truncation.
        text=first.get("q", "")[: MAX_QUERY_CHARS + 1],
        filters=Filters(**selected, since=since, until=until, without=without, undated=_flag(first, "undated")),
        sort=_sort(first["sort"]) if "sort" in first else None,
        chart=_chart("chart", first.get("chart", CHARTS[0])),
        page=_page(first.get("page", "1")),
        verbatim=_flag(first, "verbatim"),
    )


def write_request(search_request: SearchRequest) -> tuple[tuple[str, str], ...]:
    """Return the arguments of this request in canonical order, without empty or default values.

    Inverse of `read_request`.
    """
    filters = search_request.filters
    pairs = [("q", search_request.text)]
    pairs += [(facet, value) for facet in FACETS for value in sorted(getattr(filters, facet))]
    pairs += sorted(((f"not_{facet}", value) for facet, value in filters.without), key=_order_of_exclusion)
    pairs += [("from", str(filters.since or "")), ("to", str(filters.until or ""))]
    pairs += [("undated", FLAG if filters.undated else "")]
    pairs += [
        ("sort", search_request.sort or ""),
        ("verbatim", FLAG if search_request.verbatim else ""),
        ("page", str(search_request.page) if search_request.page > 1 else ""),
        ("chart", search_request.chart if search_request.chart != CHARTS[0] else ""),
    ]
    return tuple((name, value) for name, value in pairs if value)


def _order_of_exclusion(pair: tuple[str, str]) -> tuple[int, str]:
    return FACETS.index(pair[0].removeprefix("not_")), pair[1]


def _values(arguments: dict[str, list[str]], name: str) -> tuple[str, ...]:
    values = sorted(set(arguments.get(name, ())))
    if len(values) > MAX_VALUES:
        raise BadArgument(name, values[-1], translatable("That is too many values at once; 100 is the most."))
    return tuple(values)


def _sort(value: str) -> str:
    if value not in SORTS:
        raise BadArgument("sort", value, translatable("The orders are relevance and date."))
    return value


def _flag(first: dict[str, str], name: str) -> bool:
    value = first.get(name, "")
    if value not in ("", FLAG):
        raise BadArgument(name, value, translatable("This argument is 1 or left out."))
    return value == FLAG


def _chart(name: str, value: str) -> str:
    if value not in CHARTS:
        raise BadArgument(name, value, translatable("The charts are count, share and log."))
    return value


def _page(value: str) -> int:
    if not _PAGE.fullmatch(value) or int(value) == 0:
        raise BadArgument("page", value, translatable("A page is a whole number from 1 on."))
    return int(value)


def _day(name: str, value: str, last: bool) -> datetime.date:
    """Return the day given by `value`; the first or last one of a month or a year."""
    match = _DATE.fullmatch(value)
    try:
        year, month, day = (int(part) if part else None for part in match.groups()) if match else (0, None, None)
        month = (12 if last else 1) if month is None else month
        # calendar raises its own errors for year 0 and month 13.
        first = datetime.date(year or 0, month, 1)
        return first.replace(day=(calendar.monthrange(first.year, month)[1] if last else 1) if day is None else day)
    except ValueError:
        raise BadArgument(name, value, translatable("A date is written 2023-06-15, 2023-06 or 2023.")) from None
