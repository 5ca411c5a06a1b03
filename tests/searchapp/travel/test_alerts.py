"""Alerts: confirmed first, only about what is new, once, whatever is killed when, and ended by one click."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.article import Article
from engine.factory import open_engine
from searchapp import create_app, following
from searchapp.mail.deliver import deliver
from searchapp.mail.smtp import Session, mail_server
from searchapp.saved.alerts import DatabaseAlerts
from searchapp.saved.outbox import DatabaseOutbox
from searchapp.views import letters
from tests.conftest import BuildIndex
from tests.searchapp.mail.server import SENDER, Server
from tests.searchapp.mail.test_deliver import die
from tests.searchapp.travel.conftest import SITE, save, send, store_of

Build = Callable[[tuple[Article, ...]], None]


@pytest.fixture
def build(build_index: BuildIndex, data: Path) -> Build:
    """Builds the index of the application with mail anew."""

    def again(articles: tuple[Article, ...]) -> None:
        build_index(data / "index", articles)

    return again


def settings_of(app: Flask, post: Server) -> dict[str, str]:
    data = app.config["DATA"]
    return {"engine": f"whoosh:{data}/index", "data": data, "site": SITE, "smtp": post.url, "mail_from": SENDER}


def run(app: Flask) -> None:
    """What `zhenwen alerts send` does."""
    engine = open_engine(app.config["ENGINE"])
    with app.app_context():
        following.look(engine, store_of(app), letters.alert)
    engine.close()
    deliver(store_of(app).outbox, app.extensions["postman"]._server)


def follow(app: Flask, reader: FlaskClient, post: Server, search: dict[str, str], **fields: str) -> None:
    """Ask for an alert and confirm it, as who reads the mailbox does."""
    send(reader, f"{save(reader, **search)}/alerts", **{"address": "a@example.org", "every": "now", **fields})
    run(app)
    content = post.mailbox.messages()[-1][1].get_body(("plain",))
    assert content
    link = re.findall(r"/alerts/confirm/\w+", content.get_content())[0]
    assert app.test_client().get(link).status_code == 200
    assert "提醒已经开始" in app.test_client().post(link).text
    post.mailbox.letters.clear()


def subjects(post: Server) -> list[str]:
    return [letter["Subject"] for _, letter in post.mailbox.messages()]


def new(articles: tuple[Article, ...], number: int = 1, **changes: object) -> Article:
    values = {"id": f"n{number}", "title": f"樱桃节第{number}天", "url": None, "group": None, **changes}
    return replace(articles[0], **values)  # type: ignore[arg-type]


def test_nothing_is_sent_before_the_address_confirms(
    mailing: Flask,
    reader: FlaskClient,
    post: Server,
    articles: tuple[Article, ...],
    build: Build,
) -> None:
    page = send(reader, f"{save(reader, q='樱桃')}/alerts", address="a@example.org", every="now")
    assert "请到邮箱里确认" in page.text
    build((*articles, new(articles)))
    run(mailing)
    assert subjects(post) == ["请确认订阅：樱桃"]


def test_only_new_articles_are_written_about_and_once(
    mailing: Flask,
    reader: FlaskClient,
    post: Server,
    articles: tuple[Article, ...],
    build: Build,
) -> None:
    follow(mailing, reader, post, {"q": "樱桃"})
    run(mailing)
    assert subjects(post) == []
    build((*articles, new(articles)))
    run(mailing)
    run(mailing)
    assert subjects(post) == ["1 篇新文章：樱桃"]
    html = post.mailbox.messages()[0][1].get_body(("html",))
    assert html
    assert f'href="{SITE}/article/n1?' in html.get_content()
    assert "/article/a1" not in html.get_content()


def test_an_article_that_comes_back_is_no_news(
    mailing: Flask,
    reader: FlaskClient,
    post: Server,
    articles: tuple[Article, ...],
    build: Build,
) -> None:
    follow(mailing, reader, post, {"q": "樱桃"})
    for found in (articles[1:], articles):
        build(found)
        run(mailing)
    assert subjects(post) == []


@pytest.mark.parametrize(("fields", "told"), [({}, []), ({"reprints": "1"}, ["1 篇新文章：樱桃"])])
def test_a_reprint_of_an_old_article_is_news_only_where_asked_for(
    mailing: Flask,
    reader: FlaskClient,
    post: Server,
    articles: tuple[Article, ...],
    build: Build,
    fields: dict[str, str],
    told: list[str],
) -> None:
    follow(mailing, reader, post, {"q": "樱桃"}, **fields)
    build((*articles, new(articles, group="a1")))
    run(mailing)
    assert subjects(post) == told


def test_an_older_printing_that_turns_up_later_is_no_news(
    mailing: Flask,
    reader: FlaskClient,
    post: Server,
    articles: tuple[Article, ...],
    build: Build,
) -> None:
    follow(mailing, reader, post, {"q": "樱桃"})
    first = new(articles)
    build((replace(articles[0], group="n1"), replace(articles[1], group="n1"), first))
    run(mailing)
    assert subjects(post) == []


def test_a_new_article_and_its_reprints_are_one_piece_of_news(
    mailing: Flask,
    reader: FlaskClient,
    post: Server,
    articles: tuple[Article, ...],
    build: Build,
) -> None:
    follow(mailing, reader, post, {"q": "樱桃"})
    build((*articles, new(articles), new(articles, 2, group="n1"), new(articles, 3)))
    run(mailing)
    assert subjects(post) == ["2 篇新文章：樱桃"]


def test_a_daily_alert_waits_for_its_day(
    mailing: Flask,
    reader: FlaskClient,
    post: Server,
    articles: tuple[Article, ...],
    build: Build,
) -> None:
    follow(mailing, reader, post, {"q": "樱桃"}, every="day")
    build((*articles, new(articles)))
    run(mailing)
    assert subjects(post) == []


def test_one_click_ends_an_alert(
    mailing: Flask,
    reader: FlaskClient,
    post: Server,
    articles: tuple[Article, ...],
    build: Build,
) -> None:
    follow(mailing, reader, post, {"q": "樱桃"})
    build((*articles, new(articles)))
    run(mailing)
    letter = post.mailbox.messages()[0][1]
    stop = letter["List-Unsubscribe"].strip("<>").removeprefix(SITE)
    assert letter["Auto-Submitted"] == "auto-generated"
    for _ in range(2):
        stopped = mailing.test_client().post(stop, data={"List-Unsubscribe": "One-Click"})
        assert (stopped.status_code, "已经退订" in stopped.text) == (200, True)
    build((*articles, new(articles), new(articles, 2)))
    run(mailing)
    assert len(post.mailbox.letters) == 1


def test_opening_the_links_of_a_letter_changes_nothing(mailing: Flask, reader: FlaskClient, post: Server) -> None:
    follow(mailing, reader, post, {"q": "樱桃"})
    (alert,) = store_of(mailing).alerts.due(store_of(mailing).alerts.find(_stop(mailing)).looked)
    assert mailing.test_client().get(f"/alerts/stop/{alert.stop}").status_code == 200
    assert store_of(mailing).alerts.find(alert.stop).state == "active"


def _stop(app: Flask) -> str:
    import datetime

    (alert,) = store_of(app).alerts.due(datetime.datetime.now(datetime.UTC))
    return alert.stop


@pytest.mark.parametrize(("fields", "status"), [({"every": "hour"}, 400), ({"address": "nobody"}, 400)])
def test_a_wrong_form_is_refused(reader: FlaskClient, fields: dict[str, str], status: int) -> None:
    given = {"address": "a@example.org", "every": "day", **fields}
    assert send(reader, f"{save(reader, q='樱桃')}/alerts", **given).status_code == status


def test_a_search_that_fails_does_not_stop_the_others(
    mailing: Flask,
    reader: FlaskClient,
    post: Server,
    articles: tuple[Article, ...],
    build: Build,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    follow(mailing, reader, post, {"q": "苹果"})
    follow(mailing, reader, post, {"q": "樱桃"})
    from engine.errors import QueryTooCostly

    original = following.news

    def costly(engine: object, alert: object, asked: following.Asked) -> object:
        if asked.text == "苹果":
            raise QueryTooCostly("too costly")
        return original(engine, alert, asked)  # type: ignore[arg-type]

    monkeypatch.setattr(following, "news", costly)
    build((*articles, new(articles)))
    run(mailing)
    assert subjects(post) == ["1 篇新文章：樱桃"]


STEPS = [
    (DatabaseAlerts, "due", "after", 1),
    (DatabaseAlerts, "record", "before", 1),
    (DatabaseAlerts, "record", "after", 1),
    (DatabaseAlerts, "record", "after", 2),
    (DatabaseOutbox, "mark", "after", 1),
    (DatabaseOutbox, "mark", "after", 2),
    (DatabaseOutbox, "mark", "after", 3),
    (Session, "send", "before", 2),
    (DatabaseOutbox, "mark", "after", 6),
]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize(("owner", "name", "when", "count"), STEPS)
def test_killed_at_any_step_every_reader_is_told_once(
    mailing: Flask,
    reader: FlaskClient,
    post: Server,
    articles: tuple[Article, ...],
    build: Build,
    owner: type,
    name: str,
    when: str,
    count: int,
) -> None:
    follow(mailing, reader, post, {"q": "樱桃"})
    follow(mailing, reader, post, {"q": "西集镇"}, address="b@example.org")
    build((*articles, new(articles)))
    child = os.fork()
    if child == 0:
        try:
            original = getattr(owner, name)
            setattr(
                owner, name, lambda self, *given, **named: die(when, count, partial(original, self), *given, **named)
            )
            run(create_app(settings_of(mailing, post)))
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
    run(mailing)
    run(mailing)
    assert sorted(address for address, _ in post.mailbox.letters) == ["a@example.org", "b@example.org"]


def test_the_command_sends_what_is_due(
    mailing: Flask,
    reader: FlaskClient,
    post: Server,
    articles: tuple[Article, ...],
    build: Build,
) -> None:
    follow(mailing, reader, post, {"q": "樱桃"})
    build((*articles, new(articles)))
    variables = {f"ZHENWEN_{name.upper()}": value for name, value in settings_of(mailing, post).items()}
    del variables["ZHENWEN_DATA"], variables["ZHENWEN_ENGINE"]
    command = [sys.executable, "-m", "zhenwen", "--data", mailing.config["DATA"], "alerts", "send"]
    for news in (1, 0):
        said = f"1 alerts looked at, {news} with news, {news} letters sent."
        done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout.strip()) == (0, said), done.stderr
    assert subjects(post) == ["1 篇新文章：樱桃"]


def test_the_command_without_a_server_says_what_to_set(mailing: Flask) -> None:
    command = [sys.executable, "-m", "zhenwen", "alerts", "send", "--data", mailing.config["DATA"]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "ZHENWEN_SMTP" in done.stderr


def test_a_mail_server_can_be_read_from_the_settings(post: Server) -> None:
    assert mail_server(post.url, SENDER).port == post.port
