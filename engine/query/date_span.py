"""Parsing of dates and date ranges as readers write them, to the first and last day."""

from __future__ import annotations

import calendar
import datetime
import re

Span = tuple[datetime.date | None, datetime.date | None]

_DIGITS = dict(zip("〇零○一二两兩三四五六七八九", "00012223456789", strict=True))
# 二十三 · 十二 · 十
_TENS = re.compile(r"([1-9]?)十([1-9]?)")
# 2023 · 2023年 · 2023-06 · 2023年6月 · 2023/6/1 · 2023.6.1 · 2023年6月1日
_ABSOLUTE_DATE = re.compile(r"(\d{4})(?:年|[-/.年](\d{1,2})(?:月|[-/.月](\d{1,2})[日号]?)?)?")
# 20230601
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
# .. · … · ~ · 至 · 到 · — · and a - after a Chinese unit: 2023年6月-2023年9月
_SPAN_SEPARATOR = re.compile(r"\.{2,3}|…+|[~～]|[—–]{1,2}|至|到|(?<=[年月日号])-")
# 近三个月 · 最近30天 · 近一年 · 过去两周 · 近半年
_RELATIVE_SPAN = re.compile(r"(?:最近|过去|過去|近)(半|几|\d{1,4})?个?(天|日|周|星期|礼拜|月|季度|年)")
_DAYS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "today": 0, "yesterday": 1}
_YEARS = {"今年": 0, "去年": 1, "前年": 2}
_MONTHS = {"本月": 0, "这个月": 0, "上月": 1, "上个月": 1}
_WEEKS = {"本周": 0, "这周": 0, "上周": 1, "本星期": 0, "上星期": 1}


def read_span(text: str, today: datetime.date) -> Span | None:
    """Parse `text` (half-width) to its first and last day, inclusive, None for an open side; None if it is no date.

    The ends of a reversed range are swapped.
    """
    text = numerals(text.strip())
    single = _single(text, today)
    if single:
        return single
    for mark in _SPAN_SEPARATOR.finditer(text):
        first, right = text[: mark.start()].strip(), text[mark.end() :].strip()
        begin, end = _single(first, today), _single(_complete_end(first, right), today)
        if (begin or not first) and (end or not right) and (first or right or mark.group() == ".."):
            since, until = begin[0] if begin else None, end[1] if end else None
            if begin and end and since and until and since > until:
                return end[0], begin[1]
            return since, until
    return None


def write_span(since: datetime.date | None, until: datetime.date | None) -> str:
    """Return the shortest text that `read_span` parses to this span: 2023, 2023-06, 2023-06-01..2023-06-30."""
    if since and until:
        if since == until:
            return since.isoformat()
        if since == since.replace(month=1, day=1) and until == since.replace(month=12, day=31):
            return f"{since.year:04}"
        if since.day == 1 and until == _last_day(since.year, since.month):
            return since.isoformat()[:7]
    return f"{since.isoformat() if since else ''}..{until.isoformat() if until else ''}"


def numerals(text: str) -> str:
    """Convert the Chinese numerals of a date to Arabic ones: 二〇二三年十二月 -> 2023年12月."""
    digits = "".join(_DIGITS.get(char, char) for char in text)
    return _TENS.sub(lambda m: f"{m[1] or '1'}{m[2] or '0'}", digits)


def _single(text: str, today: datetime.date) -> Span | None:
    match = _ABSOLUTE_DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    try:
        return _span(*(int(part) for part in match.groups() if part)) if match else _relative(text, today)
    except (ValueError, OverflowError):  # 2023-13, 0000, 近9999年
        return None


def _complete_end(start: str, right: str) -> str:
    """Return the right side of a range with the year of the left side: 2023年6月至9月."""
    year = re.match(r"\d{4}年", start)
    return f"{year.group()}{right}" if year and re.match(r"\d{1,2}月", right) else right


def _span(year: int, month: int | None = None, day: int | None = None) -> Span:
    if month is None:
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    if day is None:
        return datetime.date(year, month, 1), _last_day(year, month)
    return datetime.date(year, month, day), datetime.date(year, month, day)


def _last_day(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _relative(text: str, today: datetime.date) -> Span | None:
    if text in _DAYS:
        day = today - datetime.timedelta(days=_DAYS[text])
        return day, day
    if text in _YEARS:
        return _span(today.year - _YEARS[text])
    if text in _MONTHS:
        first = _months_before(today.replace(day=1), _MONTHS[text])
        return first, _last_day(first.year, first.month)
    if text in _WEEKS:
        monday = today - datetime.timedelta(days=today.weekday() + 7 * _WEEKS[text])
        return monday, monday + datetime.timedelta(days=6)
    lately = _RELATIVE_SPAN.fullmatch(text)
    return (_days_before(today, lately[1] or "1", lately[2]), today) if lately else None


def _days_before(today: datetime.date, amount: str, unit: str) -> datetime.date:
    if unit in ("月", "季度", "年"):
        months = {"月": 1, "季度": 3, "年": 12}[unit]
        if amount == "半":
            return _months_before(today, months // 2) if months > 1 else today - datetime.timedelta(days=15)
        return _months_before(today, months * int(amount.replace("几", "3")))
    days = {"天": 1, "日": 1}.get(unit, 7)
    return today - datetime.timedelta(days=days * int(amount.replace("几", "3").replace("半", "1")) - (days == 1))


def _months_before(day: datetime.date, months: int) -> datetime.date:
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
