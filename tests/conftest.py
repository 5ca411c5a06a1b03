"""Fixtures of all tests: a dozen articles, their index, the application and its clients."""

from __future__ import annotations

import datetime
import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.article import Article, Evidence, Leader, Repair
from engine.factory import open_builder
from searchapp import create_app

# Commands speak English unless a test says otherwise.
os.environ["LANGUAGE"] = "en"
BuildIndex = Callable[[Path, tuple[Article, ...]], str]
# Tests send more requests than a reader may.
UNLIMITED = {"requests_per_minute": 0, "exports_per_minute": 0}
TONGZHOU = "北京市/通州区"
XIJI, LUCHENG, YUQIAO = f"{TONGZHOU}/西集镇", f"{TONGZHOU}/潞城镇", f"{TONGZHOU}/玉桥街道"
XIANGHE = "河北省/廊坊市/香河县"
QIAN = Leader("钱望舒", "党委书记", "西集镇")
LUO = Leader("骆明川", "镇长", "潞城镇")
SHI = Leader("石砚秋", "区委书记", "通州区")


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


ARTICLES = (
    Article(
        id="a1",
        file="sample/a1.txt",
        title="西集镇樱桃节开园迎客",
        kicker="果香里的春天",
        subtitle="首日接待游客三千余人",
        body=(
            "本报讯 5月18日，西集镇第九届樱桃节在沙古堆村开园，首批大棚樱桃上市。\n"
            "西集镇党委书记钱望舒说，今年樱桃节把采摘、露营和运河骑行连成一线，预计接待游客六万人次。\n"
            "果农汤有田种了二十年樱桃，今年又添了三座温室。樱桃红了，日子也红了。"
        ),
        source="运河新报",
        site="运河新闻网",
        date=_day("2023-05-19"),
        time="08:30",
        authors=("林晓舟", "顾北"),
        towns=(XIJI,),
        leaders=(QIAN,),
        url="https://news.example.com/2023/05/a1.html",
        evidence=(
            Evidence("source", "运河新报", "来源行", 0.98, "来源：运河新报", 12, 19),
            Evidence("date", "2023-05-19", "时间戳", 0.99, "2023-05-19 08:30", 22, 38),
            Evidence("towns", XIJI, "正文点名", 0.95, "西集镇第九届樱桃节", 60, 69),
            Evidence("leaders", "钱望舒", "职务在前", 0.97, "西集镇党委书记钱望舒", 90, 100),
        ),
        repairs=(
            Repair("removed", "首页 > 乡镇 > 正文", "导航条", 0, 12),
            Repair("joined", "预计接待游客\n六万人次", "句中断行", 130, 142),
        ),
    ),
    Article(
        id="a2",
        file="sample/a2.txt",
        title="西集镇樱桃节开园",
        body="西集镇第九届樱桃节在沙古堆村开园，首批大棚樱桃上市。樱桃节持续到六月上旬。",
        source="京东晚报",
        date=_day("2023-05-20"),
        towns=(XIJI,),
        leaders=(QIAN,),
        group="a1",
    ),
    Article(
        id="a3",
        file="sample/a3.txt",
        title="潞城镇接诉即办有了“田间调度”",
        body="潞城镇镇长骆明川带队到地头办公，一上午解决灌溉用水诉求七件。\n接诉即办，办到田埂上。",
        source="运河新报",
        date=_day("2023-06-02"),
        towns=(LUCHENG,),
        leaders=(LUO,),
    ),
    Article(
        id="a4",
        file="sample/a4.txt",
        title="玉桥街道：老楼加装电梯满百部",
        body="玉桥街道第一百部加装电梯投用，六楼的居民下楼只要四十秒。街道提出“3+1”议事法，U谷企业认领维护。",
        source="京东晚报",
        date=_day("2022-11-08"),
        towns=(YUQIAO,),
    ),
    Article(
        id="a5",
        file="sample/a5.txt",
        title="区委书记石砚秋调研乡村振兴",
        body="通州区区委书记石砚秋到西集镇、潞城镇调研乡村振兴，强调把产业放在首位。骆明川陪同。",
        source="运河新报",
        date=_day("2023-06-15"),
        towns=(XIJI, LUCHENG),
        leaders=(SHI, LUO),
    ),
    Article(
        id="a6",
        file="sample/a6.txt",
        title="香河县渔场秋捕",
        body="香河县安平镇渔场开捕，头网起鱼八千斤。",
        source="廊坊乡音",
        date=_day("2021-10-11"),
        towns=(f"{XIANGHE}/安平镇", XIANGHE),
    ),
    Article(
        id="a7",
        file="sample/a7.txt",
        title="西集镇发布防汛预案",
        body="西集镇发布今年的防汛预案，沿河十二个村建起预警群。钱望舒检查堤防。",
        source="西集之声",
        date=_day("2023-07-21"),
        towns=(XIJI,),
        leaders=(QIAN,),
    ),
    Article(id="a8", file="sample/a8.txt", title="一张没有日期的告示", body="告示称，村口的桥将封闭施工，请绕行。"),
    Article(
        id="a9",
        file="sample/a9.txt",
        title=None,
        body="没有标题的一则短讯：乡村图书室添了新书三百册，孩子们放学后有了去处。",
        source="西集之声",
        date=_day("2023-03-01"),
    ),
    Article(
        id="a10",
        file="sample/a10.txt",
        title="二十年之问：运河边的苹果还甜吗",
        body="记者重访运河边的果园。2023年的苹果与二〇〇三年的苹果，差的不只是二十年。",
        source="京东晚报",
        date=_day("2023-09-28"),
        towns=(TONGZHOU,),
    ),
    Article(
        id="a11",
        file="sample/a11.txt",
        title="乡村振兴看潞城：稻田画引客来",
        body="潞城镇的稻田画今年画的是运河帆影。乡村振兴，先让人愿意来。",
        source="运河新报",
        date=_day("2022-08-30"),
        towns=(LUCHENG,),
    ),
    Article(
        id="x1",
        file="sample/x1.txt",
        title="<script>alert('title')</script>攻击样本",
        kicker="<script>alert('kicker')</script>",
        subtitle="<img src=x onerror=alert(1)>",
        body="<script>alert('body')</script>攻击样本 </p><svg onload=alert(2)> {{ 7777 * 7 }} &amp; \"引号\" '单引号'",
        source="<b onmouseover=alert(3)>来源</b>",
        site="<script>alert('site')</script>",
        date=_day("2020-01-01"),
        time="<i>08:00</i>",
        authors=("<script>alert('author')</script>",),
        editor="<script>alert('editor')</script>",
        keywords=("<script>alert('keyword')</script>",),
        towns=("北京市/<script>alert('town')</script>",),
        leaders=(Leader("<script>alert('leader')</script>", "<u>镇长</u>", "<u>某镇</u>"),),
        url="javascript:alert(4)",
        evidence=(Evidence("source", "<b>", "<script>alert('rule')</script>", 0.5, "<script>alert('quote')</script>"),),
        repairs=(Repair("removed", "<script>alert('repair')</script>", "<script>alert('reason')</script>", 0, 9),),
    ),
)


@pytest.fixture(scope="session")
def articles() -> tuple[Article, ...]:
    """A dozen articles; the last one has markup in every field."""
    return ARTICLES


@pytest.fixture(scope="session")
def build_index() -> BuildIndex:
    """A function that writes the index of some articles below a folder and returns its address."""

    def build(path: Path, articles: tuple[Article, ...]) -> str:
        url = f"whoosh:{path}"
        builder = open_builder(url, processes=1)
        builder.add(articles)
        builder.switch()
        return url

    return build


@pytest.fixture(scope="session")
def index_url(tmp_path_factory: pytest.TempPathFactory, articles: tuple[Article, ...], build_index: BuildIndex) -> str:
    """The address of an index of the articles."""
    return build_index(tmp_path_factory.mktemp("index"), articles)


class Client(FlaskClient):
    """A client that reads every response to its end, so that no file stays open."""

    def open(self, *args: Any, buffered: bool = True, **kwargs: Any) -> TestResponse:
        """Request a page."""
        return super().open(*args, buffered=buffered, **kwargs)


@pytest.fixture(scope="session")
def app(index_url: str) -> Flask:
    """The application over that index."""
    app = create_app({"engine": index_url, **UNLIMITED})
    app.testing = True
    app.test_client_class = Client
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application, without cookies."""
    return app.test_client()


@pytest.fixture
def runner() -> CliRunner:
    """A runner of commands of the command line."""
    return CliRunner()


# Tests that --quick leaves out, besides those that need a browser or a cluster: they start processes and take long.
LONG_TESTS = (
    "tests/bench/",
    "tests/browser/",
    "tests/deploy/test_install.py",
    "tests/engine/backends/whoosh/test_differential.py",
    "tests/engine/backends/whoosh/test_memory.py",
    "tests/engine/test_hostile_queries.py",
    "tests/faults/",
    "tests/fuzzing/",
    "tests/indexer/building/test_worker_guard.py",
    "tests/indexer/readers/test_hostile_pages.py",
    "tests/indexer/quality/test_extraction_scores.py",
    "tests/indexer/test_hostile.py",
    "tests/indexer/test_update.py",
    "tests/searchapp/server/test_processes.py",
    "tests/model/",
    "tests/oracle/",
    "tests/searchapp/together/",
    "tests/searchapp/travel/",
    "tests/test_regular_expressions.py",
    "tests/test_extras.py",
    "tests/test_packaging.py",
    "tests/test_soak.py",
    "tests/test_surroundings.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of `make check`."""
    parser.addoption(
        "--quick", action="store_true", help="leave out tests that need a browser or a cluster, and long ones"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what --quick leaves out; the summary counts it."""
    if config.getoption("--quick"):
        quick = [item for item in items if not _is_long(item)]
        config.hook.pytest_deselected(items=[item for item in items if _is_long(item)])
        items[:] = quick


def _is_long(item: pytest.Item) -> bool:
    marks = {mark.name for mark in item.iter_markers()}
    return not marks.isdisjoint(("browser", "cluster")) or item.nodeid.startswith(LONG_TESTS)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the seconds of each part (a browser, a cluster, else the folder), and what --quick left out."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                mark = next((mark for mark in ("browser", "cluster") if mark in report.keywords), None)
                seconds[mark or "/".join(report.nodeid.split("::")[0].split("/")[:2])] += report.duration
    terminalreporter.section("seconds of each part")
    for part, spent in sorted(seconds.items(), key=lambda item: -item[1]):
        terminalreporter.write_line(f"{spent:8.1f}  {part}")
    if terminalreporter.config.getoption("--quick"):
        terminalreporter.section("left to make test")
        terminalreporter.write_line(" ".join((*LONG_TESTS, "and what needs a browser or a cluster")))
