"""What a reader chose beside the words, as conditions on articles and as marks on facet values."""

from __future__ import annotations

from collections.abc import Iterable

from engine.query.tree import And, DateRange, Facet, Filters, Not, Or, Query, Request
from engine.results.results import FacetValue


def with_filters(request: Request) -> Query:
    """What must match whatever is chosen: the query, without what is excluded."""
    excluded = tuple(Not(Facet(field, value)) for field, value in request.filters.without)
    return And((request.query, *excluded)) if excluded else request.query


def conditions(filters: Filters) -> dict[str, Query]:
    """What was chosen, by facet: values of one facet are alternatives."""
    queries: dict[str, Query] = {}
    for field in ("town", "leader", "source"):
        values = getattr(filters, field)
        if values:
            queries[field] = Or(tuple(Facet(field, value) for value in values))
    if filters.since or filters.until:
        queries["date"] = DateRange(filters.since, filters.until)
    return queries


def whole_month(filters: Filters) -> tuple[str, ...]:
    """The month that the dates chosen lie in, if it is one."""
    since, until = filters.since, filters.until
    if since and until and (since.year, since.month) == (until.year, until.month):
        return (since.strftime("%Y-%m"),)
    return ()


def overlaps(month: str, filters: Filters) -> bool:
    """Whether dates were chosen and some of them are in this month."""
    since, until = filters.since, filters.until
    if not since and not until:
        return False
    return (not since or month >= since.strftime("%Y-%m")) and (not until or month <= until.strftime("%Y-%m"))


def mark_selected(months: Iterable[FacetValue], filters: Filters) -> tuple[FacetValue, ...]:
    """Months of the facet of dates, those that the dates chosen reach into marked as chosen."""
    return tuple(FacetValue(m.value, m.count, m.selected or overlaps(m.value, filters)) for m in months)
