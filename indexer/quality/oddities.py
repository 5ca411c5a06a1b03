"""Anomalies of content: places that are probably none, repeated titles, stubs, stray outlets, garbled characters."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.article import Article
from engine.messages import Message

# A place whose articles never name it with this confidence has no support; fewer articles than this are no basis.
SUPPORTED, MIN_PLACE_ARTICLES = 0.8, 3
# A place is crowded if it has this share of all articles and this share of those of the area around it: a word that is
# also the name of one place, where articles about a place come with some about its neighbours. For fewer articles in
# all there is no such comparison.
CROWDED_SHARE, CROWDED_SHARE_OF_AREA, MIN_ARTICLES = 0.01, 0.8, 1_000
# A title is repeated if so many articles that are no reprints of each other have it.
MIN_REPEATED = 3
# An article of at most one sentence, and no longer than this, is a stub.
MAX_STUB_CHARS = 60
SENTENCE_END = re.compile(r"[。！？!?]")
# What is left of characters that were decoded wrongly: the replacement mark, its bytes read as GBK, uninitialised
# memory read as GBK, private signs, and UTF-8 read as Latin.
WRONG_CHARS = re.compile(r"\ufffd|锟斤拷|烫烫烫|屯屯屯|[\ue000-\uf8ff]|[ÃÂäåæçèé][\x80-\xbf]")
# Names of examples that are remembered for each kind.
MAX_EXAMPLES = 3

# A kind, the number of cases, the sentence, examples.
Oddity = tuple[str, int, Message, tuple[str | Message, ...]]


@dataclass(slots=True)
class ContentSurvey:
    """What is counted in one pass over the articles."""

    articles: int = 0
    places: Counter[str] = field(default_factory=Counter)
    support: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    titles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sources: Counter[str] = field(default_factory=Counter)
    stubs: list[str] = field(default_factory=list)
    garbled: list[str] = field(default_factory=list)

    def add(self, article: Article) -> None:
        """Count an article."""
        self.articles += 1
        for town in article.towns:
            parts = town.split("/")
            self.places.update("/".join(parts[: depth + 1]) for depth in range(len(parts)))
        for evidence in article.evidence:
            if evidence.field == "towns":
                self.support[evidence.value] = max(self.support[evidence.value], evidence.confidence)
        if article.title:
            self.titles[article.title].add(article.group or article.id)
        if article.source:
            self.sources[article.source] += 1
        body = article.body.strip()
        if body and len(body) <= MAX_STUB_CHARS and len(SENTENCE_END.findall(body)) <= 1:
            remember(self.stubs, article)
        if WRONG_CHARS.search(f"{article.title}\n{article.body}"):
            remember(self.garbled, article)

    def oddities(self) -> Iterator[Oddity]:
        """Yield the anomalies, each kind once."""
        if unsupported := self._unsupported():
            sentence = Message("%(count)s places are never named clearly by their articles.", count=_n(unsupported))
            yield "place without support", len(unsupported), sentence, self._with_articles(unsupported)
        if crowded := self._crowded():
            sentence = Message(
                "%(count)s places have 1%% of all articles or more, and most of those around.", count=_n(crowded)
            )
            yield "crowded place", len(crowded), sentence, self._with_articles(crowded)
        repeated = {title: len(groups) for title, groups in self.titles.items() if len(groups) >= MIN_REPEATED}
        if repeated:
            most = sorted(repeated, key=lambda title: (-repeated[title], title))[:MAX_EXAMPLES]
            sentence = Message("%(count)s titles stand over several articles that are no reprints.", count=_n(repeated))
            yield "repeated title", len(repeated), sentence, tuple(_counted(title, repeated[title]) for title in most)
        if single := sorted(name for name, count in self.sources.items() if count == 1):
            sentence = Message("%(count)s of %(all)s sources have one article.", count=_n(single), all=_n(self.sources))
            yield "single source", len(single), sentence, tuple(single[:MAX_EXAMPLES])
        if self.stubs:
            sentence = Message("%(count)s articles are one short sentence.", count=_n(self.stubs))
            yield "one sentence", len(self.stubs), sentence, tuple(self.stubs[:MAX_EXAMPLES])
        if self.garbled:
            sentence = Message("%(count)s articles have characters that were decoded wrongly.", count=_n(self.garbled))
            yield "wrong characters", len(self.garbled), sentence, tuple(self.garbled[:MAX_EXAMPLES])

    def _unsupported(self) -> list[str]:
        return [
            place
            for place, count in self.places.most_common()
            if count >= MIN_PLACE_ARTICLES and 0 < self.support.get(place, 0) < SUPPORTED
        ]

    def _crowded(self) -> list[str]:
        if self.articles < MIN_ARTICLES:
            return []
        return [
            place
            for place, count in self.places.most_common()
            if count >= CROWDED_SHARE * self.articles
            and place.count("/") >= 1
            and count >= CROWDED_SHARE_OF_AREA * self.places[place.rpartition("/")[0]]
        ]

    def _with_articles(self, places: list[str]) -> tuple[str | Message, ...]:
        return tuple(_counted(place, self.places[place]) for place in places[:MAX_EXAMPLES])


def remember(names: list[str], article: Article) -> None:
    """Add the name by which an operator finds an article: its file, with its id in a file that has several."""
    names.append(article.file if article.file not in names[:MAX_EXAMPLES] else f"{article.file}, {article.id}")


def _counted(name: str, count: int) -> Message:
    return Message("%(name)s: %(count)s articles", name=name, count=f"{count:,}")


def _n(things: object) -> str:
    return f"{len(things):,}"  # type: ignore[arg-type]
