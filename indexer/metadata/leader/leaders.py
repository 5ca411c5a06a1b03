"""Find the people named with a post, each post with its body or place, its kind and whether it is held now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.article import Evidence, Leader
from engine.text.gazetteer import gazetteer
from indexer.document import Draft
from indexer.entities.person_names import NameSpan
from indexer.metadata.leader.bodies import find_offices
from indexer.metadata.leader.body_bounds import places_in
from indexer.metadata.leader.body_context import Office
from indexer.metadata.leader.holders import Tenure, find_tenures
from indexer.metadata.leader.kinds import kind_of
from indexer.metadata.town.towns import Place, PlaceSurvey, survey_places

# Longest place name.
MAX_PLACE_CHARS = 20
# Maximum number of posts per person; a page with more is not a genuine article.
MAX_POSTS = 60
# Share of the posts of each kind of statement that are right where the name is certain (labels, half to learn from).
CONFIDENCE = {"titled": 0.98, "took": 0.97, "holds": 0.95, "coming": 0.9, "left": 0.95, "removed": 0.95, "past": 0.9}
# Editorial staff: 校对:王林 值班主任:李森
_STAFF = re.compile(r"值班|校对|责编|监制|终审|编审|编辑[: ]")
# 原局长 · 区委原书记
_FORMER = re.compile(r"^(?:原|前(?!口))(?=.)|(?<=[委会组院局厅部办处队府协])原(?=.)")
_FORMER_BODY = re.compile(
    r"^原(?!州|平|阳)|^前(?=国家|中国|美国|[\u4e00-\u9fff]{2,3}[市县]?$)(?![进锋海郭哨山所门洲任])|(?<=国)前$"
)
_COMING = re.compile(r"(?:候选人|人选)$")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement in the text that a person has an office."""

    leader: Leader
    office: Office
    tenure: Tenure


def find_leaders(draft: Draft) -> tuple[tuple[Leader, ...], tuple[Evidence, ...]]:
    """Return the posts that people hold or are about to, or have just left, in text order, with one evidence each."""
    return _in_order(
        draft, [s for held in draft.derived(_people).values() for s in held if _is_listed(s, held)], "leaders"
    )


def find_former_posts(draft: Draft) -> tuple[tuple[Leader, ...], tuple[Evidence, ...]]:
    """Return the posts that people held before, with one evidence each."""
    former = [(s, held) for held in draft.derived(_people).values() for s in held if s.leader.status == "former"]
    statements = [s for s, held in former if not _is_listed(s, held)]
    return _in_order(draft, statements, "former_posts")


def _is_listed(statement: Statement, held: list[Statement]) -> bool:
    """Return True for a post of today, and for one that was left if the person has no other."""
    statuses = {other.leader.status for other in held}
    if statement.leader.status == "current" or "current" in statuses:
        return statement.leader.status == "current"
    return statement.leader.status == "coming" or statement.tenure.kind in ("left", "titled")


def _people(draft: Draft) -> dict[str, list[Statement]]:
    """Return the statements about each person, without repetitions."""
    people: dict[str, list[Statement]] = {}
    for statement in _statements(survey_places(draft)):
        people.setdefault(statement.leader.name, []).append(statement)
    return {name: _without_repeats(statements) for name, statements in people.items()}


def _in_order(draft: Draft, statements: list[Statement], field: str) -> tuple[tuple[Leader, ...], tuple[Evidence, ...]]:
    survey = survey_places(draft)
    leaders = tuple(statement.leader for statement in statements)
    return leaders, tuple(_evidence(survey, statement, field) for statement in statements)


def _statements(survey: PlaceSurvey) -> Iterator[Statement]:
    passage = survey.passage
    bodies: dict[str, list[str]] = {}
    seen: list[Office] = []
    for tenure in find_tenures(passage.folded):
        name = "".join(passage.text[tenure.name.start : tenure.name.end].split())
        if _runs_into_place(survey, tenure):
            continue
        if _STAFF.search(passage.folded, max(0, tenure.chain.start - 8), tenure.chain.posts[0].head):
            continue
        known = bodies.get(name, []) if tenure.kind == "past" else []
        offices = find_offices(tenure.chain, tenure.start, survey, known, seen)
        bodies.setdefault(name, []).extend(office.body for office in offices if office.body)
        seen += offices
        is_former = bool(offices and (_FORMER.search(offices[0].post) or _FORMER_BODY.search(offices[0].body or "")))
        for office in offices:
            yield Statement(_leader(name, office, tenure, is_former), office, tenure)


def _leader(name: str, office: Office, tenure: Tenure, is_former: bool) -> Leader:
    post, body = _FORMER.sub("", office.post), _FORMER_BODY.sub("", office.body or "") or None
    if tenure.kind in ("left", "removed", "past") or is_former or post != office.post:
        status = "former"
    else:
        status = "coming" if tenure.kind == "coming" or _COMING.search(post) else "current"
    return Leader(name, post, body, kind_of(name, post, body), status)


def _runs_into_place(survey: PlaceSurvey, holding: Tenure) -> bool:
    """Return True if the posts' last character begins a place, or the name has part of one: 区长沙市, 书记、江阴市."""
    end, name = holding.chain.end, holding.name
    near = places_in(survey, min(end, name.start) - MAX_PLACE_CHARS, max(end, name.end))
    return any(
        (p.start < end < p.end and not _is_part(survey, p, NameSpan(p.start, name.end, 0)))
        or (p.confidence > 0.8 and p.start < name.end and p.end > name.start and not _is_part(survey, p, name))
        for p in near
    )


def _is_part(survey: PlaceSurvey, place: Place, name: NameSpan) -> bool:
    """Return True if the short name of a place occurs only as part of a name: 濮阳 in 濮阳辉."""
    short = place.name in gazetteer().short and name.start <= place.start and place.end <= name.end
    return short and not any(p.name != place.name and p.code.startswith(place.code) for p in survey.places)


def _without_repeats(statements: list[Statement]) -> list[Statement]:
    """Drop statements that repeat another in shorter form: 书记 beside 镇党委书记."""
    distinct: list[Statement] = []
    for statement in statements[:MAX_POSTS]:
        for i, other in enumerate(distinct):
            if other.tenure is statement.tenure:
                continue
            if _repeats(statement, other):
                break
            if _repeats(other, statement):
                distinct[i] = statement
                break
        else:
            distinct.append(statement)
    return distinct


def _repeats(one: Statement, other: Statement) -> bool:
    """Return True if `one` says no more than `other`, which is of today if `one` is."""
    short, post = one.leader.post, other.leader.post
    if not post.endswith(short) or (len(post) > len(short) and post[-len(short) - 1] == "副"):
        return False
    if one.leader.status != other.leader.status:
        return one.leader.org == other.leader.org and one.leader.status == "former"
    bodies = one.leader.org or "", other.leader.org or ""
    return one.leader.status == "current" or bodies[1].endswith(bodies[0]) or bodies[0].endswith(bodies[1])


def _evidence(survey: PlaceSurvey, statement: Statement, field: str) -> Evidence:
    passage, office, name = survey.passage, statement.office, statement.tenure.name
    start, end = min(office.start, name.start), max(office.end, name.end)
    quote = passage.text[start:end]
    begin, stop = passage.raw(start, end)
    value = f"{statement.leader.name} {statement.leader.post}"
    kind = statement.tenure.kind
    return Evidence(field, value, kind, CONFIDENCE[kind] * statement.tenure.name.confidence, quote, begin, stop)
