"""The doctor: warnings on an unusual index, and silence on a normal one."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from pathlib import Path

import pytest

from engine.article import Article, Evidence
from engine.messages import Message
from indexer.building.unused_corrections import read_unused, write_unused
from indexer.quality.doctor import Finding, examine
from indexer.quality.doctor_advice import ADVICE

ROOT = Path(__file__).parents[3]

TODAY = datetime.date(2024, 3, 15)


def day(back: int) -> datetime.date:
    return TODAY - datetime.timedelta(days=back)


def article(source: str = "河湾日报", back: int | None = 0, **fields: object) -> Article:
    values: dict[str, object] = {"title": "河堤添新绿", "body": "柳树成行。河堤添绿，游人如织。", **fields}
    date = None if back is None else day(back)
    return Article("a", "news/a.txt", source=source, date=date, **values)  # type: ignore[arg-type]


def found(*articles: Article, before: dict[str, int] | None = None) -> dict[str, Finding]:
    return {finding.kind: finding for finding in examine(articles, TODAY, before or {})}


def test_a_sound_index_gives_no_finding() -> None:
    assert found(*(article(back=back, towns=("北京市/通州区/西集镇",)) for back in range(300))) == {}


@pytest.mark.parametrize(
    ("odd", "kind", "example"),
    [
        (article(title=None), "no title", "news/a.txt"),
        (article(back=None), "no date", "news/a.txt"),
        (article(body=" \n"), "no text", "news/a.txt"),
        (article(back=-1), "future", "news/a.txt"),
        (article(towns=("北京市/通州区/无名镇",)), "unknown town", "北京市/通州区/无名镇"),
    ],
)
def test_an_odd_article_is_found_with_an_example(odd: Article, kind: str, example: str) -> None:
    finding = found(article(), odd)[kind]
    assert (finding.count, finding.examples) == (1, (example,))
    assert str(finding.sentence).endswith(".")


def test_a_source_that_wrote_daily_and_stopped_has_fallen_silent() -> None:
    others = [article("运河新报", back) for back in range(200)]
    finding = found(*others, *(article(back=back) for back in range(20, 200)))["silent source"]
    assert tuple(map(str, finding.examples)) == (f"河湾日报: nothing since {day(20)}, 20 days",)


@pytest.mark.parametrize("backs", [range(13, 200), range(20, 200, 21), range(100, 105)])
def test_a_pause_as_long_as_usual_is_no_silence(backs: range) -> None:
    others = [article("运河新报", back) for back in range(200)]
    assert "silent source" not in found(*others, *(article(back=back) for back in backs))


def test_a_month_far_below_what_is_usual_is_a_drop() -> None:
    daily = [article(back=back) for back in range(300) if day(back).month != 2 or day(back).day < 8]
    finding = found(*daily, article("运河新报"))["drop"]
    assert [str(example) for example in finding.examples] == ["河湾日报: 7 articles in 2024-02, where 31 are usual"]


def test_a_source_that_lost_most_of_its_articles_since_the_build_before_is_found() -> None:
    finding = found(article(), before={"河湾日报": 40, "": 99, "小报": 3})["shrunk source"]
    assert tuple(map(str, finding.examples)) == ("河湾日报: 1, before 40",)


def named(place: str, confidence: float) -> Article:
    return article(towns=(place,), evidence=(Evidence("towns", place, "short name", confidence, place, 0, 1),))


def test_a_place_that_no_article_names_clearly_is_without_support() -> None:
    west, clear = "四川省/攀枝花市/西区", "北京市/通州区/西集镇"
    some = [
        named(west, 0.6),
        named(west, 0.7),
        named(west, 0.79),
        named(clear, 0.5),
        named(clear, 0.9),
        named(clear, 0.5),
    ]
    finding = found(*some)["place without support"]
    assert (finding.count, [str(one) for one in finding.examples]) == (1, [f"{west}: 3 articles"])
    assert "place without support" not in found(*some[:2])


def test_a_place_with_many_articles_and_none_around_it_is_crowded() -> None:
    friendly, towns = "黑龙江省/伊春市/友好区", [f"北京市/通州区/{name}" for name in ("西集镇", "潞城镇")]
    others = [article(back=None, towns=(towns[number % 2],)) for number in range(1_000)]
    finding = found(*others, *(article(back=None, towns=(friendly,)) for _ in range(20)))["crowded place"]
    assert [str(one) for one in finding.examples] == [
        "北京市/通州区: 1,000 articles",
        "黑龙江省/伊春市: 20 articles",
        f"{friendly}: 20 articles",
    ]
    assert "crowded place" not in found(*others[:900])


def test_titles_over_several_articles_are_named_but_not_those_of_reprints() -> None:
    brief = [replace(article(title="简讯"), id=f"a{number}") for number in range(3)]
    assert [str(one) for one in found(*brief)["repeated title"].examples] == ["简讯: 3 articles"]
    assert "repeated title" not in found(*(replace(one, group="a0") for one in brief))


def test_sources_with_one_article_are_counted() -> None:
    finding = found(article("河湾日报"), article("河湾日报"), article("河弯日报"))["single source"]
    assert (str(finding.sentence), finding.examples) == ("1 of 2 sources have one article.", ("河弯日报",))


@pytest.mark.parametrize(
    ("body", "odd"),
    [
        ("柳树成行", True),
        ("图为新栽的柳树。", True),
        ("柳树成行。河堤添绿。", False),
        ("柳" * 61, False),
        ("", False),
    ],
)
def test_articles_of_one_short_sentence_are_named(body: str, odd: bool) -> None:
    assert ("one sentence" in found(article(), article(body=body))) == odd


@pytest.mark.parametrize("text", ["柳树\ufffd行", "锟斤拷锟斤拷", "柳树\ue5e5成行", "æ²³å¤\xa7"])
def test_characters_that_were_decoded_wrongly_are_named(text: str) -> None:
    assert "wrong characters" in found(article(body=text))
    assert "wrong characters" in found(article(title=text))
    assert "wrong characters" not in found(article(body="柳树成行，Ålesund 与 São Paulo 的客人来了，“很美”。"))


def test_corrections_without_effect_are_named() -> None:
    unused = [Message("No article names the place %(name)s of the corrections.", name=str(i)) for i in range(5)]
    finding = next(one for one in examine([article()], TODAY, {}, unused) if one.kind == "unused correction")
    assert (finding.count, len(finding.examples)) == (5, 3)
    assert read_unused(write_unused(unused)) == tuple(unused)


@pytest.mark.parametrize("note", [None, b"", b"x", b"[1]", b"{}", b"[[1, 2]]", b"[[]]", b"null", b"[" * 9999, b"\xff"])
def test_a_damaged_note_of_corrections_is_none(note: bytes | None) -> None:
    assert all(isinstance(one, Message) for one in read_unused(note))


def test_an_article_of_a_file_with_several_is_named_with_its_id() -> None:
    bare = [replace(article(title=None), id=f"a{number}") for number in range(9)]
    assert found(*bare)["no title"].examples == ("news/a.txt", "news/a.txt, a1", "news/a.txt, a2")


def test_every_kind_has_its_advice() -> None:
    source = "".join(
        (ROOT / "indexer" / "quality" / f"{name}.py").read_text("utf-8") for name in ("doctor", "oddities")
    )
    kinds = {*re.findall(r'Finding\(\s*"([a-z ]+)"', source), *re.findall(r'yield "([a-z ]+)"', source)}
    kinds |= set(re.findall(r'"([a-z ]+)": translatable', source))
    assert kinds == set(ADVICE)
