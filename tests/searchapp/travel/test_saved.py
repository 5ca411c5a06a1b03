"""Saved searches in the browser: short link, changes, the owner's list, hostile and expired links."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.article import Article
from tests.conftest import BuildIndex
from tests.searchapp.travel.conftest import changed, save, send, store_of


def later(articles: tuple[Article, ...], **changes: str) -> tuple[Article, ...]:
    """Return the articles with one more about cherries."""
    return (*articles, replace(articles[0], id="n1", title="樱桃节闭幕", url=None, **changes))  # type: ignore[arg-type]


def test_a_short_link_shows_the_search_with_all_its_filters(client: FlaskClient) -> None:
    link = save(client, q="西集镇", source="运河新报", not_leader="石砚秋", **{"from": "2023-01", "sort": "date"})
    page = client.get(link)
    assert page.status_code == 200
    query = "q=%E8%A5%BF%E9%9B%86%E9%95%87&amp;source=%E8%BF%90%E6%B2%B3%E6%96%B0%E6%8A%A5"
    assert query in page.text
    assert "/article/a1" in page.text
    assert "/article/a5" not in page.text


def test_a_short_link_says_what_is_new_since_saving(
    reader: FlaskClient, build_index: BuildIndex, data: Path, articles: tuple[Article, ...]
) -> None:
    link = save(reader, q="樱桃")
    build_index(data / "index", later(articles))
    page = reader.get(link)
    assert changed(page) == "当时 2 篇，现在 3 篇。 新增 1 篇。"
    assert page.text.count('class="fresh"') == 1
    assert '<a href="/article/n1' in page.text.partition('class="came"')[2]


def test_a_short_link_says_what_is_new_since_it_was_last_opened(
    reader: FlaskClient, build_index: BuildIndex, data: Path, articles: tuple[Article, ...]
) -> None:
    link = save(reader, q="樱桃")
    build_index(data / "index", later(articles))
    reader.get(link)
    build_index(data / "index", later(articles)[1:])
    page = reader.get(link)
    assert changed(page).startswith("上次打开时")
    assert "3 篇，现在 2 篇。 撤下 1 篇。" in changed(page)
    assert changed(reader.get(f"{link}?since=saved")).startswith("当时 2 篇，现在 2 篇。 新增 1 篇。 撤下 1 篇。")


def test_another_reader_is_told_what_is_new_since_saving(
    mailing: Flask, build_index: BuildIndex, data: Path, articles: tuple[Article, ...]
) -> None:
    link = save(mailing.test_client(), q="樱桃")
    build_index(data / "index", later(articles))
    for _ in range(2):
        assert changed(mailing.test_client().get(link)).startswith("当时 2 篇，现在 3 篇。")


def test_a_new_reader_speaks_english(client: FlaskClient) -> None:
    link = save(client, q="樱桃")
    page = client.get(link, headers={"Accept-Language": "en"})
    assert "2 articles then, 2 now." in changed(page)


def test_an_owner_lists_renames_and_deletes(client: FlaskClient) -> None:
    link = save(client, q="樱桃", name="樱桃节")
    mine = re.findall(r'href="(/mine/\w+)"', client.get(f"{link}/share").text)[0]
    assert "樱桃节" in client.get(mine).text
    send(client, f"{mine}/{link.rpartition('/')[2]}", name="果子", note="附言")
    assert "果子" in client.get(link).text
    send(client, f"{mine}/{link.rpartition('/')[2]}", action="delete")
    page = client.get(link)
    assert page.status_code == 410
    assert "已被保存它的人删除" in page.text


def test_the_list_follows_its_secret_link_into_another_browser(app: Flask) -> None:
    first, second = app.test_client(), app.test_client()
    link = save(first, q="樱桃")
    mine = re.findall(r'href="(/mine/\w+)"', first.get(f"{link}/share").text)[0]
    assert second.get(mine).status_code == 200
    assert second.get_cookie("owner") is None
    assert send(second, mine).status_code == 303
    save(second, q="苹果")
    assert first.get(mine).text.count('class="owned"') == 1
    assert first.get(mine).text.count("<details>") == 2


def test_the_secret_is_kept_from_caches_other_sites_and_visitors(app: Flask) -> None:
    link = save(app.test_client(), q="樱桃")
    assert "/mine/" not in app.test_client().get(f"{link}/share").text
    client = app.test_client()
    save(client, q="樱桃")
    secret = client.get_cookie("owner")
    assert secret
    page = client.get(f"/mine/{secret.value}")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/s/none", "/s/" + "x" * 300, "/s/%00", "/mine/none", "/s/no/share", "/s/no/feed"])
def test_an_unknown_link_is_a_sentence(client: FlaskClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert "没有这个链接" in page.text


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        ({}, ""),
        ({}, "x" * 24),
        ({"Origin": "https://evil.example"}, None),
        ({"Origin": "null"}, None),
        ({"Sec-Fetch-Site": "cross-site"}, None),
        ({"Sec-Fetch-Site": "same-site"}, None),
    ],
)
def test_a_form_of_another_site_changes_nothing(
    app: Flask, client: FlaskClient, headers: dict[str, str], token: str | None
) -> None:
    page = client.get("/share?q=樱桃").text
    given = re.findall(r'name="form_token" value="(\w+)"', page)[0] if token is None else token
    answer = client.post("/saved", data={"q": "樱桃", "form_token": given}, headers=headers)
    assert answer.status_code == 403
    assert "表单已经失效" in answer.text
    assert "owner" not in {cookie.key for cookie in (client._cookies or {}).values()}


def test_the_form_works_on_https_with_the_headers_of_a_browser(client: FlaskClient) -> None:
    page = client.get("/share?q=樱桃", base_url="https://localhost").text
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    headers = {"Origin": "https://localhost", "Sec-Fetch-Site": "same-origin"}
    options = {"headers": headers, "base_url": "https://localhost"}
    assert client.post("/saved", data={"q": "樱桃", "form_token": token}, **options).status_code == 303


@pytest.mark.parametrize("fields", [{"name": "名" * 101}, {"note": "附" * 501}])
def test_a_name_or_a_note_that_is_too_long_is_a_sentence(client: FlaskClient, fields: dict[str, str]) -> None:
    answer = send(client, "/saved", q="樱桃", **fields)
    assert answer.status_code == 400
    assert "最多" in answer.text


def test_markup_in_a_name_stays_text(client: FlaskClient) -> None:
    link = save(client, q="<script>alert(1)</script>", name="<script>alert(2)</script>", note="<img src=x>")
    for path in (link, f"{link}/share"):
        assert "<script>alert" not in client.get(path).text
        assert "<img src=x>" not in client.get(path).text


def test_a_search_is_named_after_itself(app: Flask, client: FlaskClient) -> None:
    link = save(client, q="樱桃", town="北京市/通州区/西集镇", **{"from": "2023"})
    assert store_of(app).searches.find(link.rpartition("/")[2]).name == "樱桃 · 西集镇 · 2023-01-01–"


def test_a_full_disk_is_said_and_nothing_is_saved(app: Flask, client: FlaskClient) -> None:
    store_of(app).searches._database._engine.dispose()  # type: ignore[attr-defined]
    token = re.findall(r'name="form_token" value="(\w+)"', client.get("/share").text)[0]
    limit = "PRAGMA max_page_count = 1"
    with store_of(app).searches._database.reading() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql(limit)
        assert connection.exec_driver_sql(limit).scalar()
    # Each connection has its own limit, and the pool returns the same one again.
    answers = [client.post("/saved", data={"q": "樱桃", "form_token": token, "note": "长" * 500}) for _ in range(40)]
    assert answers[-1].status_code == 507
    assert "磁盘已满" in answers[-1].text
