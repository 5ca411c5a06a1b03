"""Saving, sharing and following in the browser: with and without JavaScript, accessible, at any width."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_everyone import RULES, violations

Open = Callable[..., Page]


def saved(open_page: Open, **options: object) -> Page:
    """Save a search by keyboard and return its page for sharing."""
    page = open_page("/search?q=樱桃&source=运河新报", **options)
    page.locator(".sharing a").first.click()
    page.locator("#name").fill("樱桃节的报道")
    page.locator("#note").fill("给编辑部\n下周要用")
    page.locator("button.main").first.click()
    page.wait_for_url(re.compile(r"/s/\w+/share"))
    return page


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_axe_finds_nothing(open_page: Open, locale: str) -> None:
    page = saved(open_page, locale=locale, reduced_motion="reduce")
    short = page.url.partition("/share")[0]
    mine = page.locator(".owning a").get_attribute("href") or ""
    for path in (page.url, short, mine, "/share?q=樱桃", "/api", "/s/none"):
        page.goto(path)
        page.evaluate("for (const twin of document.querySelectorAll('details')) twin.open = true")
        page.emulate_media(color_scheme="light" if locale == "en" else "dark")
        assert violations(page, RULES) == []


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_overflows(open_page: Open, width: int) -> None:
    page = saved(open_page, width=width)
    short = page.url.partition("/share")[0]
    mine = page.locator(".owning a").get_attribute("href") or ""
    for path in (page.url, short, mine, "/share?q=樱桃", "/api"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("scripts", [True, False])
def test_a_search_is_saved_opened_renamed_and_deleted(open_page: Open, scripts: bool) -> None:
    page = saved(open_page, java_script_enabled=scripts)
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("已经保存。")
    page.get_by_role("link", name="打开这条检索").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("樱桃节的报道")
    expect(page.locator(".changed")).to_contain_text("当时 1 篇，现在 1 篇。")
    page.get_by_role("link", name="分享与订阅").click()
    page.get_by_role("link", name="我存的检索").click()
    page.locator("summary").click()
    page.get_by_label("名称").fill("改过的名字")
    page.get_by_role("button", name="改好").click()
    expect(page.get_by_role("link", name="改过的名字")).to_be_visible()
    page.locator("summary").click()
    page.get_by_role("button", name="删除").click()
    expect(page.get_by_text("都删除了。")).to_be_visible()


def test_a_link_is_copied(open_page: Open) -> None:
    page = saved(open_page, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制").first.click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#link").input_value()


def test_a_letter_is_previewed_before_it_is_sent(open_page: Open) -> None:
    page = saved(open_page)
    page.locator("#address").fill("a@example.org")
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".preview")).to_contain_text("检索：樱桃节的报道")
    assert violations(page, RULES) == []
    page.get_by_role("button", name="寄出").click()
    expect(page.get_by_role("listitem").filter(has_text="a@example.org")).to_be_visible()
    assert violations(page, RULES) == []


def test_an_alert_is_asked_for(open_page: Open) -> None:
    page = saved(open_page)
    page.locator("#alert-address").fill("b@example.org")
    page.get_by_label("每周最多一封").check()
    page.get_by_role("button", name="订阅提醒").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("请到邮箱里确认")
    assert violations(page, RULES) == []
