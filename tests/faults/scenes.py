"""Write operations during which faults are injected: each from a prepared state to a known new one."""

from __future__ import annotations

import datetime
import json
import os
import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.article import Article
from engine.backends.whoosh.generation_searcher import open_current
from engine.backends.whoosh.generations.generation_store import WhooshGenerations
from engine.backends.whoosh.whoosh_builder import WhooshBuilder
from engine.errors import IndexMissing
from indexer.building.index_build import Options, build, update

WORDS = [f"{a}{b}" for a in "柳堤鹭鱼船桥雾雨果林" for b in "树岸群塘头边气水园间"]
WORK = "work"
# The articles of an index by id, as their bodies; None if there is no index.
State = Mapping[str, str] | None


@dataclass(frozen=True)
class Scene:
    """A write operation: `act` runs it in a copy of `template`; `old` and `new` are the states before and after.

    `others` are states of further generations, to which a rollback may have to go if one cannot be read.
    """

    name: str
    template: Path
    act: Callable[[Path], object]
    old: State
    new: State
    others: tuple[State, ...] = ()


def articles(count: int, version: int = 0, first: int = 0) -> list[Article]:
    """Return small articles that differ by version."""
    source = random.Random(version)
    day = datetime.date(2023, 6, 1)
    return [
        Article(f"a{i}", "a.txt", f"第{i}届樱桃节", f"第{version}版。{''.join(source.choices(WORDS, k=20))}", date=day)
        for i in range(first, first + count)
    ]


def write(path: Path, held: list[Article], gone: tuple[str, ...] = (), keep: int = 2, change: bool = False) -> None:
    """Build an index of these articles, or update it with them."""
    writer = WhooshBuilder(path, processes=1, update=change, keep=keep)
    try:
        writer.remove(gone)
        writer.add(held)
        writer.note("input", b"remembered" * 200)
        writer.switch()
    except BaseException:
        writer.abandon()
        raise


def state(path: Path) -> State:
    """Return the state of an index, with every article read. Raises SearchError if it cannot be read."""
    try:
        engine = open_current(path / "index")
    except IndexMissing:
        return None
    try:
        held = {article.id: article.body for article in engine.articles()}
        assert engine.info().articles == len(held)
        return held
    finally:
        engine.close()


def fresh(scene: Scene) -> Path:
    """Return a new copy of a scene's template, always at one path, since an index records the paths of its files."""
    return copy(scene.template, scene.template.parent / WORK)


def copy(template: Path, target: Path) -> Path:
    """Copy a folder of immutable files by hard links."""
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(template, target, copy_function=os.link)
    return target


def scenes(folder: Path) -> list[Scene]:
    """Return all scenes, prepared below a folder."""
    pairs: list[tuple[str, Callable[[Path], None], Callable[[Path], object]]] = [
        ("first build", lambda at: None, lambda at: write(at / "index", articles(3))),
        ("build", _begin, lambda at: write(at / "index", articles(4, 1))),
        ("build and prune", _begin_three, lambda at: write(at / "index", articles(4, 9), keep=1)),
        ("update", _begin, lambda at: write(at / "index", articles(2, 2, 1), ("a0",), change=True)),
        ("update and merge", _begin_many, lambda at: write(at / "index", articles(3, 20, 5), ("a1",), change=True)),
        ("roll back", _begin_three, lambda at: WhooshGenerations(at / "index").roll_back()),
        ("files to a build", _begin_files, lambda at: _from_files(at, build)),
        ("files to an update", _begin_files, lambda at: _from_files(at, update)),
    ]
    result = []
    for number, (name, prepare, act) in enumerate(pairs):
        work, template = folder / WORK, folder / f"template{number}"
        work.mkdir()
        prepare(work)
        old = state(work)
        work.rename(template)
        act(copy(template, work))
        others = tuple(map(_bodies, range(3))) if name == "roll back" else ()
        result.append(Scene(name, template, act, old, state(work), others))
        shutil.rmtree(work)
        assert result[-1].old != result[-1].new
    return result


def _begin(at: Path) -> None:
    write(at / "index", articles(3))


def _begin_three(at: Path) -> None:
    for version in range(3):
        write(at / "index", articles(3 + version, version))


def _bodies(version: int) -> State:
    return {article.id: article.body for article in articles(3 + version, version)}


def _begin_many(at: Path) -> None:
    write(at / "index", articles(9))
    for version in range(1, 4):
        write(at / "index", articles(1, version, version), change=True)


def _begin_files(at: Path) -> None:
    news = at / "news"
    news.mkdir()
    rows = [{"id": article.id, "title": article.title, "body": article.body} for article in articles(3)]
    (news / "rows.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (news / "a.txt").write_text(f"河堤添新绿\n{articles(1, 5)[0].body}", encoding="utf-8")
    build((news,), f"whoosh:{at / 'index'}", Options(processes=1))


def _from_files(at: Path, make: Callable[..., object]) -> None:
    """Change the folder to its state a day later: one file added, one changed."""
    news = at / "news"
    changed = news / "a.txt.new"
    changed.write_text(f"河堤更绿了\n{articles(1, 6)[0].body}", encoding="utf-8")
    changed.replace(news / "a.txt")
    (news / "b.txt").unlink(missing_ok=True)
    (news / "b.txt").write_text(f"小学添新书\n{articles(1, 7)[0].body}", encoding="utf-8")
    make((news,), f"whoosh:{at / 'index'}", Options(processes=1))
