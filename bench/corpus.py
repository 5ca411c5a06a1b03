"""The documents that every engine indexes: real news where it is at hand, else generated; segmented once and kept."""

from __future__ import annotations

import datetime
import hashlib
import json
import lzma
import multiprocessing
import random
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, chain, cycle, islice
from pathlib import Path
from typing import NamedTuple

from engine.article import Article
from engine.text import gazetteer
from engine.text.normalize import fold
from engine.text.segmenter import words

OUT = Path(__file__).parent / "out"
NEWS = Path(__file__).parents[2] / "shared" / "corpus" / "news"
SEED = 20261122
GENERATED = 142_704  # as many as the real ones
HELD = GENERATED  # a count beyond this is made by repeating
_PROBE = "2023年8月16日，西集镇党委书记说，3+1主导功能、PM2.5和U谷都在网安园里。"


class Document(NamedTuple):
    """One document; `date` is 20230816, 0 where unknown. The words stand with one space between, in order.

    So do the characters and the pairs of them (see `bigrams`), where they were made beforehand.
    """

    id: str
    title: str
    body: str
    source: str
    date: int
    title_words: str = ""
    body_words: str = ""
    characters: str = ""
    pairs: str = ""

    @property
    def month(self) -> int:
        """202308, 0 where unknown."""
        return self.date // 100

    @property
    def raw_bytes(self) -> int:
        """The size of what is searched, in UTF-8."""
        return len(self.title.encode()) + len(self.body.encode())


def article(document: Document) -> Article:
    """The document as the product knows it."""
    d = document
    day = datetime.datetime.strptime(str(d.date), "%Y%m%d").date() if d.date else None
    return Article(d.id, "news", d.title or None, d.body, source=d.source or None, date=day)


def raw(count: int | None = None) -> Iterator[Document]:
    """The first `count` documents, unsegmented, in an order that mixes all kinds (the same in every run)."""
    documents = list(_news() if NEWS.is_dir() else generated(count or GENERATED))
    random.Random(SEED).shuffle(documents)
    yield from islice(documents, count)


def segmented(count: int | None = None) -> Iterator[Document]:
    """The first `count` documents with their words, from the kept file, which is written where it is not there yet.

    Where there are fewer, they are repeated with words changed.
    """
    if count is not None and count > HELD:
        yield from repeated(segmented(), count)
        return
    whole = OUT / f"corpus-all-{fingerprint()}.jsonl"
    path = whole if count is None or whole.exists() else OUT / f"corpus-{count}-{fingerprint()}.jsonl"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        with draft.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(d, ensure_ascii=False) + "\n" for d in segment(raw(count)))
        draft.replace(path)
    with path.open(encoding="utf-8") as lines:
        for line in islice(lines, count):
            yield Document(*json.loads(line))


def segment(documents: Iterable[Document], work: Callable[[Document], Document] | None = None) -> Iterator[Document]:
    """The documents with their words, or with what else `work` gives them, in order, made in one process per core."""
    with multiprocessing.get_context("spawn").Pool() as pool:
        yield from pool.imap(work or with_words, documents, chunksize=64)


def repeated(documents: Iterable[Document], count: int) -> Iterator[Document]:
    """`count` documents: the given ones over and over, each time with other characters in a tenth of the places.

    The same change is made in texts and words, so a copy is as consistent as its original, with new words of its own.
    """
    originals = list(documents)
    alphabet = sorted({char for d in originals[:2000] for char in d.body_words if "\u4e00" <= char <= "\u9fff"})
    for number, original in enumerate(islice(cycle(originals), count)):
        turn = number // len(originals)
        if number % len(originals) == 0:
            moved = random.Random(turn).sample(alphabet, len(alphabet) // 10 if turn else 0)
            table = str.maketrans(dict(zip(moved, moved[1:] + moved[:1], strict=True)))
        d = original
        title, body = (fold(text).translate(table) if turn else text for text in (d.title, d.body))
        changed = (text.translate(table) for text in (d.title_words, d.body_words))
        yield Document(f"{d.id}-{turn}", title, body, d.source, d.date, *changed)


def with_words(document: Document) -> Document:
    """The document with its words."""
    return document._replace(title_words=" ".join(words(document.title)), body_words=" ".join(words(document.body)))


def fingerprint() -> str:
    """Changes when the words or the documents do."""
    return hashlib.blake2b(f"{' '.join(words(_PROBE))} {SEED} {NEWS.is_dir()}".encode(), digest_size=4).hexdigest()


def _news() -> Iterator[Document]:
    for line in chain.from_iterable(_lines(NEWS / name) for name in ("xwlb.jsonl.xz", "crud.jsonl.xz")):
        row = json.loads(line)
        date = int((row.get("date") or "0").replace("-", ""))
        yield Document(row["id"], row["title"] or "", row["body"] or "", row.get("source") or "", date)


def _lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from lines


def generated(count: int) -> Iterator[Document]:
    """Text of place names, as frequent as Zipf's law has words; their stems too, in sentences of four to twelve."""
    dice = random.Random(SEED)
    names = sorted(gazetteer.words())
    names += [name[:-1] for name in names if len(name) == 3]
    dice.shuffle(names)
    totals = list(accumulate(1 / (rank + 3) for rank in range(len(names))))
    first = datetime.date(2012, 1, 1)
    for number in range(count):
        lengths = [dice.randint(4, 12) for _ in range(dice.randint(8, 50))]
        body = "，".join("".join(dice.choices(names, cum_weights=totals, k=length)) for length in lengths)
        day = first + datetime.timedelta(days=dice.randrange(5000))
        date = int(day.strftime("%Y%m%d")) if dice.random() > 0.15 else 0
        title = "".join(dice.choices(names, cum_weights=totals, k=4))
        yield Document(f"made-{number}", title, body + "。", f"来源{dice.randrange(6)}", date)
