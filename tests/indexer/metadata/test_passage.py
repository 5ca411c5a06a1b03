"""The passage: one text of headline and body, mapped back to the raw document."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.document import Block, Draft, Line, Page, Paragraph, RawDocument
from indexer.metadata.passage import make_passage


def make(title: str, body: list[str]) -> Draft:
    """Return a draft with these lines; the body is one paragraph."""
    text = "\n".join([title, *body])
    lines, at = [], 0
    for part in (title, *body):
        lines.append(Line(part, at, at + len(part)))
        at += len(part) + 1
    pieces = tuple((line.start, line.end) for line in lines[1:])
    block = Block((), (lines[0],), (), (), tuple(lines[1:]))
    return Draft(Page(RawDocument("a.txt", text), tuple(lines)), 0, block, (Paragraph("".join(body), pieces),))


def test_headline_and_lead_end_where_they_end() -> None:
    said = make_passage(make("西集镇春耕", ["区长王林到西集镇", "调研。"]))
    assert said.text == "西集镇春耕\n区长王林到西集镇调研。"
    assert said.text[: said.headline] == "西集镇春耕\n"
    assert said.text[said.headline : said.lead] == "区长王林到西集镇调研。"


LINES = st.lists(st.text("区长王林，．A1", min_size=1, max_size=8), min_size=1, max_size=4)


@given(LINES, st.data())
def test_every_range_leads_back_to_what_it_says(body: list[str], data: st.DataObject) -> None:
    draft = make("通州区", body)
    said = make_passage(draft)
    start = data.draw(st.integers(said.headline, len(said.text) - 1))
    end = data.draw(st.integers(start + 1, len(said.text)))
    first, last = said.raw(start, end)
    assert draft.page.document.text[first:last].replace("\n", "") == said.text[start:end]


@given(LINES)
def test_the_folded_text_is_as_long(body: list[str]) -> None:
    said = make_passage(make("通州区", body))
    assert len(said.folded) == len(said.text)
