"""Accessibility: no axe violations, overflow or layout shift, in both languages and colour schemes."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
PAGES = {
    "first": "/",
    "help": "/help",
    "results": "/search?q=镇&source=运河新报&not_leader=石砚秋&from=2022",
    "mistake": "/search?q=(樱桃",
    "nothing": "/search?q=樱桃&source=廊坊乡音",
    "article": "/article/a1?q=樱桃",
    "facet": "/facet/town",
    "reasons": "/why/a1?q=樱桃",
    "dropped": "/search?q=樱桃 雪橇滑行",
    "hostile": "/article/x1?q=攻击样本",
    "error": "/search?from=x",
    "missing": "/article/none",
}
RULES: dict[str, object] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# The only rule that depends on colours.
CONTRAST: dict[str, object] = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}


def violations(page: Page, rules: dict[str, object]) -> list[str]:
    """Return the violations found by axe, each with its element."""
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{page.url}: {one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: Open, name: str, locale: str) -> None:
    page = open_page(PAGES[name], locale=locale, color_scheme="light")
    page.evaluate("for (const twin of document.querySelectorAll('details')) twin.open = true")
    assert violations(page, RULES) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, CONTRAST) == []


def test_axe_finds_nothing_in_what_javascript_opens(open_page: Open) -> None:
    page = open_page("/search?q=苗圃", width=390)
    page.locator("label.sift").click()
    assert violations(page, RULES) == []
    page.locator("section[aria-labelledby=facet-source] a.all").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page, RULES) == []


def test_axe_would_find_something(open_page: Open) -> None:
    page = open_page("/help")
    page.evaluate("document.querySelector('h1').style.color = '#ddd'")
    assert "color-contrast" in violations(page, CONTRAST)[0]


@pytest.mark.parametrize("width", [320, 390, 640, 1280])
def test_nothing_overflows(open_page: Open, width: int) -> None:
    page = open_page("/", width=width)
    for name, path in PAGES.items():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_text_twice_as_large_fits(open_page: Open) -> None:
    page = open_page("/")
    for name, path in PAGES.items():
        page.goto(path)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, name


@pytest.mark.parametrize("path", [PAGES["first"], PAGES["results"], PAGES["article"]])
def test_nothing_jumps_while_a_page_loads(open_page: Open, path: str) -> None:
    page = open_page(path)
    shift = page.evaluate(
        """() => new Promise((done) => {
            let sum = 0;
            new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
                .observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert shift < 0.02


def test_the_keyboard_reaches_the_content_first(open_page: Open) -> None:
    page = open_page("/search?q=樱桃")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert inside


def test_what_can_be_pressed_is_large_enough_for_a_finger(open_page: Open) -> None:
    page = open_page("/search?q=镇", width=390)
    page.locator("label.sift").click()
    for target in page.locator(".facet a:visible, .chip > a:visible, .paging a:visible, .box button:visible").all():
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24, target.inner_text()


def test_english_is_complete_and_stays(open_page: Open) -> None:
    page = open_page("/search?q=樱桃")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 articles found")
    page.locator(".hit h2 a").first.click()
    expect(page.get_by_role("button", name="Next match")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="简体中文").click()
    expect(page.get_by_role("button", name="下一处")).to_be_visible()


def test_landmarks_and_headings_are_in_order(open_page: Open) -> None:
    page = open_page("/search?q=樱桃")
    for role in ("banner", "search", "main", "complementary", "contentinfo"):
        expect(page.get_by_role(role)).to_have_count(1)
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map((one) => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("找到 2 篇文章")
