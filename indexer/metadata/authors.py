"""Find the authors and the editor of an article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.article import Evidence
from indexer.document import Draft
from indexer.entities.byline import read_line, read_opening
from indexer.entities.credited_people import SPACED, read_people, spell_names
from indexer.entities.datelines import read_dateline
from indexer.entities.person_names import drop_body, is_name
from indexer.metadata.credits import Credit, read_credits
from indexer.metadata.margins import ACCOUNT, read_margins

Found = tuple[str, int, int, str, float]


def find_authors(draft: Draft) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """Return the authors in page order, from bylines around the text and labels such as 作者： and 通讯员：."""
    candidates = [*_from_bylines(draft), *_from_credits(draft), *_from_stamps(draft)]
    candidates.sort(key=lambda author: author[1])
    text = draft.page.document.text
    unique = {author[0]: author for author in reversed(candidates)}
    ordered = sorted(unique.values(), key=lambda author: author[1])
    evidence = tuple(
        Evidence("authors", name, rule, confidence, text[a:b], a, b) for name, a, b, rule, confidence in ordered
    )
    return tuple(author[0] for author in ordered), evidence


def _from_bylines(draft: Draft) -> Iterator[Found]:
    """Yield the names in the bylines that the splitter separated."""
    for line in draft.block.byline:
        byline = read_opening(f"{line.text}。") or read_line(line.text, plain=True)
        if byline:
            for (start, end), name in zip(byline.names, spell_names(line.text, byline.names), strict=True):
                yield name, line.start + start, line.start + end, "byline", 0.95


def _from_credits(draft: Draft) -> Iterator[Found]:
    """Yield the names after labels, and after the outlet in 来源：某县委宣传部王林 李大双."""
    for credit in read_credits(read_margins(draft), "author", "source"):
        if credit.place == "page":
            continue
        if credit.kind == "author":
            yield from _people(draft, credit, credit.value_start, f"label {credit.label}", 0.95)
        elif credit.kind == "source":
            yield from _people(
                draft, credit, credit.value_start + behind_outlet(credit.value), "behind the source", 0.8
            )


def _from_stamps(draft: Draft) -> Iterator[Found]:
    """Yield the names in datelines: 2024-09-12 11:40 记者 王林."""
    for margin in read_margins(draft):
        if (post := ACCOUNT.search(margin.text)) and post["author"]:
            start, end = (margin.start + at for at in post.span("author"))
            yield post["author"], start, end, "stamp", 0.85
        for line, start in margin.lines() if margin.place != "page" else ():
            stamp = read_dateline(line)
            names = stamp.names if stamp and stamp.is_complete else ()
            for (low, high), name in zip(names, spell_names(line, names), strict=True):
                yield name, start + low, start + high, "stamp", 0.85


def behind_outlet(value: str) -> int:
    """Return the start of names after an outlet in the value of 来源：, or its length if there are none."""
    space = re.search(r"[\s\u3000]+", value)
    if (
        space
        and all(is_name(word) for word in value[space.end() :].split()[:2])
        and not is_name(value[: space.start()])
    ):
        glued = drop_body(value[: space.start()])
        return glued or space.end()
    return drop_body(value.split()[0]) or len(value) if value.split() else len(value)


def _people(draft: Draft, credit: Credit, start: int, rule: str, confidence: float) -> Iterator[Found]:
    text = draft.page.document.text
    if start >= credit.end:
        return
    names = read_people(text, start, credit.end, told=rule.startswith("label")).names
    for (low, high), name in zip(names, spell_names(text, names), strict=True):
        yield name, low, high, rule, confidence


def find_editor(draft: Draft) -> tuple[str | None, tuple[Evidence, ...]]:
    """Return the editor in charge (责任编辑), else any editor, None if the page names none."""
    found = read_credits(read_margins(draft), "editor")
    for credit in sorted(found, key=lambda credit: credit.label not in ("责任编辑", "责编")):
        padded = SPACED.match(credit.value)
        size = padded.end() if padded else len(re.split(r"[\s，,、|｜/]", credit.value)[0])
        (value,) = spell_names(credit.value, ((0, size),))
        if 2 <= len(value) <= 8 and re.fullmatch(r"[\u4e00-\u9fff·]+", value):
            end = credit.value_start + size
            quote = credit.value[:size]
            return value, (Evidence("editor", value, f"label {credit.label}", 0.95, quote, credit.value_start, end),)
    return None, ()
