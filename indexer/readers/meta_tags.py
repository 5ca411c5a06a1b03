"""Article metadata from the head of an HTML page, and its title as displayed."""

from __future__ import annotations

import json
import re
from typing import Any

# Meta names, lower case, by the field that they hold. The first four are those required of Chinese government sites
# (政府网站发展指引, 2017): SiteName, ArticleTitle, PubDate, ContentSource.
STATED_NAMES = {
    "title": ("articletitle",),
    "date": (
        "pubdate",
        "publishdate",
        "article:published_time",
        "og:release_date",
        "og:published_time",
        "og:time",
        "og:pubdate",
        "datepublished",
        "weibo: article:create_at",
        "apub:time",
        "publish_time",
        "publishtime",
        "pubtime",
        "releasedate",
        "dc.date",
        "date",
    ),
    "source": ("contentsource",),
    "site": ("sitename", "og:site_name"),
    "url": ("url", "og:url"),
}
HINTED_NAMES = {
    "title": ("og:title", "twitter:title", "title"),
    "source": ("source", "mediaid", "og:article:source"),
    "authors": ("author", "article:author", "og:article:author"),
    "keywords": ("keywords",),
    "editor": ("editor",),
}
# Ids of elements that pages mark for Baidu's news search, by field.
MARKED_IDS = {"pubtime_baidu": "date", "source_baidu": "source", "author_baidu": "authors", "editor_baidu": "editor"}
# 来源：人民日报 · 时间：2019-03-06
LABEL = re.compile(r"^(?:来\s?源|稿源|时\s?间|发布时间|发表时间|作者|编辑|责任编辑)\s{0,2}[:：]\s{0,2}")
# {"@type": "NewsArticle", "headline": "…", "datePublished": "2019-03-06T10:00:00"}
LINKED_KEYS = {"date": ("datePublished", "pubDate"), "title": ("headline", "title")}
MAX_LINKED_BYTES = 200_000
# Values by which a page refers to itself instead of naming its source.
SELF_NAMES = frozenset(("本站", "本网", "本站原创", "本网原创", "原创", "本单位", "网站", "无"))
# 顺德调研_中山网 · 顺德调研 - 中山网 · 顺德调研 | 新闻
SITE_SUFFIX = re.compile(r"\s{0,3}(?:[_|｜»]|\s[-–—]{1,2}\s|--|——)\s{0,3}")
# Maximum distance, in lines, of a title line above the article.
MAX_LINES_ABOVE = 20
TAG = re.compile(r"<[^<>]{1,200}>")


def read_meta(root: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Return the fields that the head states and those that it hints at, both by the names of Article (and url)."""
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        content = re.sub(r"\s+", " ", TAG.sub("", meta.get("content") or "")).strip()
        if name and content:
            metas.setdefault(name, content[:500])
    stated = {**_linked(root), **_fields_by_element_id(root), **_pick(STATED_NAMES, metas)}
    hints = _pick(HINTED_NAMES, metas)
    if "title" in stated and "articletitle" not in metas:
        hints.setdefault("title", stated.pop("title"))
    if stated.get("source") in SELF_NAMES:
        del stated["source"]
    if "url" in stated and not stated["url"].startswith(("http://", "https://")):
        del stated["url"]
    link = root.find(".//link[@rel='canonical']")
    if link is not None and (link.get("href") or "").startswith("http"):
        stated.setdefault("url", link.get("href"))
    return stated, hints


def _pick(names: dict[str, tuple[str, ...]], metas: dict[str, str]) -> dict[str, str]:
    found = {field: next((metas[name] for name in wanted if name in metas), "") for field, wanted in names.items()}
    return {field: LABEL.sub("", value) for field, value in found.items() if value}


def _fields_by_element_id(root: Any) -> dict[str, str]:
    """Return the fields that the page marks for a search engine."""
    result = {}
    for element in root.iter("span", "div", "p", "em", "i"):
        field = MARKED_IDS.get(element.get("id", ""))
        if field:
            text = LABEL.sub("", re.sub(r"\s+", " ", element.text_content()).strip())
            if 0 < len(text) <= 40:
                result[field] = text
    return result


def _linked(root: Any) -> dict[str, str]:
    """Return the fields in linked data (JSON-LD)."""
    result: dict[str, str] = {}
    for script in root.iter("script"):
        if script.get("type", "") != "application/ld+json" or len(script.text or "") > MAX_LINKED_BYTES:
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        items = data if isinstance(data, list) else [data]
        for item in items:
            for field, keys in LINKED_KEYS.items():
                value = (
                    next((item[key] for key in keys if isinstance(item.get(key), str)), "")
                    if isinstance(item, dict)
                    else ""
                )
                if value.strip():
                    result.setdefault(field, value.strip()[:500])
    return result


def find_title(root: Any, lines: list[str], stated: str | None, hinted: str | None) -> str | None:
    """Return the title of the article: the stated one, else the best candidate among the lines above it and headings.

    A candidate scores for being contained in the window title, matching a hint, being a heading, and being near. A
    stated title counts unless the window title and the only heading agree on another.
    """
    title = root.find(".//title")
    window = _spaced(title.text_content()) if title is not None else ""
    heads = dict.fromkeys(text for h in root.iter("h1") if _is_length(text := _spaced(h.text_content())))
    if stated and not (len(heads) == 1 and _bare(next(iter(heads))) == _bare(SITE_SUFFIX.split(window)[0])):
        return stated
    if stated and _bare(stated) in _bare(window):
        return stated
    near = {_bare(line) for line in lines[-MAX_LINES_ABOVE:]}
    bare_window, bare_hint = _bare(window), _bare(hinted or "")
    scores: dict[str, tuple[int, int]] = {}
    for text in (*heads, *filter(_is_length, lines), hinted or ""):
        bare = _bare(text)
        signs = 2 * (bare in bare_window) + 2 * (bare == bare_hint) + (text in heads)
        if bare and signs:
            scores[text] = (signs + (bare in near), len(bare))
    return max(scores, key=lambda text: scores[text], default=SITE_SUFFIX.split(window)[0].strip() or None)


def _is_length(text: str) -> bool:
    return 4 <= len(text) <= 120


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
