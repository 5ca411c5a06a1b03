"""Fuzzing of queries, with kernels and without, and of segment files with changed bytes."""

from __future__ import annotations

import atexit
import shutil
import struct
import tempfile
from functools import cache
from pathlib import Path

from bench.fuzz import Outcome, try_query
from engine.backends.whoosh import kernels
from engine.backends.whoosh.generation_searcher import GenerationSearcher, open_current
from engine.errors import ArticleNotFound, IndexDamaged, IndexVersionError, QueryTooCostly, SearchError
from engine.factory import open_builder
from engine.query.parser import parse_leniently
from engine.query.tree import Filters, Request
from tests.conftest import ARTICLES

ASKED = (
    "",
    "西集镇",
    "樱桃节 OR 电梯",
    "樱*镇",
    "樱桃 NEAR/9 镇",
    "标题:樱桃",
    '"3+1"',
    "来源:京东晚报 -樱桃",
    "镇:西集镇",
    "日期:2023",
)


@cache
def index_folder() -> Path:
    """Return the folder of an index of a dozen articles, removed at exit."""
    folder = Path(tempfile.mkdtemp(prefix="zhenwen-fuzzing-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    builder = open_builder(f"whoosh:{folder}", processes=1)
    builder.add(ARTICLES)
    builder.switch()
    return folder


@cache
def _engine() -> GenerationSearcher:
    return open_current(index_folder())


def query(data: bytes, folder: Path) -> None:
    """Parse, print, describe and search a text; kernels and numpy find the same."""
    del folder
    text = data.decode("utf-8", "replace")
    outcome = Outcome()
    try_query(text, outcome, _engine())
    assert outcome.good, outcome.broken or outcome.unstable
    request = Request(parse_leniently(text).whole, limit=20)
    assert _found(request, True) == _found(request, False), text


def _found(request: Request, compiled: bool) -> object:
    kernels.ON, before = compiled and kernels.BUILT, kernels.ON
    try:
        results = _engine().search(request)
    except QueryTooCostly:
        return None
    finally:
        kernels.ON = before
    facets = {name: tuple(values) for name, values in results.facets.items()}
    return (
        results.total,
        [hit.article.id for hit in results.hits],
        [round(hit.score, 3) for hit in results.hits],
        facets,
    )


def damaged_segment(data: bytes, folder: Path) -> None:
    """Change bytes of an index, five bytes of input each, and search it: damage is said, or there are answers."""
    place = folder / "damaged"
    shutil.copytree(index_folder(), place, dirs_exist_ok=True)
    files = sorted(file for file in place.rglob("*") if file.is_file() and file.name != "lock")
    for number, at, value in struct.iter_unpack("<BHBx", data[: len(data) // 5 * 5]):
        file = files[number % len(files)]
        content = bytearray(file.read_bytes())
        if content:
            content[at % len(content)] = value
            file.unlink()
            file.write_bytes(content)
    try:
        engine = open_current(place)
    except SearchError:
        return
    try:
        for text in ASKED:
            _search(engine, text)
    finally:
        engine.close()


def _search(engine: GenerationSearcher, text: str) -> None:
    try:
        engine.search(Request(parse_leniently(text).whole, Filters(town=("西集镇",)) if not text else Filters()))
        engine.search(Request(parse_leniently(text).whole, sort="date"))
        engine.similar("a1")
        engine.suggest("樱")
    except (IndexDamaged, IndexVersionError, ArticleNotFound, QueryTooCostly):
        return
