"""The commands work in odd surroundings: no assertions, plain locale, no home, no rights, no hard links, any day."""

from __future__ import annotations

import calendar
import datetime
import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.factory import open_engine, open_generation_store
from engine.query.date_span import read_span
from indexer.building.index_build import build, update
from tests.indexer.building.test_dedupe import story

ROOT = Path(__file__).parent.parent
NEWS = f"河堤添新绿\n来源：河湾日报　2023-06-15\n{story(1)}"
# The surroundings of a service or of cron: nothing that is not needed.
BARE = {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}
SURROUNDINGS = {
    "no assertions": (["-O"], {}),
    "locale C": ([], {"LC_ALL": "C"}),
    "a locale that there is not": ([], {"LC_ALL": "tlh_QO.KOI8-X"}),
    "no home": ([], {}),
    "a home that there is not": ([], {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent/cache"}),
    "another time zone": ([], {"TZ": "Pacific/Kiritimati"}),
}
RELATIVE = (
    "今天", "昨天", "前天", "本周", "上周", "本月", "上个月", "今年", "去年", "前年", "近一年", "近三个月", "近半年",
    "最近30天", "近1个月", "近两周", "近一个季度", "过去12个月", "近48个月",
)  # fmt: skip


def _run(options: list[str], *arguments: str | Path, environment: dict[str, str], user: str | None = None) -> str:
    command: list[str | Path] = [sys.executable, *options, "-m", "zhenwen", *arguments]
    process = subprocess.run(
        command, env={**BARE, **environment}, capture_output=True, encoding="utf-8", check=False, cwd="/", user=user
    )
    assert process.returncode == 0, process.stderr
    assert "Traceback" not in process.stderr
    return process.stdout


def _build_and_search(place: Path, options: list[str], environment: dict[str, str], user: str | None = None) -> str:
    (place / "news").mkdir()
    (place / "news" / "a.txt").write_text(NEWS, encoding="utf-8")
    _run(options, "build", place / "news", "--data", place / "data", environment=environment, user=user)
    return _run(options, "search", "河堤", "--data", place / "data", environment=environment, user=user)


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_an_index_is_built_and_searched(name: str, tmp_path: Path) -> None:
    options, environment = SURROUNDINGS[name]
    assert "河堤添新绿" in _build_and_search(tmp_path, options, environment)


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can become another user")
def test_a_user_without_a_home_and_rights_may_have_an_index(tmp_path: Path) -> None:
    try:
        subprocess.run([sys.executable, "-c", "import zhenwen"], user="nobody", env=BARE, check=True, cwd="/")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("the interpreter or the project lies where other users cannot read")
    place = Path("/tmp") / f"zhenwen-nobody-{os.getpid()}"
    place.mkdir()
    try:
        shutil.chown(place, "nobody")
        (place / "data").mkdir()
        shutil.chown(place / "data", "nobody")
        assert "河堤添新绿" in _build_and_search(place, [], {"HOME": "/nonexistent"}, user="nobody")
    finally:
        shutil.rmtree(place)


@pytest.mark.parametrize("error", [errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP])
def test_a_file_system_without_hard_links_has_updates_and_rollbacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, "link", refuse)
    url, news = f"whoosh:{tmp_path / 'index'}", tmp_path / "news"
    news.mkdir()
    for number in range(12):
        (news / f"{number}.txt").write_text(f"河堤添新绿之{number}\n{story(number)}", encoding="utf-8")
    build((news,), url)
    (news / "new.txt").write_text(f"公园添新绿\n{story(99)}", encoding="utf-8")
    assert update((), url).articles == 13
    assert open_generation_store(url).check() == ()
    open_generation_store(url).roll_back()
    engine = open_engine(url)
    assert len(list(engine.articles())) == 12
    engine.close()


def test_every_day_has_relative_dates() -> None:
    first = datetime.date(2023, 1, 1)
    days = [first + datetime.timedelta(days=number) for number in range(6 * 366)]
    for today in [*days, datetime.date(2000, 2, 29), datetime.date(2100, 2, 28)]:
        for text in RELATIVE:
            span = read_span(text, today)
            assert span, (text, today)
            since, until = span
            assert since, (text, today)
            assert until, (text, today)
            assert since <= until, (text, today)
            assert since <= today, (text, today)
        assert read_span("上个月", today) == _month_before(today)


def _month_before(today: datetime.date) -> tuple[datetime.date, datetime.date]:
    last = today.replace(day=1) - datetime.timedelta(days=1)
    assert last.day == calendar.monthrange(last.year, last.month)[1]
    return last.replace(day=1), last
