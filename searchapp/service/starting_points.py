"""Starting points for a search: frequent towns, leaders and sources, and example queries made from this index."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from engine.query.printer import format_query
from engine.query.tree import And, DateRange, Facet, Near, Or, Phrase, Query, Term, Wildcard
from engine.results.results import FacetValue
from searchapp.service.search_service import ResultPage

MAX_STARTS = 12
# 樱桃节开园: characters to make an example of
_RUN = re.compile(r"[\u4e00-\u9fff]{4}")


@dataclass(frozen=True, slots=True)
class Example:
    """A query that has hits; `kind` is the feature it demonstrates."""

    kind: str
    text: str


def starting_points(page: ResultPage) -> dict[str, Sequence[FacetValue]]:
    """Return the most frequent values by facet; of towns only the deepest, not the counties that contain them."""
    facets = page.results.facets
    paths = [value.value for value in facets["town"]]
    outer = {path.rpartition("/")[0] for path in paths}
    towns = tuple(value for value in facets["town"] if value.value not in outer)
    return {
        "town": towns[:MAX_STARTS],
        "leader": facets["leader"][:MAX_STARTS],
        "source": facets["source"][:MAX_STARTS],
    }


def namesakes(values: Sequence[FacetValue]) -> frozenset[str]:
    """Return the names shared by several of these places, such as 西集镇 in 通州区 and in 山亭区."""
    counts = Counter(value.value.rsplit("/", 1)[-1] for value in values)
    return frozenset(name for name, count in counts.items() if count > 1)


def example_queries(page: ResultPage) -> tuple[Example, ...]:
    """Return an example of each possible kind, made from the most frequent values and the newest article."""
    first = {facet: values[0].value.rsplit("/", 1)[-1] for facet, values in starting_points(page).items() if values}
    article = page.results.hits[0].article if page.results.hits else None
    run = _RUN.search(article.body) if article else None
    queries: list[tuple[str, Query]] = []
    if run:
        words, others = run.group()[:2], run.group()[2:4]
        queries += [("words", Term(words)), ("all", And((Term(words), Term(others))))]
        queries += [("any", Or((Term(words), Term(others)))), ("exact", Phrase(run.group()[:4]))]
        queries += [("pattern", Wildcard(f"{words[0]}*{others[-1]}")), ("near", Near((words, others), 10))]
        queries.append(("field", Or((Term(words, "title"), Term(words, "body")))))
    queries += [(facet, Facet(facet, first[facet])) for facet in ("town", "leader", "source") if facet in first]
    if article and article.date:
        last = calendar.monthrange(article.date.year, article.date.month)[1]
        queries.append(("date", DateRange(article.date.replace(day=1), article.date.replace(day=last))))
    return tuple(Example(kind, format_query(query)) for kind, query in queries)
