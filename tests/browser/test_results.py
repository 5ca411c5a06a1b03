"""Searching, filtering and paging in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]


def asked(page: Page) -> dict[str, list[str]]:
    """Return the arguments of the URL."""
    return parse_qs(urlsplit(page.url).query)


def test_a_search_from_the_first_page(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_role("combobox", name="检索词").fill("樱桃")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 2 篇文章")
    expect(page.locator(".hit h2 mark").first).to_have_text("樱桃")


def test_a_facet_narrows_and_back_and_forward_work(open_page: Open) -> None:
    page = open_page("/search?q=樱桃")
    page.get_by_role("link", name="京东晚报", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 1 篇文章")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 2 篇文章")
    page.go_forward()
    expect(page.locator(".chip.filter")).to_contain_text("来源：京东晚报")
    page.locator(".chip.filter a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 2 篇文章")


def test_several_values_and_an_exclusion(open_page: Open) -> None:
    page = open_page("/search?q=镇")
    page.locator(".facet .value", has_text="运河新报").click()
    page.locator(".facet .value", has_text="西集之声").click()
    assert asked(page)["source"] == ["西集之声", "运河新报"]
    page.get_by_role("link", name="排除 骆明川").click()
    assert asked(page)["not_leader"] == ["潞城镇/镇长/骆明川"]
    expect(page.locator(".chip.not")).to_contain_text("骆明川")


def test_a_long_list_opens_over_the_page_and_can_be_searched(open_page: Open) -> None:
    page = open_page("/search?q=苗圃")
    more = page.locator("section[aria-labelledby=facet-source] a.all")
    expect(more).to_contain_text("全部 30 个")
    more.click()
    dialog = page.get_by_role("dialog", name="全部来源")
    expect(dialog.locator(".value:visible")).to_have_count(30)
    dialog.get_by_role("searchbox").fill("17")
    expect(dialog.locator(".value:visible")).to_have_count(1)
    dialog.get_by_role("button", name="关闭").click()
    expect(dialog).to_have_count(0)
    expect(more).to_be_focused()
    more.click()
    page.get_by_role("dialog").locator(".value", has_text="苗圃通告05").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 1 篇文章")


def test_paging_keeps_the_total_and_goes_back(open_page: Open) -> None:
    page = open_page("/search?q=苗圃")
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 30 篇文章")
    first = page.locator(".hit h2").first.inner_text()
    page.get_by_role("link", name="下一页").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 30 篇文章")
    assert page.locator(".hit h2").first.inner_text() != first
    page.get_by_role("link", name="第 8 页").click()
    expect(page.locator(".hit")).to_have_count(2)
    page.go_back()
    page.go_back()
    assert page.locator(".hit h2").first.inner_text() == first


def test_a_bar_of_the_histogram_is_a_link(open_page: Open) -> None:
    page = open_page("/search?q=樱桃")
    page.locator('svg.bars a[href*="from=2023-05-01"]').click()
    assert asked(page)["from"] == ["2023-05-01"]
    assert asked(page)["to"] == ["2023-05-31"]
    expect(page.locator("svg.bars a[aria-current]")).to_have_count(1)


def middle(page: Page, start: str) -> tuple[float, float]:
    """Return the middle of the bar that begins on this day."""
    box = page.locator(f'svg.bars a[href*="from={start}"] .slot').bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_range_is_drawn_with_the_mouse(open_page: Open) -> None:
    page = open_page("/search?q=苗圃")
    page.mouse.move(*middle(page, "2023-03-01"))
    page.mouse.down()
    page.mouse.move(*middle(page, "2023-05-01"), steps=5)
    expect(page.locator("svg.bars a.taken")).to_have_count(3)
    with page.expect_navigation():
        page.mouse.up()
    assert (asked(page)["from"], asked(page)["to"]) == (["2023-03-01"], ["2023-05-31"])


def test_a_range_is_drawn_with_a_finger(open_page: Open) -> None:
    page = open_page("/search?q=苗圃", width=390, has_touch=True, is_mobile=True)
    touch = page.context.new_cdp_session(page)
    places = [middle(page, f"2023-{month:02}-01") for month in (8, 7, 6)]
    for kind, place in zip(("touchStart", "touchMove", "touchMove"), places, strict=True):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": place[0], "y": place[1]}]})
    with page.expect_navigation():
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert (asked(page)["from"], asked(page)["to"]) == (["2023-06-01"], ["2023-08-31"])


def test_a_range_is_drawn_with_the_keyboard(open_page: Open) -> None:
    page = open_page("/search?q=苗圃&from=2023-04-01&to=2023-04-30")
    assert page.locator('svg.bars a[tabindex="0"]').count() == 1, "the bars are one stop for the Tab key"
    page.locator('svg.bars a[tabindex="0"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert (asked(page)["from"], asked(page)["to"]) == (["2023-05-01"], ["2023-07-31"])


def test_the_text_twin_has_the_same_numbers_and_takes_a_range(open_page: Open) -> None:
    page = open_page("/search?q=樱桃")
    page.locator(".twin summary").click()
    expect(page.locator(".twin tbody tr")).to_have_text([re.compile("2023年5月\\s2\\s[0-9.]+%")], use_inner_text=True)
    page.get_by_label("从", exact=True).fill("2023-05-20")
    page.get_by_role("button", name="应用").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 1 篇文章")
    assert "to" not in asked(page) or asked(page)["to"] == [""]


def test_everything_but_comfort_works_without_javascript(open_page: Open) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("searchbox", name="检索词").fill("樱桃")
    page.get_by_role("button", name="检索").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 2 篇文章")
    page.locator('svg.bars a[href*="from=2023-05-01"]').click()
    page.locator(".facet .value", has_text="运河新报").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 1 篇文章")
    page.locator(".hit h2 a").click()
    page.get_by_role("link", name="第 3 处").click()
    expect(page.locator("mark:target")).to_have_text("樱桃")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("link", name="Back to the results")).to_be_visible()


def test_long_lists_are_a_page_of_their_own_without_javascript(open_page: Open) -> None:
    page = open_page("/search?q=苗圃", java_script_enabled=False)
    page.locator("section[aria-labelledby=facet-source] a.all").click()
    page.get_by_role("searchbox", name="名称里含有").fill("17")
    page.get_by_role("button", name="查找").click()
    page.locator(".whole-facet .value").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 1 篇文章")


@pytest.mark.parametrize("script", [True, False])
def test_a_phone_keeps_the_facets_behind_a_button(open_page: Open, script: bool) -> None:
    page = open_page("/search?q=樱桃", width=390, java_script_enabled=script)
    expect(page.locator(".facets")).to_be_hidden()
    page.locator("label.sift").click()
    page.locator(".facet .value", has_text="京东晚报").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 1 篇文章")


def test_a_query_with_a_mistake_offers_a_better_one(open_page: Open) -> None:
    page = open_page("/search?q=(樱桃")
    page.get_by_role("alert").get_by_role("link", name=re.compile("改查")).click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 2 篇文章")
