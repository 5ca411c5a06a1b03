"""Starting points for a search: frequent towns, leaders and sources, and example queries made from this index."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.article import Article
from engine.query.printer import format_query
from engine.query.tree import And, DateRange, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.results.results import FacetValue
from engine.schema import texts
from engine.text.normalize import fold
from engine.text.segmenter import cut_words, is_word
from engine.text.words import function_words
from searchapp.service.search_service import ResultPage

MAX_STARTS = 12
EXAMPLE_HEADLINES = 8  # newest articles whose headlines make the examples
_HAN_WORD = re.compile(r"[\u4e00-\u9fff]{2,4}")


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
    """Return an example of each possible kind, made from the most frequent values and headlines of these articles.

    The words are two neighbours of one headline, whole words of the dictionary, since readers search for such.
    """
    first = {facet: values[0].value.rsplit("/", 1)[-1] for facet, values in starting_points(page).items() if values}
    articles = [hit.article for hit in page.results.hits]
    article = articles[0] if articles else None
    pair = next(filter(None, map(_neighbours, articles)), None)
    queries: list[tuple[str, Query]] = []
    if pair:
        holder, words, others = pair
        queries += [("words", Term(words)), ("all", And((Term(words), Term(others))))]
        queries += [("any", Or((Term(words), Term(others)))), ("exact", Phrase(words + others))]
        queries += [("pattern", Wildcard(f"{words[0]}*{others[-1]}")), ("near", Near((words, others), 10))]
        queries.append(("field", Term(words, "title")))
        if foreign := _foreign_word(holder, articles):
            queries.append(("without", And((Term(words), Not(Term(foreign))))))
    queries += [(facet, Facet(facet, first[facet])) for facet in ("town", "leader", "source") if facet in first]
    if article and article.date:
        last = calendar.monthrange(article.date.year, article.date.month)[1]
        queries.append(("date", DateRange(article.date.replace(day=1), article.date.replace(day=last))))
    return tuple(Example(kind, format_query(query)) for kind, query in queries)


def _headline_words(article: Article) -> list[tuple[str, int]]:
    """Return where dictionary words of the headline start, without function words and parts of the source."""
    outlet = fold(f"{article.source or ''} {article.site or ''}")
    return [
        (word, start)
        for word, start in cut_words(fold(article.title or ""))
        if _HAN_WORD.fullmatch(word) and is_word(word) and word not in function_words() and word not in outlet
    ]


def _neighbours(article: Article) -> tuple[Article, str, str] | None:
    """Return the first two words of the headline that stand side by side, None if there are none."""
    for (word, start), (other, next_start) in pairwise(_headline_words(article)):
        if start + len(word) == next_start and word != other:
            return article, word, other
    return None


def _foreign_word(article: Article, others: Sequence[Article]) -> str | None:
    """Return a word of another headline that this article does not contain."""
    text = fold("\n".join(part for _, part in texts(article)))
    return next((word for other in others for word, _ in _headline_words(other) if word not in text), None)
