"""E-mails to others: previewed, sent over a real server, limited, refused, and never a relay."""

from __future__ import annotations

import email
import email.policy
import re
import unicodedata
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.middleware.proxy_fix import ProxyFix

from engine.article import Article
from engine.backends.whoosh.generation_searcher import GenerationSearcher
from engine.query.tree import Request
from engine.results.results import Results
from searchapp.alerts import letters
from searchapp.mail.delivery import deliver
from searchapp.request.untrusted_text import has_link
from searchapp.saved.records import Alert, SavedSearch
from searchapp.saved.seen_articles import SeenArticles
from searchapp.server import reader_services
from tests.conftest import BuildIndex
from tests.searchapp.mail.server import SENDER, Server
from tests.searchapp.saved.conftest import NOW
from tests.searchapp.travel.conftest import SITE, save, send, store_of

LINKS = [
    "https://evil.example/win",
    "www.evil.example",
    "evil.example",
    "ｅｖｉｌ．ｅｘａｍｐｌｅ",
    "evil。example",
    "ev\u200bil.exam\u200bple",
    "evil例子.中国",
    "tel:+861000evil",
    "evil@evil.example",
    "http://192.0.2.1/evil",
]


def dispatch(app: Flask) -> None:
    """Send the queued e-mails as the mail thread would."""
    deliver(store_of(app).outbox, app.extensions["postman"]._server)


def test_a_letter_arrives_as_it_was_previewed(mailing: Flask, reader: FlaskClient, post: Server) -> None:
    link = save(reader, q="樱桃", name="樱桃节")
    fields = {"address": "a@example.org, b@example.org", "note": "请看"}
    preview = send(reader, f"{link}/mail", action="preview", **fields).text
    state = send(reader, f"{link}/mail", action="send", **fields).headers["Location"]
    assert "正在寄出" in reader.get(state).text
    dispatch(mailing)
    assert reader.get(state).text.count("已寄出") == 2
    letters = dict(post.mailbox.messages())
    assert sorted(letters) == ["a@example.org", "b@example.org"]
    letter = letters["a@example.org"]
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain
    assert html
    shown = re.findall(r'<pre tabindex="0">(.*?)\n--', preview, re.S)[0]
    assert plain.get_content().replace("\r\n", "\n").startswith(shown)
    assert f'href="{SITE}{link}"' in html.get_content()
    assert "<mark>樱桃</mark>" in html.get_content()
    assert (letter["To"], letter["Subject"]) == ("a@example.org", "检索：樱桃节")
    assert letter["From"] == f"镇闻 <{SENDER}>"


def test_the_preview_sends_nothing(mailing: Flask, reader: FlaskClient, post: Server) -> None:
    send(reader, f"{save(reader, q='樱桃')}/mail", action="preview", address="a@example.org")
    dispatch(mailing)
    assert post.mailbox.letters == []


def test_a_failure_is_shown_with_the_servers_words(mailing: Flask, reader: FlaskClient, post: Server) -> None:
    post.mailbox.refuse["a@example.org"] = "550 no such user <b>here</b>"
    state = send(reader, f"{save(reader, q='樱桃')}/mail", action="send", address="a@example.org").headers["Location"]
    dispatch(mailing)
    assert "550 no such user &lt;b&gt;here&lt;/b&gt;" in reader.get(state).text


def test_one_click_ends_letters_for_good(mailing: Flask, reader: FlaskClient, post: Server) -> None:
    link = save(reader, q="樱桃")
    send(reader, f"{link}/mail", action="send", address="a@example.org")
    dispatch(mailing)
    letter = post.mailbox.messages()[0][1]
    stop = letter["List-Unsubscribe"].strip("<>").removeprefix(SITE)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = mailing.test_client()
    assert stranger.get(stop).status_code == 200
    assert stranger.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    again = send(reader, f"{link}/mail", action="send", address="A+x@example.org")
    assert again.status_code == 400
    assert "不想收到" in again.text


def test_a_sender_and_a_recipient_have_limits(mailing: Flask, reader: FlaskClient) -> None:
    link = save(reader, q="樱桃")
    for _ in range(5):
        assert send(reader, f"{link}/mail", action="send", address="a@example.org").status_code == 303
    refused = send(reader, f"{link}/mail", action="send", address="a@example.org")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "86400")
    many = ",".join(f"r{n}@example.org" for n in range(10))
    assert send(reader, f"{link}/mail", action="send", address=many).status_code == 303
    refused = send(reader, f"{link}/mail", action="send", address=many.replace("r", "s"))
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")


def test_a_network_of_ipv6_counts_as_one_reader(mailing: Flask) -> None:
    mailing.wsgi_app = ProxyFix(mailing.wsgi_app)  # type: ignore[method-assign]
    reader = mailing.test_client()

    def ask(sender: str, path: str, **fields: str) -> int:
        reader.environ_base["HTTP_X_FORWARDED_FOR"] = sender
        return send(reader, path, **fields).status_code

    saves = [ask(f"2001:db8::{number:x}", "/saved", q="樱桃") for number in range(1, 62)]
    assert (saves.count(303), saves[-1]) == (60, 429)
    assert ask("2001:db8:0:1::1", "/saved", q="樱桃") == 303
    link = save(reader, q="樱桃")
    letters = [
        ask(f"2001:db8::{number:x}", f"{link}/mail", action="send", address=f"a{number}@example.org")
        for number in range(1, 22)
    ]
    assert (letters.count(303), letters[-1]) == (20, 429)
    assert ask("2001:db8::ffff", f"{link}/alerts", every="day", address="b@example.org") == 429
    assert ask("192.0.2.1", f"{link}/alerts", every="day", address="b@example.org") == 200


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every search sent to an engine from now on."""
    search_request: list[object] = []
    original = GenerationSearcher.search

    def counted(self: GenerationSearcher, request: Request) -> Results:
        search_request.append(request)
        return original(self, request)

    monkeypatch.setattr(GenerationSearcher, "search", counted)
    return search_request


def test_what_is_over_a_limit_is_refused_before_anything_is_searched_for(
    mailing: Flask, reader: FlaskClient, searches: list[object]
) -> None:
    link = save(reader, q="樱桃")
    form = re.findall(r'name="form_token" value="(\w+)"', reader.get("/share").text)[0]

    def post(path: str, **fields: str) -> tuple[int, int]:
        searches.clear()
        return reader.post(path, data={"form_token": form, **fields}).status_code, len(searches)

    taken = [post(f"{link}/mail", action="send", address=f"a{n}@example.org,b{n}@example.org") for n in range(11)]
    # One search for all recipients.
    assert {status for status, _ in taken[:10]} == {303}
    assert len({count for _, count in taken[:10]}) == 1
    assert taken[0][1] >= 1
    assert taken[10] == (429, 0)
    assert post(f"{link}/alerts", every="day", address="c@example.org") == (429, 0)
    saves = [post("/saved", q="樱桃") for _ in range(60)]
    assert saves[0][1] >= 1
    assert saves[-1] == (429, 0)
    searches.clear()
    assert reader.post("/api/v1/saved", json={"query": "q=樱桃"}).status_code == 429
    assert searches == []


def test_a_button_that_is_none_does_nothing(reader: FlaskClient) -> None:
    link = save(reader, q="樱桃", name="樱桃", note="附言")
    owner = reader.get_cookie("owner")
    assert owner
    assert send(reader, f"/mine/{owner.value}/{link[3:]}", action="nonsense").status_code == 400
    assert send(reader, f"{link}/mail", action="nonsense", address="a@example.org").status_code == 400
    assert send(reader, f"{link}/alerts", every="nonsense", address="a@example.org").status_code == 400
    assert "附言" in reader.get(f"/mine/{owner.value}").text


@pytest.mark.parametrize("wrong", [{"lifetime": "nonsense"}, {"name": "长" * 101}, {"note": "长" * 501}])
def test_a_wrong_save_is_refused_before_anything_is_searched_for(
    reader: FlaskClient, searches: list[object], wrong: dict[str, str]
) -> None:
    form = re.findall(r'name="form_token" value="(\w+)"', reader.get("/share").text)[0]
    searches.clear()
    assert reader.post("/saved", data={"form_token": form, "q": "樱桃", **wrong}).status_code == 400
    assert reader.post("/api/v1/saved", json={"query": "q=樱桃", **wrong}).status_code == 400
    assert searches == []


@pytest.mark.parametrize(
    "fields",
    [
        {"address": ""},
        {"address": "nobody"},
        {"address": "a@example.org\r\nBcc: all@example.org"},
        {"address": ",".join(f"a{n}@example.org" for n in range(11))},
        {"address": "a@example.org", "note": "https://evil.example"},
        {"address": "a@example.org", "note": "长" * 501},
    ],
)
def test_a_hostile_letter_is_refused_with_a_sentence(reader: FlaskClient, fields: dict[str, str]) -> None:
    answer = send(reader, f"{save(reader, q='樱桃')}/mail", action="send", **fields)
    assert answer.status_code == 400
    assert "<p>" in answer.text.partition('class="message"')[2]


@pytest.mark.parametrize("name", ["樱桃\r\nBcc: all@example.org", "a\x00b\u2028c", "长" * 100, "<b>&amp;"])
def test_nothing_in_a_name_gets_into_the_headers(mailing: Flask, reader: FlaskClient, post: Server, name: str) -> None:
    send(reader, f"{save(reader, q='樱桃', name=name)}/mail", action="send", address="a@example.org")
    dispatch(mailing)
    ((recipient, letter),) = post.mailbox.messages()
    assert recipient == "a@example.org"
    assert letter["Bcc"] is None


@pytest.mark.parametrize("link", LINKS)
def test_no_letter_carries_a_strangers_link(
    mailing: Flask, reader: FlaskClient, post: Server, data: Path, build_index: BuildIndex, link: str
) -> None:
    article = Article("n1", "f", f"樱桃见 {link} 开园", f"樱桃 {link} 采摘。", source=f"运河 {link}")
    link_to = save(reader, q=f"樱桃 OR {link}", name=f"中奖 {link} 领取")
    refused = send(reader, f"{link_to}/mail", action="send", address="a@example.org", note=f"请看 {link}")
    assert refused.status_code == 400
    build_index(data / "index", (article,))
    for search in (link_to, save(reader, q=f"樱桃 OR {link}")):
        send(reader, f"{search}/mail", action="send", address="a@example.org")
    send(reader, f"{link_to}/alerts", address="b@example.org", every="now")
    dispatch(mailing)
    with mailing.app_context():
        alert = Alert("x", "x", "c@example.org", "zh", "now", False, "active", "stop", SeenArticles(), 1, NOW)
        saved = SavedSearch(link_to[3:], f"中奖 {link} 领取", "", urlencode({"q": f"樱桃 OR {link}"}), NOW)
        drafted = letters.alert("x.1", alert, saved, [article])
    said = [email.message_from_bytes(drafted.content, policy=email.policy.default)]
    said += [letter for _, letter in post.mailbox.messages()]
    assert len(said) == 4
    for letter in said:
        for text in (letter["Subject"], *(part.get_content() for part in letter.iter_parts())):
            visible = BeautifulSoup(text, "html.parser").get_text() if "<html" in text else text
            assert not has_link(visible.replace(SITE, "")), visible
            assert "evil" not in unicodedata.normalize("NFKC", text.replace("\u200b", "")).casefold()


def test_the_letter_that_asks_for_confirmation_says_nothing_of_a_stranger(
    mailing: Flask, reader: FlaskClient, post: Server
) -> None:
    link = save(reader, q="沙古堆", name="立即领取大奖", note="加微信")
    send(reader, f"{link}/alerts", address="b@example.org", every="now")
    dispatch(mailing)
    ((_, letter),) = post.mailbox.messages()
    said = " ".join([letter["Subject"], *(part.get_content() for part in letter.iter_parts())])
    assert not [words for words in ("领取", "沙古堆", "微信") if words in said]
    assert f"{SITE}{link}" in said


def test_a_false_host_does_not_get_into_a_letter(mailing: Flask, post: Server) -> None:
    client = mailing.test_client()
    link = save(client, q="樱桃")
    token = re.findall(r'name="form_token" value="(\w+)"', client.get("/share", base_url="http://evil.example").text)[0]
    fields = {"form_token": token, "action": "send", "address": "a@example.org"}
    client.post(f"{link}/mail", data=fields, base_url="http://evil.example")
    dispatch(mailing)
    assert all(b"evil" not in content for _, content in post.mailbox.letters)


def test_without_a_server_nothing_offers_to_send(client: FlaskClient, reader: FlaskClient) -> None:
    link, other = save(client, q="樱桃"), save(reader, q="樱桃")
    promises = ("由本站寄出", "邮件提醒", f"{link}/mail", f"{link}/alerts")
    pages = ("/", "/search?q=樱桃", "/share?q=樱桃", link, f"{link}/share", "/help")
    for path in pages:
        assert not [promise for promise in promises if promise in client.get(path).text], path
    assert "邮件提醒" in reader.get("/share?q=樱桃").text
    assert "由本站寄出" in reader.get(f"{other}/share").text
    assert send(client, f"{link}/mail", action="send", address="a@example.org").status_code == 404
    assert send(client, f"{link}/alerts", every="day", address="a@example.org").status_code == 404


def test_letters_speak_the_language_of_who_sends_them(mailing: Flask, reader: FlaskClient, post: Server) -> None:
    link = save(reader, q="樱桃", name="樱桃")
    token = re.findall(r'name="form_token" value="(\w+)"', reader.get("/share").text)[0]
    fields = {"form_token": token, "action": "send", "address": "a@example.org"}
    reader.post(f"{link}/mail", data=fields, headers={"Accept-Language": "en"})
    dispatch(mailing)
    letter = post.mailbox.messages()[0][1]
    assert letter["Subject"] == "Search: 樱桃"
    assert letter["Content-Language"] == "en"


@pytest.mark.parametrize("sender", ["", "nobody"])
def test_mail_needs_an_address_to_come_from(sender: str) -> None:
    from engine.errors import SettingError
    from engine.settings import load

    with pytest.raises(SettingError, match="mail_from"):
        reader_services.server_of(load({"smtp": "smtp://h.example.org", "mail_from": sender}))
