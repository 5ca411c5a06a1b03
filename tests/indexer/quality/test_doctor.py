"""The doctor: warnings on an unusual index, and silence on a normal one."""

from __future__ import annotations

import datetime

import pytest

from engine.article import Article
from indexer.quality.doctor import Finding, examine

TODAY = datetime.date(2024, 3, 15)


def day(back: int) -> datetime.date:
    return TODAY - datetime.timedelta(days=back)


def article(source: str = "河湾日报", back: int | None = 0, **fields: object) -> Article:
    values: dict[str, object] = {"title": "河堤添新绿", "body": "柳树成行。", **fields}
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
