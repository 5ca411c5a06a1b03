"""Articles of a search that were indexed after a moment, for programs that ask again and again."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import islice, takewhile

from engine.article import Article
from engine.backend import Engine
from engine.messages import translatable
from engine.query.tree import Every, Request
from searchapp.request.params import BadArgument, SearchRequest
from searchapp.saved.seen_articles import BEGINNING_OF_TIME
from searchapp.service.full_listing import MAX_REMEMBERED, matching_articles


@dataclass(frozen=True, slots=True)
class IndexedSince:
    """A moment of indexing; with `last_id`, also the articles of that moment up to this id are known."""

    moment: datetime.datetime
    last_id: str | None = None

    def write(self) -> str:
        """Return the text that `read_since` reads: 2026-12-01T10:00:00Z, or that with the id behind a comma."""
        text = self.moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
        return text if self.last_id is None else f"{text},{self.last_id}"

    def knows(self, article: Article) -> bool:
        """Return whether an article was indexed by then."""
        added = article.added or BEGINNING_OF_TIME
        if self.last_id is None or added != self.moment:
            return added <= self.moment
        return article.id <= self.last_id


@dataclass(frozen=True, slots=True)
class NewArticles:
    """The number of new articles, the first of them in the order in which they were indexed, and where to go on."""

    total: int
    articles: tuple[Article, ...]
    following: IndexedSince


def read_since(text: str) -> IndexedSince:
    """Parse the argument since; a moment without a zone is in UTC. Raises BadArgument."""
    moment_text, comma, last_id = text.partition(",")
    try:
        moment = datetime.datetime.fromisoformat(moment_text)
        moment = moment.replace(tzinfo=datetime.UTC) if moment.tzinfo is None else moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        sentence = translatable("This is a moment such as 2026-12-01T10:00:00Z, or what `next` of an answer says.")
        raise BadArgument("since", text, sentence) from None
    return IndexedSince(moment, last_id if comma else None)


def new_articles(engine: Engine, search_request: SearchRequest, since: IndexedSince | None, size: int) -> NewArticles:
    """Return up to `size` articles that match and were indexed after `since`; none without it, for a beginning.

    Raises QueryTooCostly, and BadArgument if there are more than can be listed.
    """
    newest = Request(Every(), sort="added", limit=1, passages=False, counted=())
    moment = next((hit.article.added for hit in engine.search(newest).hits), None) or BEGINNING_OF_TIME
    if since is None:
        return NewArticles(0, (), IndexedSince(moment))
    first = since.moment
    _, articles = matching_articles(engine, search_request)
    recent = takewhile(lambda article: (article.added or BEGINNING_OF_TIME) >= first, articles)
    unknown = [article for article in islice(recent, MAX_REMEMBERED + 1) if not since.knows(article)]
    if len(unknown) > MAX_REMEMBERED:
        sentence = translatable("More than 10,000 articles are new since then: take all of them from /export.jsonl.")
        raise BadArgument("since", since.write(), sentence)
    unknown.sort(key=lambda article: (article.added or BEGINNING_OF_TIME, article.id))
    batch = tuple(unknown[:size])
    if len(batch) < len(unknown):
        following = IndexedSince(batch[-1].added or BEGINNING_OF_TIME, batch[-1].id)
    else:
        following = IndexedSince(max(moment, first))
    return NewArticles(len(unknown), batch, following)
