"""Find anomalies in an index: articles without date or title, unknown places, sources that fell silent."""

from __future__ import annotations

import datetime
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

from engine.article import Article
from engine.messages import Message, translatable
from engine.text.gazetteer import gazetteer
from indexer.quality.doctor_advice import ADVICE
from indexer.quality.oddities import MAX_EXAMPLES, ContentSurvey, remember

# A source is silent after at least this many days, and this many times its longest pauses, one in twenty of them
# excluded; with fewer active days than this there is no regular pattern.
MIN_SILENT_DAYS, SILENCE_FACTOR, MIN_ACTIVE_DAYS = 14, 3, 10
# A month is a drop if it has less than this share of the usual number in the six before; fewer articles are no basis.
DROP_SHARE, DROP_MONTHS, MIN_USUAL_ARTICLES = 0.4, 6, 10
# Share of its articles, compared with the previous generation, that a source must lose to be reported.
LOST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Finding:
    """An anomaly: its kind, the number of articles or sources, a sentence, examples of files or names, what to do."""

    kind: str
    count: int
    sentence: Message
    examples: tuple[str | Message, ...]

    @property
    def advice(self) -> Message:
        """What to do about it."""
        return Message(ADVICE[self.kind])

    def to_json(self) -> dict[str, Any]:
        """Return the public JSON form; its keys are a contract."""
        return {**asdict(self), "advice": self.advice}


@dataclass(slots=True)
class _Survey:
    """Statistics collected in one pass over the articles."""

    articles: int = 0
    files: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    places: dict[str, int] = field(default_factory=Counter)
    days: dict[str, Counter[datetime.date]] = field(default_factory=lambda: defaultdict(Counter))
    sources: dict[str, int] = field(default_factory=Counter)
    content: ContentSurvey = field(default_factory=ContentSurvey)


def examine(
    articles: Iterable[Article], today: datetime.date, before: Mapping[str, int], unused: Sequence[Message] = ()
) -> tuple[Finding, ...]:
    """Return all anomalies.

    `before` is the number of articles per source in the previous generation, `unused` has a sentence for each
    correction that matched nothing when this one was built.
    """
    survey = _Survey()
    for article in articles:
        _look(article, today, survey)
        survey.content.add(article)
    findings = [*_missing(survey), *_places(survey), *_quiet(survey, today), *_lost(survey, before)]
    findings += [Finding(*oddity) for oddity in survey.content.oddities()]
    if unused:
        sentence = Message("%(count)s corrections have no effect.", count=f"{len(unused):,}")
        findings.append(Finding("unused correction", len(unused), sentence, tuple(unused[:MAX_EXAMPLES])))
    return tuple(findings)


def _look(article: Article, today: datetime.date, survey: _Survey) -> None:
    survey.articles += 1
    survey.sources[article.source or ""] += 1
    if not article.title:
        remember(survey.files["no title"], article)
    if not article.date:
        remember(survey.files["no date"], article)
    elif article.date > today:
        remember(survey.files["future"], article)
    else:
        survey.days[article.source or ""][article.date] += 1
    if not article.body.strip():
        remember(survey.files["no text"], article)
    for town in article.towns:
        if town not in _known_places():
            survey.places[town] += 1


@cache
def _known_places() -> frozenset[str]:
    index = gazetteer()
    return frozenset(index.path(code) for code in index.names)


def _missing(survey: _Survey) -> Iterable[Finding]:
    says = {
        "no title": translatable("%(share)s have no title."),
        "no date": translatable("%(share)s have no date, so that no span of time finds them."),
        "future": translatable("%(share)s have a date that is still to come."),
        "no text": translatable("%(share)s have no text."),
    }
    for kind, sentence in says.items():
        files = survey.files.get(kind, [])
        if files:
            share = Message(
                "%(count)s of %(articles)s articles (%(percent)s)",
                count=f"{len(files):,}",
                articles=f"{survey.articles:,}",
                percent=f"{len(files) / survey.articles:.1%}",
            )
            yield Finding(kind, len(files), Message(sentence, share=share), tuple(files[:MAX_EXAMPLES]))


def _places(seen: _Survey) -> Iterable[Finding]:
    if seen.places:
        names = sorted(seen.places, key=lambda name: (-seen.places[name], name))
        sentence = Message(
            "%(articles)s articles name %(count)s places that the gazetteer does not have.",
            articles=f"{sum(seen.places.values()):,}",
            count=f"{len(names):,}",
        )
        yield Finding("unknown town", len(names), sentence, tuple(names[:MAX_EXAMPLES]))


def _quiet(survey: _Survey, today: datetime.date) -> Iterable[Finding]:
    """Yield silent or dropping sources, relative to the newest article of all: an old collection is not an anomaly."""
    newest = max((day for days in survey.days.values() for day in days), default=today)
    silent, dropped = [], []
    for source, days in sorted(survey.days.items()):
        if not source:
            continue
        pause = (newest - max(days)).days
        usual = _longest_pause(sorted(days))
        if usual and pause > max(MIN_SILENT_DAYS, SILENCE_FACTOR * usual):
            silent.append(
                Message("%(source)s: nothing since %(day)s, %(pause)s days", source=source, day=max(days), pause=pause)
            )
        elif drop := _drop(days, newest):
            dropped.append(Message("%(source)s: %(drop)s", source=source, drop=drop))
    if silent:
        sentence = Message("%(count)s sources that wrote regularly have fallen silent.", count=f"{len(silent):,}")
        yield Finding("silent source", len(silent), sentence, tuple(silent[:MAX_EXAMPLES]))
    if dropped:
        sentence = Message(
            "%(count)s sources wrote far less than usual in the last whole month.", count=f"{len(dropped):,}"
        )
        yield Finding("drop", len(dropped), sentence, tuple(dropped[:MAX_EXAMPLES]))


def _longest_pause(days: Sequence[datetime.date]) -> int:
    """Return a source's longest pause in days, one in twenty excluded; 0 if there is no regular pattern."""
    if len(days) < MIN_ACTIVE_DAYS:
        return 0
    pauses = sorted((after - day).days for day, after in pairwise(days))
    return pauses[int(0.95 * (len(pauses) - 1))]


def _drop(days: Mapping[datetime.date, int], newest: datetime.date) -> Message | None:
    """Compare the last complete month with those before; return a description if it has far too few articles."""
    months: Counter[int] = Counter()
    for day, count in days.items():
        months[day.year * 12 + day.month] += count
    last = newest.year * 12 + newest.month - 1
    usual = statistics.median(months[last - i] for i in range(1, DROP_MONTHS + 1))
    if usual < MIN_USUAL_ARTICLES or months[last] >= DROP_SHARE * usual:
        return None
    return Message(
        "%(count)s articles in %(month)s, where %(usual)s are usual",
        count=months[last],
        month=f"{(last - 1) // 12}-{(last - 1) % 12 + 1:02}",
        usual=f"{usual:g}",
    )


def _lost(survey: _Survey, before: Mapping[str, int]) -> Iterable[Finding]:
    lost = [
        Message(
            "%(source)s: %(now)s, before %(count)s",
            source=source,
            now=f"{survey.sources.get(source, 0):,}",
            count=f"{count:,}",
        )
        for source, count in sorted(before.items(), key=lambda item: -item[1])
        if source and count >= MIN_USUAL_ARTICLES and survey.sources.get(source, 0) < (1 - LOST_SHARE) * count
    ]
    if lost:
        sentence = Message(
            "%(count)s sources have lost more than half of their articles since the build before.",
            count=f"{len(lost):,}",
        )
        yield Finding("shrunk source", len(lost), sentence, tuple(lost[:MAX_EXAMPLES]))
