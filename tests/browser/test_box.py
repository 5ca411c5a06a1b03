"""The search box: completion by keyboard, mouse and screen reader; history; the shortcut key."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Open = Callable[..., Page]


def test_the_box_completes_and_the_keyboard_chooses(open_page: Open) -> None:
    page = open_page("/")
    box = page.get_by_role("combobox", name="检索词")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("xiji")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("西集镇")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(first.get_attribute("id")))
    box.press("Enter")
    expect(page.locator(".chip.filter")).to_contain_text("镇街：西集镇")


def test_a_completion_is_chosen_with_the_mouse(open_page: Open) -> None:
    page = open_page("/search?q=镇")
    box = page.get_by_role("combobox", name="检索词")
    box.fill("钱望")
    page.get_by_role("option").filter(has_text="钱望舒").first.click()
    expect(page.locator(".chip.filter")).to_contain_text("领导：西集镇 党委书记 钱望舒")


def test_escape_and_leaving_close_the_list(open_page: Open) -> None:
    page = open_page("/")
    box = page.get_by_role("combobox", name="检索词")
    box.fill("西")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("西")
    box.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.get_by_role("link", name="检索说明", exact=True).focus()
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_enter_without_a_choice_searches_for_what_was_typed(open_page: Open) -> None:
    page = open_page("/")
    box = page.get_by_role("combobox", name="检索词")
    box.fill("樱桃")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 2 篇文章")


def test_searches_are_remembered_in_this_browser_and_can_be_erased(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_role("combobox", name="检索词").fill("樱桃")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 2 篇文章")
    page.goto("/")
    assert page.context.cookies() == [], "nothing is told to the server"
    page.get_by_role("combobox", name="检索词").click()
    expect(page.get_by_role("option")).to_have_text(["樱桃"])
    page.get_by_role("button", name="清除历史").click()
    expect(page.get_by_role("option")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


def test_a_slash_reaches_the_box(open_page: Open) -> None:
    page = open_page("/search?q=樱桃")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="检索词")
    expect(box).to_be_focused()
    expect(box).to_have_value("樱桃")
    box.press("End")
    box.press_sequentially("/")
    expect(box).to_have_value("樱桃/")


def test_what_was_meant_is_shown_and_what_was_typed_is_a_click_away(open_page: Open) -> None:
    page = open_page("/search?q=潞成镇")
    expect(page.locator(".hit").first).to_contain_text("潞城镇")
    expect(page.locator(".meant")).to_contain_text("潞成镇")
    page.get_by_role("link", name="仍按原词检索").click()
    page.locator(".meant").get_by_role("link", name="潞城镇").click()
    expect(page.locator(".hit").first).to_contain_text("潞城镇")


def test_the_reasons_open_below_the_hit(open_page: Open) -> None:
    page = open_page("/search?q=樱桃")
    hit = page.locator(".hit").first
    hit.get_by_role("link", name="为何匹配").click()
    expect(hit.get_by_role("table", name="为何匹配")).to_contain_text("樱桃")
    expect(page).to_have_url(re.compile(r"/search\?q="))
    hit.get_by_role("link", name="为何匹配").click()
    expect(hit.get_by_role("table", name="为何匹配")).to_be_hidden()
