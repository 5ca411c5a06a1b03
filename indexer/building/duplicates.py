"""Find rows of the input that are the same article, and the row that takes precedence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from indexer.building.build_manifest import ArticleRecord, FileRecord
from indexer.building.dedupe import UNDATED
from indexer.metadata.identity import URL_MARK

Place = tuple[str, int]
# Minimum shared part of the sketches of two versions of an article with one URL; at most this many are compared.
MIN_SIMILARITY, MAX_COMPARED = 0.5, 64


def unite(files: Mapping[str, FileRecord]) -> dict[str, Place]:
    """Return the row that takes precedence for each id derived from an article's identity, in reading order.

    Rows with the same stated id are one article; the last takes precedence. Rows with the same URL are versions of one
    article if they share the headline or most of their text, else different articles; rows without a URL are one
    article if all of their text is the same. Of these the row with the latest date takes precedence, and of several the
    last.
    """
    by_key: defaultdict[str, list[Place]] = defaultdict(list)
    unknown: dict[str, Place] = {}
    for name, record in files.items():
        for at, row in enumerate(record.rows):
            if row.identity:
                by_key[row.identity.key].append((name, at))
            else:  # of a generation written before identities existed
                unknown[row.id] = (name, at)
    leaders = dict(unknown)
    for key, places in by_key.items():
        identity = _row(files, places[0]).identity
        assert identity
        if identity.is_stated:
            leaders[identity.article_id()] = places[-1]
            continue
        clusters = _cluster(key, places, files) if len(places) > 1 else {"": places}
        for head, versions in clusters.items():
            latest = max(enumerate(versions), key=lambda item: (_date(_row(files, item[1])), item[0]))[1]
            leaders[replace(identity, head=head).article_id(shared=len(clusters) > 1)] = latest
    number = {name: i for i, name in enumerate(files)}
    return dict(sorted(leaders.items(), key=lambda item: (number[item[1][0]], item[1][1])))


def _cluster(key: str, places: Sequence[Place], files: Mapping[str, FileRecord]) -> dict[str, list[Place]]:
    """Group the rows of one key by article, under the smallest `head` of its identities."""
    heads: defaultdict[str, list[Place]] = defaultdict(list)
    for place in places:
        identity = _row(files, place).identity
        assert identity
        heads[identity.head].append(place)
    if not key.startswith(URL_MARK) or not 1 < len(heads) <= MAX_COMPARED:
        return heads
    names = sorted(heads)
    leaders = {name: name for name in names}
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            if leaders[one] != leaders[other] and _are_versions(heads[one], heads[other], files):
                former = leaders[other]
                leaders = {name: leaders[one] if leader == former else leader for name, leader in leaders.items()}
    clusters: defaultdict[str, list[Place]] = defaultdict(list)
    for name in names:
        clusters[min(other for other in names if leaders[other] == leaders[name])] += heads[name]
    order = {place: i for i, place in enumerate(places)}
    return {name: sorted(versions, key=order.__getitem__) for name, versions in clusters.items()}


def _are_versions(some: Sequence[Place], others: Sequence[Place], files: Mapping[str, FileRecord]) -> bool:
    """Return True if rows of different files share most of their text; one file may hold similar neighbours."""
    return any(
        one[0] != other[0] and _similarity(files, one, other) >= MIN_SIMILARITY
        for one in some[-MAX_COMPARED:]
        for other in others[-MAX_COMPARED:]
    )


def _similarity(files: Mapping[str, FileRecord], one: Place, other: Place) -> float:
    first, second = (files[name].sketches[at] for name, at in (one, other))
    return float((first == second).mean()) if first.any() and second.any() else 0.0


def _row(files: Mapping[str, FileRecord], place: Place) -> ArticleRecord:
    return files[place[0]].rows[place[1]]


def _date(row: ArticleRecord) -> str:
    """Return the date of an article for comparison; one without a date sorts first."""
    return "" if row.moment.startswith(UNDATED) else row.moment
