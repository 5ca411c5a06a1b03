"""Full dates in printed form: 2023-06-15, 2023年6月15日, ２０２３．６．１５, 二〇二三年六月十五日."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

DIGITS = {
    **{char: str(value) for value, char in enumerate("〇一二三四五六七八九")},
    **dict.fromkeys("零○◯ＯOo0０", "0"),
}
HALF_WIDTH = str.maketrans("０１２３４５６７８９－／．：　", "0123456789-/.: ")
YEAR = r"(?<!\d)(?P<y>(?:19|20)\d\d)"
# 2023-06-15 · 2023年6月15日 · 2023/6/15 · 2023.06.15
FULL_DATE = re.compile(rf"{YEAR}\s?[年/.-]\s?(?P<m>\d{{1,2}})\s?[月/.-]\s?(?P<d>\d{{1,2}})(?!\d)(?:\s?日)?")
# 二〇二三年六月十五日
CHINESE_DATE = re.compile(
    r"(?P<y>[一二](?: ?[〇○◯零ＯOo0０一二三四五六七八九]){3}) ?年"
    r"(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
# 16:22:05 after a day, with 星期四, 上午 or T between
CLOCK = re.compile(
    r"(?:T|\s{0,3}[(（]?(?:(?:星期|周)[一二三四五六日天])?[)）]?\s{0,3}(?:[上下]午|晚)?\s?)"
    r"(?P<time>(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)(?!\d)"
)
# /2023/0615/ · t20230615_123.html · 2023-06-15.txt · /2023/6/15/
IN_PATH = re.compile(
    rf"/{YEAR}/(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})/|"
    rf"{YEAR.replace('<y>', '<y2>')}[-/_.]?(?P<m2>0[1-9]|1[0-2])[-/_.]?(?P<d2>0[1-9]|[12]\d|3[01])(?!\d)"
)


def read_days(text: str) -> Iterator[tuple[datetime.date, int, int]]:
    """Yield the full dates in a text, each with its range."""
    half = text.translate(HALF_WIDTH)
    for match in FULL_DATE.finditer(half):
        date = make_date(int(match["y"]), int(match["m"]), int(match["d"]))
        if date:
            yield date, match.start(), match.end()
    for match in CHINESE_DATE.finditer(text) if "年" in text else ():
        year = int("".join(DIGITS[char] for char in match["y"] if char in DIGITS))
        date = make_date(year, chinese_number(match["m"]), chinese_number(match["d"]))
        if date:
            yield date, match.start(), match.end()


def read_clock(text: str) -> tuple[str, int, int] | None:
    """Return the clock time that a text opens with, in half-width characters, and its range: 星期四 16:22 -> 16:22."""
    match = CLOCK.match(text.translate(HALF_WIDTH))
    return (match["time"], match.start("time"), match.end("time")) if match else None


def read_path(path: str) -> tuple[datetime.date, str] | None:
    """Return the day in a URL or file name, and the words that contain it."""
    for match in IN_PATH.finditer(path):
        year, month, day = (int(match[name] or match[f"{name}2"]) for name in "ymd")
        date = make_date(year, month, day)
        if date:
            return date, match[0]
    return None


def chinese_number(spelt: str) -> int:
    """Return the number below 100 written in Chinese numerals: 十五 -> 15, 三十一 -> 31."""
    tens, ten, ones = spelt.rpartition("十")
    unit = int("0" + "".join(DIGITS.get(char, "") for char in ones))
    return unit + 10 * int(DIGITS.get(tens, "1")) if ten else unit


def make_date(year: int, month: int, day: int) -> datetime.date | None:
    """Return the date, None if there is no such day."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
