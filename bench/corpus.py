"""The documents that every engine indexes: real news if available, else generated; segmented once and cached."""

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
GENERATED = 142_704  # the number of real documents
HELD = GENERATED  # larger counts are reached by repetition
VALUE_SEPARATOR = "\x02"
_PROBE = "2023年8月16日，西集镇党委书记说，3+1主导功能、PM2.5和U谷都在网安园里。"


class Document(NamedTuple):
    """One document; `date` is 20230816, 0 if unknown. Words are in order, separated by single spaces.

    So are characters and pairs of them (see `bigrams`) if they were computed in advance. `towns` and `leaders` are
    separated by VALUE_SEPARATOR; only documents from an index of the product have them.
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
    towns: str = ""
    leaders: str = ""

    @property
    def month(self) -> int:
        """Return 202308, 0 if unknown."""
        return self.date // 100

    @property
    def raw_bytes(self) -> int:
        """Return the size of the searched text in UTF-8 bytes."""
        return len(self.title.encode()) + len(self.body.encode())


def article(document: Document) -> Article:
    """Return the document as an article of the product."""
    d = document
    day = datetime.datetime.strptime(str(d.date), "%Y%m%d").date() if d.date else None
    return Article(d.id, "news", d.title or None, d.body, source=d.source or None, date=day)


def raw(count: int | None = None) -> Iterator[Document]:
    """Yield the first `count` documents, unsegmented, in an order that mixes all kinds (the same in every run)."""
    documents = list(_news() if NEWS.is_dir() else generated(count or GENERATED))
    random.Random(SEED).shuffle(documents)
    yield from islice(documents, count)


def segmented(count: int | None = None) -> Iterator[Document]:
    """Yield the first `count` documents with their words, from the cache file, which is written if missing.

    If there are fewer, they are repeated with words changed.
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
    """Yield the documents with their words, or with the result of `work`, in order, using one process per core."""
    with multiprocessing.get_context("spawn").Pool() as pool:
        yield from pool.imap(work or with_words, documents, chunksize=64)


def repeated(documents: Iterable[Document], count: int) -> Iterator[Document]:
    """Yield `count` documents: the given ones repeatedly, each time with a tenth of the characters replaced.

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
    """Return the document with its words."""
    return document._replace(title_words=" ".join(words(document.title)), body_words=" ".join(words(document.body)))


def fingerprint() -> str:
    """Return a fingerprint that changes when the words or the documents do."""
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
    """Generate text of place names with Zipfian frequencies, and of their stems, in sentences of four to twelve."""
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
