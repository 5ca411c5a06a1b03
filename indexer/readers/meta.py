"""What an HTML page states of its article in its head, and its title as the page shows it."""

from __future__ import annotations

import re
from typing import Any

# Meta names, lower case, by what they hold. The first four are those that Chinese government sites must set
# (政府网站发展指引, 2017): SiteName, ArticleTitle, PubDate, ContentSource.
STATED = {
    "title": ("articletitle",),
    "date": (
        "pubdate",
        "publishdate",
        "article:published_time",
        "og:release_date",
        "og:published_time",
        "weibo: article:create_at",
        "apub:time",
        "date",
    ),
    "source": ("contentsource",),
    "site": ("sitename", "og:site_name"),
    "url": ("url", "og:url"),
}
HINTED = {
    "title": ("og:title", "twitter:title", "title"),
    "source": ("source", "mediaid", "og:article:source"),
    "authors": ("author", "article:author", "og:article:author"),
    "keywords": ("keywords",),
    "editor": ("editor",),
}
# What a page calls itself where it should name its source.
SELF = frozenset(("本站", "本网", "本站原创", "本网原创", "原创", "本单位", "网站", "无"))
# 顺德调研_中山网 · 顺德调研 - 中山网 · 顺德调研 | 新闻
SITE_SUFFIX = re.compile(r"\s{0,3}(?:[_|｜»]|\s[-–—]{1,2}\s|--|——)\s{0,3}")
TAG = re.compile(r"<[^<>]{1,200}>")


def read_meta(root: Any) -> tuple[dict[str, str], dict[str, str]]:
    """What the head states and what it hints at, both by the names of Article (and url)."""
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        content = re.sub(r"\s+", " ", TAG.sub("", meta.get("content") or "")).strip()
        if name and content:
            metas.setdefault(name, content[:500])
    given = _pick(STATED, metas)
    hints = _pick(HINTED, metas)
    if given.get("source") in SELF:
        del given["source"]
    if "url" in given and not given["url"].startswith(("http://", "https://")):
        del given["url"]
    link = root.find(".//link[@rel='canonical']")
    if link is not None and (link.get("href") or "").startswith("http"):
        given.setdefault("url", link.get("href"))
    return given, hints


def _pick(names: dict[str, tuple[str, ...]], metas: dict[str, str]) -> dict[str, str]:
    found = {field: next((metas[name] for name in wanted if name in metas), "") for field, wanted in names.items()}
    return {field: value for field, value in found.items() if value}


def find_title(root: Any, lines: list[str], stated: str | None) -> str | None:
    """The title of the article: as stated, else the line above the article that the window's title begins with."""
    if stated:
        return stated
    title = root.find(".//title")
    window = re.sub(r"\s+", " ", title.text_content()).strip() if title is not None else ""
    shown = [line for line in lines if 4 <= len(line) <= 120 and _bare(window).startswith(_bare(line))]
    if shown:
        return max(shown, key=len)
    heads = [text for h in root.iter("h1") if 4 <= len(text := re.sub(r"\s+", " ", h.text_content()).strip()) <= 120]
    if len(heads) == 1:
        return heads[0]
    parts = SITE_SUFFIX.split(window)
    return parts[0].strip() or None


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
