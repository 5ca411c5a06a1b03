"""Filters of a request as queries, and selection marks on facet values."""

from __future__ import annotations

from collections.abc import Iterable

from engine.query.tree import And, DateRange, Facet, Filters, Not, Or, Query, Request
from engine.results.results import FacetValue

UNDATED = Not(DateRange(None, None))


def with_filters(request: Request) -> Query:
    """Return the query combined with the exclusions of the filters; selected values are not applied."""
    excluded = tuple(Not(Facet(field, value)) for field, value in request.filters.without)
    return And((request.query, *excluded)) if excluded else request.query


def conditions(filters: Filters) -> dict[str, Query]:
    """Return the query of each facet with a selection; values of one facet are alternatives."""
    queries: dict[str, Query] = {}
    for field in ("town", "leader", "source"):
        values = getattr(filters, field)
        if values:
            queries[field] = Or(tuple(Facet(field, value) for value in values))
    dates: list[Query] = [DateRange(filters.since, filters.until)] if filters.since or filters.until else []
    if filters.undated:
        dates.append(UNDATED)
    if dates:
        queries["date"] = Or(tuple(dates)) if len(dates) > 1 else dates[0]
    return queries


def whole_month(filters: Filters) -> tuple[str, ...]:
    """Return the month (2023-06) that contains both filter dates, or () where there is none."""
    since, until = filters.since, filters.until
    if since and until and (since.year, since.month) == (until.year, until.month):
        return (since.strftime("%Y-%m"),)
    return ()


def overlaps(month: str, filters: Filters) -> bool:
    """Return whether the filters have dates that overlap this month."""
    since, until = filters.since, filters.until
    if not since and not until:
        return False
    return (not since or month >= since.strftime("%Y-%m")) and (not until or month <= until.strftime("%Y-%m"))


def mark_selected(months: Iterable[FacetValue], filters: Filters) -> tuple[FacetValue, ...]:
    """Return the months of the date facet, with those that the filter dates overlap marked as selected."""
    return tuple(FacetValue(m.value, m.count, m.selected or overlaps(m.value, filters)) for m in months)
