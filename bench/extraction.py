"""Accuracy of article splitting on newspaper pages composed of news items.

    python bench/extraction.py ../shared/corpus/news/xwlb.jsonl.xz --pages 500

Every page is made of items with known titles, in the layouts of newspapers: kickers, subtitles, bylines of several
kinds or none, headlines and paragraphs broken across lines, columns of fixed width, subheads inside long articles.
Prints precision, recall and F1 of the inner boundaries (the first line of each article but the page's first), of
titles, and articles per CPU second; then the time of each stage for an article of the news file by itself, from its
text to all its metadata, on one core and without segmentation.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from indexer.document import RawDocument
from indexer.metadata.title import find_title
from indexer.pipeline import FINDERS, drafts, extract, shorten
from indexer.repair.boilerplate import separate_boilerplate
from indexer.split.splitter import split_page

Result = TypeVar("Result")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文华建国小红志远晓东海燕"
PLACES = ("北京", "长沙", "通州", "保定", "石家庄", "聊城", "青岛", "武汉", "成都")
OUTLETS = ("新华社", "中新网", "新华网", "人民网", "央广网")
KICKERS = (
    "奋进新征程 建功新时代",
    "学习贯彻党的二十大精神",
    "推动高质量发展",
    "走基层 看变化",
    "安全生产月",
    "文明城市创建进行时",
)
SPEAKERS = ("{}在调研时强调", "{}主持召开座谈会时指出", "{}出席并讲话")
DECKS = ("{}主持", "{}讲话", "{}出席", "{}作报告")
TEASERS = ("数字里的变化", "从田间到车间", "好日子更有盼头", "服务送到家门口", "新产业 带来新活力", "一张蓝图绘到底")
ENDS = "。！？”…）"


@dataclass
class Laid:
    """A composed page: its text, the offset where each article begins, and the titles."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Style:
    """Layout of one page."""

    gap: str  # between lines: one or two line feeds
    bylines: str  # of every article: "all", "some", "none"
    width: int  # of a column; 0 where a paragraph is one line
    breaks: float  # probability that a paragraph is broken in mid-sentence
    half: bool  # half-width punctuation
    heads: float  # probability that a headline has more than one line
    subheads: float  # probability that a long article has subheads
    datelines: bool  # whether the outlet's own opening is kept in the text


@dataclass(frozen=True)
class Item:
    """A news item: its day, title, paragraphs, and opening (央视网消息 or nothing)."""

    day: str
    title: str
    paragraphs: list[str]
    opening: str


def read(path: Path) -> list[Item]:
    """Return the usable items of a news file."""
    items = []
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            title = (row.get("title") or "").strip()
            opening = re.match(r"央视网消息\s?[(（]新闻联播[)）][:：]?", row["body"])
            body = row["body"][opening.end() :] if opening else row["body"]
            paragraphs = [line.strip() for line in body.split("\n") if line.strip()]
            plain = all(len(p) > 20 and p[-1] in ENDS for p in paragraphs) and sum(map(len, paragraphs)) > 120
            if 8 <= len(title) <= 56 and paragraphs and plain and "快讯" not in title:
                items.append(Item(row.get("date") or "", title, paragraphs, opening[0] if opening else ""))
    return items


def lay(items: list[Item], rng: random.Random) -> Laid:
    """Compose one page of items."""
    style = Style(
        gap=rng.choice(("\n", "\n\n", "\n\n")),
        bylines=rng.choice(("all", "all", "some", "some", "none")),
        width=rng.choice((0, 0, 0, rng.randint(16, 34))),
        breaks=rng.choice((0, 0.1, 0.3)),
        half=rng.random() < 0.4,
        heads=rng.choice((0.1, 0.5, 0.8)),
        subheads=rng.choice((0, 0, 0.5)),
        datelines=rng.random() < 0.3,
    )
    laid = Laid()
    if rng.random() < 0.3:
        laid.text = "2023年6月15日 星期四 要闻 03" + style.gap
    for item in items:
        lines = article(item.title, item.paragraphs, item.opening, style, rng)
        laid.starts.append(len(laid.text))
        laid.titles.append(item.title)
        laid.text += halve(style.gap.join(lines) + style.gap) if style.half else style.gap.join(lines) + style.gap
    return laid


def article(title: str, paragraphs: list[str], opening: str, style: Style, rng: random.Random) -> list[str]:
    """Return the printed lines of one article."""
    paragraphs = list(paragraphs)
    byline, first, last = bylines(style, opening, rng)
    paragraphs[0] = first + paragraphs[0]
    paragraphs[-1] += last
    if len(paragraphs) >= 4 and rng.random() < style.subheads:
        for at in (len(paragraphs) * 2 // 3, len(paragraphs) // 3):
            paragraphs.insert(at, subhead("".join(paragraphs[at:]), rng))
    body = [line for p in paragraphs for line in (wrap(p, style, rng) if p[-1] in ENDS else [p])]
    return headline(title, style, rng) + byline + body


def subhead(paragraph: str, rng: random.Random) -> str:
    """Return a subhead: words of the text below it, or a phrase that fits anywhere."""
    clauses = [c for c in re.split(r"[，。、：；“”《》（）！？—…\s]", paragraph) if 6 <= len(c) <= 14]
    return rng.choice(clauses) if clauses and rng.random() < 0.3 else rng.choice(TEASERS)


def headline(title: str, style: Style, rng: random.Random) -> list[str]:
    """Return the lines of a headline: with a kicker or a deck, or broken in two."""
    lines = [title]
    if rng.random() < style.heads:
        kind = rng.choice(("kicker", "speaker", "deck", "broken", "space"))
        if kind == "kicker":
            lines = [rng.choice(KICKERS), title]
        elif kind == "speaker":
            lines = [rng.choice(SPEAKERS).format(name(rng)), title]
        elif kind == "deck":
            lines = [title, rng.choice(DECKS).format(name(rng))]
        elif kind == "space" and title.count(" ") == 1:
            lines = title.split(" ")
        elif kind == "broken" and len(title) > 16:
            at = rng.randint(7, len(title) - 6)
            lines = [title[:at].strip(), title[at:].strip()]
    return lines


def bylines(style: Style, opening: str, rng: random.Random) -> tuple[list[str], str, str]:
    """Return the lines between headline and text, and the prefix and suffix of the text."""
    signed = style.bylines == "all" or (style.bylines == "some" and rng.random() < 0.6)
    if not signed:
        return [], opening if style.datelines else "", ""
    who, other = name(rng), name(rng)
    kind = rng.randrange(8)
    if kind == 0:
        return [f"本报记者 {who} 实习记者 {other}"], "", ""
    if kind == 1:
        return [f"□本报记者 {who}"], "", ""
    if kind == 2:
        return (
            [],
            f"{rng.choice(OUTLETS)}{rng.choice(PLACES)}{rng.randint(1, 12)}月{rng.randint(1, 28)}日电（记者{who}）",
            "",
        )
    if kind == 3:
        return [], f"本报讯（记者 {who} 通讯员 {other}）", ""
    if kind == 4:
        return [], "", f"（记者 {who}）"
    if kind == 5:
        return [], "本报讯 ", f"（{who} {other}）"
    return [], f"本报讯（记者 {who}）", ""


def wrap(paragraph: str, style: Style, rng: random.Random) -> list[str]:
    """Return the lines of a paragraph: in a column, broken in mid-sentence, or whole."""
    if style.width:
        return [paragraph[i : i + style.width] for i in range(0, len(paragraph), style.width)]
    if len(paragraph) > 80 and rng.random() < style.breaks:
        at = rng.randint(30, len(paragraph) - 10)
        if paragraph[at - 1] not in ENDS:
            return [paragraph[:at], paragraph[at:]]
    return [paragraph]


def name(rng: random.Random) -> str:
    """Return an invented name."""
    return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))


def halve(text: str) -> str:
    """Replace full-width commas, colons and brackets by half-width ones."""
    return text.translate(str.maketrans("，：；？！（）", ",:;?!()"))


def pages(items: list[Item], count: int, seed: int) -> Iterator[Laid]:
    """Yield pages of one to nine articles; half of them are of one day, so that they share people and events."""
    rng = random.Random(seed)
    days: dict[str, list[Item]] = {}
    for item in items:
        days.setdefault(item.day, []).append(item)
    full = [day for day, found in sorted(days.items()) if len(found) > 8]
    for _ in range(count):
        pool = days[rng.choice(full)] if full and rng.random() < 0.5 else items
        yield lay(rng.sample(pool, rng.randint(1, 9)), rng)


def measure(laid: Laid) -> tuple[int, int, int, int]:
    """Return the numbers of correct, spurious and missed boundaries, and of correct titles."""
    found = drafts(separate_boilerplate(RawDocument("page.txt", laid.text)))
    heads = []
    for draft in found:
        block = draft.block
        heads.append(
            min(
                line.start
                for part in (block.kicker, block.title, block.subtitle, block.byline, block.body)
                for line in part
            )
        )
    gold = set(laid.starts[1:])
    got = set(heads[1:])
    titles = [re.sub(r"\s", "", find_title(draft)[0] or "") for draft in found]
    right = sum(
        re.sub(r"\s", "", title).translate(str.maketrans("，：；？！（）", ",:;?!()"))
        in {t.translate(str.maketrans("，：；？！（）", ",:;?!()")) for t in titles}
        for title in laid.titles
    )
    return len(gold & got), len(got - gold), len(gold - got), right


def main() -> None:
    """Compose pages and print the accuracy of their splitting."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("news", type=Path, help="xwlb.jsonl.xz or another file of rows with title and body")
    options.add_argument("--pages", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--articles", type=int, default=500, help="articles that the stages are timed on")
    options.add_argument("--show", type=int, default=0, help="print this many pages that went wrong")
    args = options.parse_args()
    laid = list(pages(read(args.news), args.pages, args.seed))
    began = time.process_time()
    right = spurious = missed = titles = 0
    for page in laid:
        tp, fp, fn, ok = measure(page)
        right, spurious, missed, titles = right + tp, spurious + fp, missed + fn, titles + ok
        if (fp or fn) and args.show > 0:
            args.show -= 1
            print(f"{fp} spurious, {fn} missed:\n{page.text}\n{'=' * 80}")
    seconds = time.process_time() - began
    articles = sum(len(page.starts) for page in laid)
    precision, recall = right / max(1, right + spurious), right / max(1, right + missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"boundaries  P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")
    print(f"titles      {titles / articles:.3f}   {articles / seconds:.0f} articles a second, {articles} articles")
    time_stages([RawDocument("a.txt", text) for text in read_texts(args.news, args.articles)])


def read_texts(path: Path, count: int) -> list[str]:
    """Return `count` texts of a news file, evenly spread."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        bodies = [body for row in map(json.loads, file) if (body := (row.get("body") or "").strip())]
    return bodies[:: max(1, len(bodies) // count)][:count]


def time_stages(documents: list[RawDocument]) -> None:
    """Print articles per second, and milliseconds per article for each stage, all in CPU time."""
    list(extract(documents[0]))  # load cached data
    began = time.process_time()
    count = sum(1 for document in documents for _ in extract(document))
    whole = time.process_time() - began
    characters = sum(len(document.text) for document in documents) / count
    print(f"extraction  {count / whole:.0f} articles a second, {count} articles of {characters:.0f} characters each")
    spent: dict[str, float] = {}

    def timed(stage: str, work: Callable[..., Result], *given: Any) -> Result:
        begun = time.process_time()
        result = work(*given)
        spent[stage] = spent.get(stage, 0.0) + time.process_time() - begun
        return result

    for document in documents:
        page = timed("repair", separate_boilerplate, document)
        timed("split", split_page, page)
        for draft in drafts(page):
            short = shorten(draft)
            for name, find in FINDERS:
                timed(name, find, short)
    print(
        "            " + "  ".join(f"{name} {1000 * seconds / count:.2f}" for name, seconds in spent.items()) + "  ms"
    )


if __name__ == "__main__":
    main()
