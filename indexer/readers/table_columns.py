"""Map the columns of a table, or keys of a record, to fields of an article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import lru_cache

from engine.article import Article

# Fields that a row or record can state, by the names of Article.
FIELDS = frozenset(field.name for field in fields(Article)) - {
    "file",
    "group",
    "former",
    "added",
    "evidence",
    "repairs",
}
# Column names recognised without configuration, most reliable first. 时间 is a date with its time, or the time alone if
# another column has the date.
KNOWN: dict[str, tuple[str, ...]] = {
    "title": ("headline", "标题", "文章标题", "新闻标题", "稿件标题", "主标题", "题目"),
    "body": (
        "content",
        "text",
        "正文",
        "文章正文",
        "内容",
        "文章内容",
        "新闻内容",
        "新闻正文",
        "稿件内容",
        "稿件正文",
        "全文",
        "内文",
    ),
    "source": (
        "来源",
        "文章来源",
        "新闻来源",
        "稿件来源",
        "信息来源",
        "稿源",
        "媒体",
        "媒体名称",
        "来源媒体",
        "发布媒体",
        "publisher",
    ),
    "date": (
        *("publish_date", "pub_date", "pubdate", "published_date", "publish_time", "published_time", "pub_time"),
        *(
            "pubtime",
            "published",
            "published_at",
            "publishtime",
            "发布日期",
            "日期",
            "发布时间",
            "发表日期",
            "发表时间",
            "发稿日期",
            "发稿时间",
            "刊发日期",
            "刊发时间",
            "刊登日期",
            "见报日期",
            "发布日",
        ),
        "时间",
    ),
    "time": ("时间",),
    "authors": ("author", "作者", "记者", "作者姓名", "撰稿", "撰稿人", "文章作者"),
    "editor": ("编辑", "责任编辑", "责编"),
    "keywords": ("tags", "关键词", "关键字", "主题词", "标签"),
    "subtitle": ("副标题", "副题"),
    "kicker": ("引题", "肩题"),
    "site": ("网站", "网站名称", "站点", "站点名称"),
    "url": ("link", "href", "链接", "网址", "原文链接", "文章链接", "链接地址", "原文地址", "网页链接", "原文网址"),
    "id": ("编号", "文章编号", "稿件编号", "文章id", "稿件id"),
}


def resolve(names: Iterable[str], columns: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Return the columns that may hold each field, most reliable first, for a table with columns of these names.

    `columns` takes precedence if the table has those columns; if it lacks one, a field with a column of its own name is
    read from that. White space, width and case of names are ignored.
    """
    return _resolve(tuple(names), tuple(sorted(columns.items())))


@lru_cache(maxsize=256)
def _resolve(names: tuple[str, ...], mapped: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[str, ...]]:
    by_name = {_plain(name): name for name in reversed(names)}
    columns = dict(mapped)
    whole = all(column in names or _plain(column) in by_name for column in columns.values())
    result: dict[str, tuple[str, ...]] = {}
    assigned = {_plain(column) for column in columns.values()} if whole else set()
    for field in sorted(FIELDS):
        candidates = [columns[field]] if field in columns else []
        own = [] if whole and candidates else [name for name in (field, *KNOWN.get(field, ())) if name not in assigned]
        order = [*candidates, *own] if whole or field not in by_name else [*own, *candidates]
        if there := tuple(dict.fromkeys(by_name[_plain(name)] for name in order if _plain(name) in by_name)):
            result[field] = there
    dates = [name for name in result.get("date", ()) if name not in result.get("time", ())]
    if dates:
        result["date"] = tuple(dates)
    else:
        result.pop("time", None)
    return result


def _plain(name: str) -> str:
    """Normalise a name for comparison: Pub-Date becomes pub_date."""
    return "_".join(name.strip().strip("\ufeff").casefold().replace("-", " ").replace("_", " ").split())
