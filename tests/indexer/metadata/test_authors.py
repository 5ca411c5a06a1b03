"""Authors, distinguished from editors, photographers and outlets."""

from __future__ import annotations

import pytest

from engine.article import Article
from indexer.document import RawDocument
from indexer.pipeline import extract

TEXT = "清晨的河堤上，护林员沿着新修的步道走了三个来回。河湾镇今年把八公里河堤铺上了透水砖。"
TITLE = "河湾镇铺成八公里步道"


def read(text: str) -> Article:
    (article,) = extract(RawDocument("a.txt", text))
    return article


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (f"{TITLE}\n来源：河湾网 作者：童安 骆小舟 许大双 2023-06-15 16:22\n{TEXT}", ("童安", "骆小舟", "许大双")),
        (f"{TITLE}\n本报讯(记者 童安 通讯员 骆小舟){TEXT}", ("童安", "骆小舟")),
        (f"{TITLE}\n本报记者 童安 实习记者 骆小舟\n{TEXT}", ("童安", "骆小舟")),
        (f"{TITLE}\n{TEXT}（童安 骆小舟）", ("童安", "骆小舟")),
        (f"，正文：大众网记者 童安 聊城报道{TEXT}（通讯员 骆小舟 许大双）", ("童安", "骆小舟", "许大双")),
        (f"，正文：{TEXT}来源：河湾派出所通讯员：童安返回搜狐，查看更多责任编辑：", ("童安",)),
        (f"，正文：{TEXT}(来源：河湾县委宣传部童安 骆小舟)返回搜狐，查看更多责任编辑：", ("童安", "骆小舟")),
        (f"，正文：{TEXT}作者：童安 骆小舟编辑：许大双责任编辑：柳岸*独家稿件，转载请注明出处。", ("童安", "骆小舟")),
        (f"护林员在河堤上。某局供图四川在线记者 童安近日，{TEXT}", ("童安",)),
        (
            f"，正文：{TEXT}南方日报记者 童安实习生 骆小舟通讯员 团河湾市委返回搜狐，查看更多责任编辑：",
            ("童安", "骆小舟"),
        ),
        (f"护林员在河堤上。骆小舟 摄新华社河湾8月9日电（记者童安）{TEXT}", ("童安",)),
        (f"，正文：{TEXT}童安来源：河湾融媒返回搜狐，查看更多责任编辑：", ("童安",)),
        (f"，正文：{TEXT}上游新闻 童安编辑：骆小舟责编：许大双审核：柳岸", ("童安",)),
        (f"{TITLE}\n2023-06-15 11:40  记者 童安\n{TEXT}", ("童安",)),
        (f"{TITLE}\n{TEXT}\n河湾融媒记者 童安 摄影 骆小舟\n2023年06月15日", ("童安",)),
    ],
)
def test_where_authors_stand(text: str, authors: tuple[str, ...]) -> None:
    assert read(text).authors == authors


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE}\n{TEXT}（河湾镇）",
        f"{TITLE}\n{TEXT}\n图片 记者 童安 摄",
        f"{TITLE}\n{TEXT}\n责任编辑：童安",
        f"{TITLE}\n{TEXT}谢谢",
    ],
)
def test_no_author_is_made_up(text: str) -> None:
    assert read(text).authors == ()


@pytest.mark.parametrize(
    ("text", "editor"),
    [
        (f"{TITLE}\n{TEXT}\n责任编辑：童安", "童安"),
        (f"{TITLE}\n{TEXT}\n编辑：骆小舟 责任编辑：童安 审核：许大双", "童安"),
        (f"{TITLE}\n{TEXT}", None),
    ],
)
def test_the_editor_in_charge(text: str, editor: str | None) -> None:
    assert read(text).editor == editor


def test_keywords_are_those_that_the_page_lists() -> None:
    assert read(f"{TITLE}\n{TEXT}\n关键词:河湾镇,步道").keywords == ("河湾镇", "步道")


def test_each_author_has_the_place_of_the_name_as_evidence() -> None:
    text = f"{TITLE}\n本报讯(记者 童安 通讯员 骆小舟){TEXT}"
    found = [item for item in read(text).evidence if item.field == "authors"]
    assert [text[item.start : item.end] for item in found] == ["童安", "骆小舟"]


@pytest.mark.parametrize("between", ["", " ", "\u3000 ", "｜ "])
@pytest.mark.parametrize(
    ("label", "field", "value"),
    [("责任编辑", "editor", "童安"), ("作者", "authors", "童安"), ("来源", "source", "河湾日报")],
)
def test_evidence_stands_where_the_value_does(label: str, field: str, value: str, between: str) -> None:
    text = f"{TITLE}\n{label}：{between}{value}\n{TEXT}"
    found = [item for item in read(text).evidence if item.field == field]
    assert found
    assert {text[item.start : item.end] for item in found} == {value}
