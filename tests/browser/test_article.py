"""The article page in a browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

Open = Callable[..., Page]


def test_the_reader_walks_from_hit_to_hit(open_page: Open) -> None:
    page = open_page("/article/a1?q=樱桃", width=390)
    walk = page.get_by_role("navigation", name="命中处")
    walk.get_by_role("button", name="下一处").click()
    expect(page.locator("mark.here")).to_have_attribute("id", "hit-1")
    walk.get_by_role("button", name="上一处").click()
    expect(page.locator("mark.here")).to_have_attribute("id", "hit-6")
    expect(page.locator("mark.here")).to_be_in_viewport()
    expect(walk.get_by_role("status")).to_have_text("第 6 处，共 6 处")


def test_the_citation_is_copied(open_page: Open) -> None:
    page = open_page("/article/a1", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制引文").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("林晓舟, 顾北. 西集镇樱桃节开园迎客[N/OL].")


def test_evidence_is_shown_on_demand(open_page: Open) -> None:
    page = open_page("/article/a1")
    quote = page.get_by_text("来源：运河新报", exact=True)
    expect(quote).to_be_hidden()
    page.get_by_text("这些信息从哪里来").click()
    expect(quote).to_be_visible()


def test_a_script_in_every_field_of_an_article_runs_nowhere(open_page: Open) -> None:
    page = open_page("/search?q=攻击样本")
    expect(page.locator(".hit h2")).to_have_text("<script>alert('title')</script>攻击样本")
    page.locator(".hit h2 a").click()
    expect(page.locator("article .text")).to_contain_text("<script>alert('body')</script>")
    for summary in page.locator("summary").all():
        summary.click()
    assert page.locator("a[href^='javascript:'], article img, article svg, article script").count() == 0
    for path in ("/", "/facet/source", "/facet/leader", "/search?q=<script>alert(1)</script>"):
        page.goto(path)


def test_on_paper_there_is_the_article_alone(open_page: Open) -> None:
    page = open_page("/article/a1?q=樱桃")
    page.emulate_media(media="print")
    for selector in ("form.box", "nav.aids", "nav.walk", ".evidence", "footer.bottom", "button.copy"):
        expect(page.locator(selector)).to_be_hidden()
    expect(page.locator("#citation")).to_be_visible()
    assert page.locator("mark").first.evaluate("mark => getComputedStyle(mark).backgroundColor") == "rgb(255, 255, 255)"
