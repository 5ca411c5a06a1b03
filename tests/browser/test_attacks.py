"""The attack corpus in a real browser: hostile articles and queries have no effect."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import waitress
from playwright.sync_api import Browser, Dialog

from engine.article import Article
from searchapp import create_app
from searchapp.request import links
from tests.conftest import UNLIMITED
from tests.searchapp.attacks import TOGETHER, hostile


@pytest.fixture(scope="module")
def hostile_site(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[[Path, tuple[Article, ...]], str]
) -> Iterator[str]:
    """The address of a server over hostile articles only."""
    folder = tmp_path_factory.mktemp("hostile")
    url = build_index(folder / "index", tuple(hostile(number, text) for number, text in enumerate(TOGETHER)))
    app = create_app({"engine": url, "data": str(folder), "page_size": 100, **UNLIMITED})
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)
    app.extensions["live_index"].close()


def test_no_attack_has_an_effect_in_the_browser(browser: Browser, hostile_site: str) -> None:
    context = browser.new_context(base_url=hostile_site, locale="zh-CN")
    context.set_default_timeout(10_000)
    page = context.new_page()
    wrong: list[str] = []

    def said(dialog: Dialog) -> None:
        wrong.append(f"said {dialog.message}")
        dialog.dismiss()

    page.on("request", lambda asked: wrong.extend([] if asked.url.startswith(hostile_site) else [f"asked {asked.url}"]))
    page.on("dialog", said)
    page.on("pageerror", lambda error: wrong.append(f"threw {error}"))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    paths = ["/", "/search?q=敌意", "/facet/town", "/facet/source"]
    paths += [links.article_url(hostile(number, text).id, "敌意") for number, text in enumerate(TOGETHER)]
    paths += [f"/search?q={quote(text)}&source={quote(text)}" for text in TOGETHER]
    for path in paths:
        page.goto(path)
        assert (
            page.evaluate("[...document.querySelectorAll('main *')].some((e) => e.onmouseover || e.onfocus)") is False
        )
    page.goto("/")
    page.get_by_role("combobox", name="检索词").fill("北京")
    page.get_by_role("option").first.wait_for()
    assert page.locator("[role=listbox] script, [role=listbox] img, [role=listbox] svg").count() == 0
    context.close()
    assert wrong == []
