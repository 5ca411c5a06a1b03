"""The articles of the product's own index, for engines that are compared with a whole search of the product."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import bigrams, corpus
from bench.corpus import OUT, VALUE_SEPARATOR, Document
from engine.article import Article
from engine.factory import open_engine


def documents(count: int | None, rebuild: bool = False) -> Iterator[Document]:
    """Yield the articles of the product's index of `count` news items, segmented, from a cache written if missing."""
    path = OUT / f"whole-{count or 'all'}-{corpus.fingerprint()}.jsonl"
    if rebuild or not path.exists():
        draft = path.with_suffix(".part")
        articles = open_engine(f"whoosh:{product_index(count, rebuild) / 'index'}").articles()
        with draft.open("w", encoding="utf-8") as file:
            for document in corpus.segment(map(_document, articles), bigrams.with_pairs):
                file.write(json.dumps(document, ensure_ascii=False) + "\n")
        draft.replace(path)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield Document(*json.loads(line))


def product_index(count: int | None, rebuild: bool = False) -> Path:
    """Return the data folder of the product's index of `count` news items, built with `zhenwen build` if missing."""
    data = OUT / "indexes" / f"zhenwen-whole-{count or 'all'}"
    if rebuild or not (data / "index").exists():
        source = OUT / f"whole-news-{count or 'all'}" / "news.jsonl"
        source.parent.mkdir(parents=True, exist_ok=True)
        with source.open("w", encoding="utf-8") as file:
            for d in corpus.raw(count):
                date = f"{d.date // 10000}-{d.date // 100 % 100:02}-{d.date % 100:02}" if d.date else None
                row = {"id": d.id, "title": d.title, "body": d.body, "source": d.source, "date": date}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        command = [sys.executable, "-m", "zhenwen", "build", str(source.parent), "--data", str(data)]
        subprocess.run(command, check=True, stdout=sys.stderr)
    return data


def size_ratio(count: int | None) -> float:
    """Return the bytes of the product's segments as a multiple of those of the titles and bodies in UTF-8."""
    segments = sum(
        file.stat().st_size
        for file in max((product_index(count) / "index").rglob("*.zw"), key=_age).parent.glob("*.zw")
    )
    return segments / sum(document.raw_bytes for document in corpus.raw(count))


def _age(path: Path) -> float:
    return path.stat().st_mtime


def _document(article: Article) -> Document:
    return Document(
        article.id,
        "\n".join(filter(None, (article.kicker, article.title, article.subtitle))),
        article.body,
        article.source or "",
        int(article.date.strftime("%Y%m%d")) if article.date else 0,
        towns=VALUE_SEPARATOR.join(article.towns),
        leaders=VALUE_SEPARATOR.join(dict.fromkeys(leader.name for leader in article.leaders)),
    )
