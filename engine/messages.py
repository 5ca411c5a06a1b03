"""Messages that describe a query and explain a hit, in Chinese and English."""

from __future__ import annotations

LANGUAGES = ("zh", "en")
# Message key: (Chinese, English).
_TABLE = {
    # fields
    "title": ("标题", "title"),
    "kicker": ("引题", "kicker"),
    "subtitle": ("副题", "subtitle"),
    "body": ("正文", "body"),
    "source": ("来源", "source"),
    "town": ("乡镇", "town"),
    "leader": ("领导", "leader"),
    # parts of a query
    "all": ("全部文章", "all articles"),
    "chunk": ("“{text}”", "“{text}”"),
    "enough": ("“{text}”（{count} 个词中至少 {least} 个）", "“{text}” (at least {least} of its {count} words)"),
    "or_written": ("{said}（或写作{others}）", "{said} (or written {others})"),
    "phrase": ("完整出现“{text}”", "exactly “{text}”"),
    "wildcard": ("符合“{text}”", "matching “{text}”"),
    "near": ("{text}相距不超过 {count} 字", "{text} within {count} characters"),
    "in": ("{field}中{said}", "{said} in the {field}"),
    "facet": ("{field}是“{text}”", "{field} is “{text}”"),
    "not": ("不含：{said}", "without {said}"),
    "or": (" 或 ", " or "),
    "and": ("，并且 ", ", and "),
    "list": ("、", ", "),
    "between": ("日期从 {since} 到 {until}", "dated {since} to {until}"),
    "since": ("日期从 {since} 起", "dated {since} or later"),
    "until": ("日期到 {until} 为止", "dated {until} or earlier"),
    "dated": ("有日期", "with a date"),
    "day": ("日期为 {since}", "dated {since}"),
    # reasons for a hit
    "word": ("{field}里“{text}”出现 {count} 次", "“{text}” stands {count} times in the {field}"),
    "pair": (
        "{field}里与查询相同的相邻字有 {count} 组",
        "{count} pairs of neighbouring characters of the query stand in the {field}",
    ),
    "number": ("{field}里有数字“{text}”", "the number “{text}” stands in the {field}"),
    "lead": ("开头就提到 {text}", "it begins with {text}"),
    "lead_pairs": ("开头的相邻字与查询相同", "its beginning has pairs of characters of the query"),
    "opening": ("开篇提到 {text}", "its opening mentions {text}"),
    "close": ("查询的词在正文里挨得近", "the words stand close together in the text"),
    "whole": ("{field}里完整出现“{text}”{count} 次", "“{text}” stands as typed {count} times in the {field}"),
    "named": ("查询点名的{field}“{text}”就是这篇文章的", "the {field} “{text}” that is named is the article's"),
    "recent": ("发布时间较近", "it is recent"),
}


def translate(what: str, language: str, /, **details: object) -> str:
    """Return the message with the key `what`, formatted with `details`; `language` is "zh" or "en"."""
    return _TABLE[what][LANGUAGES.index(language)].format(**details)
