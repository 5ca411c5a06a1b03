"""A real browser against a real server; without a browser, the tests report that aloud, and fail under CI."""

from __future__ import annotations

import datetime
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import waitress
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page, Playwright, sync_playwright

from engine.article import Article, Leader
from searchapp import create_app
from tests.conftest import UNLIMITED

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW = "install one (Debian: apt-get install chromium fonts-noto-cjk; or: python -m playwright install chromium)"
MISSING = f"The browser tests did not run: no Chromium was found; {HOW} and run: pytest tests/browser"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Set if there is no browser.
_absent = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Report aloud that the browser tests did not run."""
    if config.stash.get(_absent, False):
        terminalreporter.section("browser tests", sep="!")
        terminalreporter.write_line(MISSING)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """A running Playwright."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The Chromium given by path, else Playwright's own."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    try:
        launched = playwright.chromium.launch(executable_path=path, args=OPTIONS)
    except Error:
        request.config.stash[_absent] = True
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING, pytrace=False)
        pytest.skip(MISSING)
    yield launched
    launched.close()


def _crowd() -> Iterator[Article]:
    """Thirty short articles, each from a different source."""
    for number in range(1, 31):
        yield Article(
            id=f"c{number}",
            file=f"crowd/{number}.txt",
            title=f"苗圃第{number}号通告",
            body=f"苗圃第{number}号通告：本月苗木照常供应。",
            source=f"苗圃通告{number:02}",
            date=datetime.date(2023, (number - 1) % 12 + 1, 1 + number % 28),
            towns=(f"河北省/廊坊市/香河县/第{number}镇",),
            leaders=(Leader(f"苗守林{number}", "场长"),),
        )


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    build_index: Callable[[Path, tuple[Article, ...]], str],
    articles: tuple[Article, ...],
) -> Iterator[str]:
    """The address of a server, without trailing slash."""
    folder = tmp_path_factory.mktemp("browsed")
    url = build_index(folder / "index", (*articles, *_crowd()))
    # A mail server that does not exist: pages offer to send, and show that nothing was sent.
    mail = {"smtp": "smtp://127.0.0.1:9?tls=no", "mail_from": "news@example.org"}
    app = create_app({"engine": url, "page_size": 4, "data": str(folder), **mail, **UNLIMITED})
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)
    app.extensions["live_index"].close()
    app.extensions["postman"].close()
    app.extensions["store"].close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Open]:
    """Open a path in a fresh browser: Open(path, width=1280, **options of the browser's context).

    At the end, no page may have contacted another server, thrown, opened a dialog or violated the content policy.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def said(dialog: Dialog) -> None:
        wrong.append(f"said {dialog.message}")
        dialog.dismiss()

    def watch(page: Page) -> None:
        page.on("request", lambda asked: wrong.extend([] if asked.url.startswith(site) else [f"asked {asked.url}"]))
        page.on("pageerror", lambda error: wrong.append(f"threw {error}"))
        page.on("dialog", said)
        page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)

    def opened(path: str, width: int = 1280, **options: Any) -> Page:
        settings: dict[str, Any] = {
            "locale": "zh-CN",
            "viewport": {"width": width, "height": 900},
            "reduced_motion": "reduce",
            **options,
        }
        context = browser.new_context(base_url=site, **settings)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch(page)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
