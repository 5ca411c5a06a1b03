"""Two servers share their state; the loss of one goes unnoticed; only the proxy is trusted."""

from __future__ import annotations

import http.client
import json
import re
import time
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.searchapp.mail.server import Server
from tests.searchapp.together.conftest import Browser, Pair

TAKEN = re.compile(r"用时 \d+ 毫秒")  # search time of a server: "用时 5 毫秒"


@pytest.fixture
def browser(pair: Pair, empty_postgresql: str) -> Browser:
    """A reader of both servers, without saved searches."""
    with psycopg.connect(empty_postgresql) as connection:
        connection.execute("TRUNCATE saved_search, snapshot, alert, letter, block, asked, visit")
    return Browser(pair)


def token(text: str) -> str:
    """Return the token of a page's form."""
    result: str = re.findall(r'name="form_token" value="(\w+)"', text)[0]
    return result


def test_a_form_of_one_server_is_taken_by_the_other_and_what_it_saved_seen_by_both(browser: Browser) -> None:
    page = browser.ask("/share?q=%E6%A8%B1%E6%A1%83")
    saved = browser.ask_other(page, "/saved", {"form_token": token(page.text), "q": "樱桃", "name": "樱桃的事"})
    assert saved.status == 303
    link = urlsplit(saved.headers["Location"]).path.removesuffix("/share")
    assert "樱桃的事" in browser.ask_other(saved, link).text
    shared = browser.ask_other(saved, f"{link}/share")
    mine = re.findall(r"/mine/\w+", shared.text)[0]
    listed = browser.ask(mine)
    gone = browser.ask_other(listed, f"{mine}/{link[3:]}", {"form_token": token(listed.text), "action": "delete"})
    assert gone.status == 303
    assert [browser.ask(link).status for _ in range(2)] == [410, 410]


def test_an_alert_that_one_server_was_asked_for_is_confirmed_and_ended_at_the_other(
    browser: Browser, post: Server
) -> None:
    page = browser.ask("/share?q=x")
    saved = browser.ask("/saved", {"form_token": token(page.text), "q": "x"})
    link = urlsplit(saved.headers["Location"]).path.removesuffix("/share")
    form = {"form_token": token(page.text), "address": "a@example.org", "every": "now"}
    search_request = browser.ask(f"{link}/alerts", form)
    deadline = time.monotonic() + 20
    while not post.mailbox.letters and time.monotonic() < deadline:
        time.sleep(0.05)
    ((_, letter),) = post.mailbox.messages()
    content = letter.get_body(("plain",))
    assert content
    confirm = re.findall(r"/alerts/confirm/\w+", content.get_content())[0]
    assert "提醒已经开始" in browser.ask_other(search_request, confirm, {}).text
    assert "提醒已经开始" in browser.ask_other(browser.ask(confirm), confirm).text
    stop = re.findall(r"/alerts/stop/\w+", str(letter["List-Unsubscribe"]))[0]
    ended = browser.ask(stop, {})
    assert "已经退订" in browser.ask_other(ended, stop).text


@pytest.mark.parametrize(
    "path", ["/", "/search?q=%E6%A8%B1%E6%A1%83", "/sitemap.xml", "/sitemap-1.xml", "/feed", "/api/v1/search"]
)
def test_both_give_the_same_page_and_know_each_others_copy(browser: Browser, path: str) -> None:
    first = browser.ask(path)
    other = browser.ask_other(first, path)
    assert (first.status, other.status) == (200, 200)
    assert TAKEN.sub("", first.text) == TAKEN.sub("", other.text)
    assert first.headers["ETag"] == other.headers["ETag"]
    assert first.headers["Last-Modified"] == other.headers["Last-Modified"]
    known = [browser.ask(path, None, **{"If-None-Match": first.headers["ETag"]}) for _ in range(2)]
    assert {(answer.status, answer.by) for answer in known} == {(304, 0), (304, 1)}


def test_a_program_turns_pages_from_one_server_to_the_other(browser: Browser) -> None:
    answer = browser.ask("/api/v1/search?size=5&sort=date")
    found = [hit["id"] for hit in json.loads(answer.text)["hits"]]
    while following := re.search(r'<([^>]+)>; rel="next"', answer.headers["Link"] or ""):
        answer = browser.ask_other(answer, following.group(1))
        found += [hit["id"] for hit in json.loads(answer.text)["hits"]]
    assert len(found) == len(set(found)) == 12


def test_both_export_the_same_file(browser: Browser) -> None:
    first = browser.ask("/export.jsonl?q=%E6%A8%B1%E6%A1%83")
    assert first.text == browser.ask_other(first, "/export.jsonl?q=%E6%A8%B1%E6%A1%83").text != ""


def test_both_count_the_requests_of_one_reader_together(browser: Browser, pair: Pair) -> None:
    asker = Browser(pair, "127.0.0.31")
    answers = [asker.ask("/export.csv?q=x") for _ in range(8)]
    assert [answer.status for answer in answers] == [200] * 6 + [429] * 2
    assert {answer.by for answer in answers} == {0, 1}
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 61
    assert Browser(pair, "127.0.0.32").ask("/export.csv?q=x").status == 200, "another reader"


def test_links_lead_to_where_the_proxy_is_whatever_the_reader_claims(browser: Browser, pair: Pair) -> None:
    claims = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "X-Forwarded-Prefix": "/evil"}
    answers = [browser.ask("/share?q=x", None, **claims) for _ in range(2)]
    for answer in answers:
        assert f"https://localhost:{pair.port}/search?q=x" in answer.text
        assert "evil" not in answer.text
        assert answer.headers["Strict-Transport-Security"]


def test_a_reader_who_goes_round_the_proxy_is_not_believed(pair: Pair) -> None:
    claims = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"}
    connection = http.client.HTTPConnection("127.0.0.1", pair.ports[0], timeout=30)
    connection.request("GET", "/share?q=x", headers={**claims, "X-Request-Id": "a" * 32})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    assert f"http://127.0.0.1:{pair.ports[0]}/search?q=x" in text
    assert "evil" not in text
    assert answer.headers["X-Request-Id"] != "a" * 32


def test_when_one_server_is_killed_the_other_goes_on_with_everything(browser: Browser, pair: Pair) -> None:
    page = browser.ask("/share?q=x")
    pair.kill(0)
    answers = [browser.ask(path) for path in ("/", "/search?q=x", "/feed", "/search?q=%E6%A8%B1") * 3]
    assert {(answer.status, answer.by) for answer in answers} == {(200, 1)}
    saved = browser.ask("/saved", {"form_token": token(page.text), "q": "x"})
    assert saved.status == 303
    assert browser.ask(urlsplit(saved.headers["Location"]).path).status == 200
