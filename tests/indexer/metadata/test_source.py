"""The source, distinguished from site, author and editor."""

from __future__ import annotations

import pytest

from engine.article import Article
from indexer.document import RawDocument
from indexer.metadata.source import name_source
from indexer.pipeline import extract

TEXT = "清晨的河堤上，护林员沿着新修的步道走了三个来回。河湾镇今年把八公里河堤铺上了透水砖。"
TITLE = "河湾镇铺成八公里步道"


def read(text: str) -> Article:
    (article,) = extract(RawDocument("a.txt", text))
    return article


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (f"{TITLE}\n来源：河湾日报 作者：童安 2023-06-15 16:22\n{TEXT}", "河湾日报"),
        (f"{TITLE}\n{TEXT}\n稿源：河湾晚报", "河湾晚报"),
        (f"2023-06-15 16:22，正文：{TEXT}来源：河湾发布返回搜狐，查看更多责任编辑：", "河湾发布"),
        (f"2023-06-15 16:22，正文：{TEXT}（来源：河湾县委宣传部 童安 骆小舟）", "河湾县委宣传部"),
        (f"2023-06-15 16:22，正文：新华社长沙6月15日电(记者童安){TEXT}", "新华社"),
        (f"2023-06-15 16:22，正文：大众网记者 童安 聊城报道{TEXT}", "大众网"),
        (f"2023-06-15 16:22，正文：据河湾网消息，{TEXT}", "河湾网"),
        (f"2023-06-15 16:22，正文：{TEXT}《 河湾日报 》（ 2023年06月15日   11 版）", "河湾日报"),
        (f"2023-06-15 16:22，正文：{TEXT}上游新闻 童安", "上游新闻"),
        (f"{TITLE}\n2023-06-15 16:22 河湾-文明河湾  主页 > 要闻 >\n{TEXT}", "河湾-文明河湾"),
        (f"河湾晚报\n2023年6月15日 星期四 03版\n{TITLE}\n本报讯(记者 童安){TEXT}", "河湾晚报"),
        (f"{TITLE}\n来源：\n河湾日报客户端\n阅读量：\n{TEXT}", "河湾日报客户端"),
        (f"央视网消息（新闻联播）：\n{TITLE}\n{TEXT}", "央视网"),
        (f"{TITLE}保定晚报讯（记者 童安）{TEXT}", "保定晚报"),
        (f"荆楚网（湖北日报网）讯（通讯员 童安）{TEXT}", "荆楚网（湖北日报网）"),
        (f"{TEXT}（湖北日报客户端通讯员 童安）", "湖北日报客户端"),
        (f"{TEXT}\n沈阳晚报、沈报全媒体记者 童安", "沈阳晚报、沈报全媒体"),
        (f"{TEXT}（中国教育报-中国教育新闻网 记者 童安）", "中国教育报-中国教育新闻网"),
        (f"本报讯（河湾日报、湾报全媒体记者 童安）{TEXT}", "河湾日报、湾报全媒体"),
        (f"{TITLE} 来源：人民网－河北频道自去年起，{TEXT}", "人民网－河北频道"),
        (f"{TEXT}来源：河湾网原标题：步道铺成", "河湾网"),
        (f"{TEXT}护林员告诉河湾快报记者，步道很结实。", "河湾快报"),
        (f"{TEXT}（新华社专特稿）", "新华社"),
        (f"孩子们演出。 （受访者供图）【深圳商报讯】（记者 童安）{TEXT}", "深圳商报"),
        (f"{TEXT}护林员童安（来源：河湾县人民政府网站）在场。来源：河湾新闻(责任编辑：骆小舟)", "河湾新闻"),
        (f"{TITLE}\n\n今日湖北网\n\n2031-01-21 10:30:12\n\n{TEXT}", "今日湖北网"),
        (f"护林员走了三个来回。\n云上青河讯 记者童安报道：{TEXT}", "云上青河"),
        (f"当前报纸名称:河湾日报\n星期五\n\n{TITLE}\n\n{TEXT}", "河湾日报"),
        (f"{TITLE}\n2031-06-15 16:22:05通州时讯\n{TEXT}", "通州时讯"),
        (f"{TITLE}\n掌上永顺2031-06-15 16:22\n{TEXT}", "掌上永顺"),
        (f"{TITLE}\n河湾微家园 | 2031-06-15 | 浏览 33\n{TEXT}", "河湾微家园"),
        (f"{TITLE}\n2031-06-15T10:12:05+08:00 来源：河湾时讯\n{TEXT}", "河湾时讯"),
        (f"{TITLE}\n河湾融媒\n2031年06月15日 18:20\n四川\n{TEXT}", "河湾融媒"),
        (f"{TITLE}\n原创 童安 河湾微家园 2031年06月15日 10:00 北京\n{TEXT}", "河湾微家园"),
        (f"{TITLE}\n河湾时讯 2031年06月15日 星期日 第03版：综合新闻\n{TEXT}", "河湾时讯"),
        (f"发布机构：河湾县人民政府 发布日期：2031-05-31 信息来源：河湾镇\n{TITLE}\n{TEXT}", "河湾镇"),
        (f"护林员在河堤上。骆小舟 摄新华社河湾8月9日电（记者童安）{TEXT}", "新华社"),
        (f"{TEXT}来源：河湾日报记者：童安 文/摄编辑：骆小舟", "河湾日报"),
        (f"{TITLE}\n来源：@河湾发布\n{TEXT}", "河湾发布"),
        (f"{TITLE}\n来源：荆楚网（湖北日报网\n{TEXT}", "荆楚网（湖北日报网）"),
        (f"云上青河讯 记者童安报道：{TEXT}", "云上青河"),
        (f"来源：人民网－河北频道人民网保定8月9日电(童安){TEXT}", "人民网－河北频道"),
    ],
)
def test_where_the_source_stands(text: str, source: str) -> None:
    article = read(text)
    assert article.source == source
    assert article.evidence


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE}\n本报讯(记者 童安){TEXT}",
        f"{TITLE}\n{TEXT}",
        f"{TITLE}\n来源：网络\n{TEXT}",
        f"{TITLE}\n来源：暂无来源\n{TEXT}",
        f"{TITLE}\n来源：视频截图\n{TEXT}",
        f"{TITLE}\n来源：2019-09-25\n{TEXT}",
        f"{TITLE}\n{TEXT}\n转载请注明来源：河湾网",
        f"2023-06-15 16:22，正文：据教育局网站消息，{TEXT}",
    ],
)
def test_no_source_is_made_up(text: str) -> None:
    assert read(text).source is None


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("《河湾日报》", "河湾日报"),
        ("综合自河湾网", "河湾网"),
        ("河湾日报综合河湾网", "河湾日报"),
        ("网络", None),
        ("河湾公安-优质公众号推荐--点「", "河湾公安"),
        ("人民网－河湾频道", "人民网－河湾频道"),
        ("河湾 童安", "河湾"),
    ],
)
def test_what_a_label_says_is_cut_to_the_outlet(value: str, name: str | None) -> None:
    assert name_source(value) == name


@pytest.mark.parametrize(
    ("text", "site"),
    [
        (f"{TITLE}\n{TEXT}\n---河湾名片网版权所有---", "河湾名片网"),
        (f"您当前的位置 : 河湾网 >> 莲湖频道 >> 要闻\n{TITLE}\n{TEXT}", "河湾网"),
        (f"2023-06-15 16:22，正文：{TEXT}返回搜狐，查看更多责任编辑：", "搜狐"),
        (f"{TITLE}\n{TEXT}", None),
    ],
)
def test_the_site_is_told_by_the_page(text: str, site: str | None) -> None:
    assert read(text).site == site
