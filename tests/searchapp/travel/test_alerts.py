"""Alerts: confirmed first, only about new articles, sent once despite crashes, and unsubscribed by one click."""

from __future__ import annotations

import datetime
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.article import Article
from engine.factory import open_engine
from searchapp import create_app
from searchapp.alerts import alert_check, letters
from searchapp.mail.delivery import deliver
from searchapp.mail.smtp import Session
from searchapp.request.params import SearchRequest
from searchapp.saved.alerts_table import DatabaseAlerts
from searchapp.saved.outbox_table import DatabaseOutbox
from searchapp.service import full_listing
from tests.conftest import BuildIndex
from tests.searchapp.mail.server import SENDER, Server
from tests.searchapp.mail.test_delivery import die
from tests.searchapp.travel.conftest import SITE, save, send, store_of


@dataclass(frozen=True)
class Desk:
    """The application with mail, a reader's browser on it, the mail server, and the index to rebuild."""

    app: Flask
    reader: FlaskClient
    post: Server
    articles: tuple[Article, ...]
    build: Callable[[tuple[Article, ...]], object]

    def settings(self) -> dict[str, str]:
        """Return the settings of the application."""
        data = self.app.config["DATA"]
        mail = {"smtp": self.post.url, "mail_from": SENDER}
        return {"engine": f"whoosh:{data}/index", "data": data, "site": SITE, **mail}

    def run(self) -> None:
        """Run the equivalent of `zhenwen alerts send`."""
        engine = open_engine(self.app.config["ENGINE"])
        with self.app.app_context():
            alert_check.run_alerts(engine, store_of(self.app), letters.alert)
        engine.close()
        deliver(store_of(self.app).outbox, self.app.extensions["postman"]._server)

    def follow(self, search: dict[str, str], **fields: str) -> None:
        """Subscribe to an alert and confirm it from the mailbox."""
        given = {"address": "a@example.org", "every": "now", **fields}
        send(self.reader, f"{save(self.reader, **search)}/alerts", **given)
        self.run()
        content = self.post.mailbox.messages()[-1][1].get_body(("plain",))
        assert content
        link = re.findall(r"/alerts/confirm/\w+", content.get_content())[0]
        assert self.app.test_client().get(link).status_code == 200
        assert "提醒已经开始" in self.app.test_client().post(link).text
        self.post.mailbox.letters.clear()

    def subjects(self) -> list[str]:
        """Return the subjects of the e-mails that arrived."""
        return [letter["Subject"] for _, letter in self.post.mailbox.messages()]

    def new(self, number: int = 1, **changes: object) -> Article:
        """Return a new article."""
        values = {"id": f"n{number}", "title": f"樱桃节第{number}天", "url": None, "group": None, **changes}
        return replace(self.articles[0], **values)  # type: ignore[arg-type]


@pytest.fixture
def desk(mailing: Flask, post: Server, articles: tuple[Article, ...], build_index: BuildIndex, data: Path) -> Desk:
    """The application, reader and mail server for tests of alerts."""
    return Desk(mailing, mailing.test_client(), post, articles, partial(build_index, data / "index"))


def test_nothing_is_sent_before_the_address_confirms(desk: Desk) -> None:
    page = send(desk.reader, f"{save(desk.reader, q='樱桃')}/alerts", address="a@example.org", every="now")
    assert "请到邮箱里确认" in page.text
    desk.build((*desk.articles, desk.new()))
    desk.run()
    assert desk.subjects() == ["请确认订阅"]


def test_only_new_articles_are_written_about_and_once(desk: Desk) -> None:
    desk.follow({"q": "樱桃"})
    desk.run()
    assert desk.subjects() == []
    desk.build((*desk.articles, desk.new()))
    desk.run()
    desk.run()
    assert desk.subjects() == ["1 篇新文章：樱桃"]
    html = desk.post.mailbox.messages()[0][1].get_body(("html",))
    assert html
    assert f'href="{SITE}/article/n1?' in html.get_content()
    assert "/article/a1" not in html.get_content()


def test_an_article_that_comes_back_is_no_news(desk: Desk) -> None:
    desk.follow({"q": "樱桃"})
    for found in (desk.articles[1:], desk.articles):
        desk.build(found)
        desk.run()
    assert desk.subjects() == []


@pytest.mark.parametrize(("fields", "told"), [({}, []), ({"reprints": "1"}, ["1 篇新文章：樱桃"])])
def test_a_reprint_of_an_old_article_is_news_only_where_asked_for(
    desk: Desk, fields: dict[str, str], told: list[str]
) -> None:
    desk.follow({"q": "樱桃"}, **fields)
    desk.build((*desk.articles, desk.new(group="a1")))
    desk.run()
    assert desk.subjects() == told


def test_an_older_printing_that_turns_up_later_is_no_news(desk: Desk) -> None:
    desk.follow({"q": "樱桃"})
    first = desk.new()
    desk.build((replace(desk.articles[0], group="n1"), replace(desk.articles[1], group="n1"), first))
    desk.run()
    assert desk.subjects() == []


def test_a_new_article_and_its_reprints_are_one_piece_of_news(desk: Desk) -> None:
    desk.follow({"q": "樱桃"})
    desk.build((*desk.articles, desk.new(), desk.new(2, group="n1"), desk.new(3)))
    desk.run()
    assert desk.subjects() == ["2 篇新文章：樱桃"]


def test_a_daily_alert_waits_for_its_day(desk: Desk) -> None:
    desk.follow({"q": "樱桃"}, every="day")
    desk.build((*desk.articles, desk.new()))
    desk.run()
    assert desk.subjects() == []


def test_one_click_ends_an_alert(desk: Desk) -> None:
    desk.follow({"q": "樱桃"})
    desk.build((*desk.articles, desk.new()))
    desk.run()
    letter = desk.post.mailbox.messages()[0][1]
    stop = letter["List-Unsubscribe"].strip("<>").removeprefix(SITE)
    assert letter["Auto-Submitted"] == "auto-generated"
    for _ in range(2):
        stopped = desk.app.test_client().post(stop, data={"List-Unsubscribe": "One-Click"})
        assert (stopped.status_code, "已经退订" in stopped.text) == (200, True)
    desk.build((*desk.articles, desk.new(), desk.new(2)))
    desk.run()
    assert len(desk.post.mailbox.letters) == 1


def test_opening_the_links_of_a_letter_changes_nothing(desk: Desk) -> None:
    desk.follow({"q": "樱桃"})
    (alert,) = store_of(desk.app).alerts.due(datetime.datetime.now(datetime.UTC))
    assert desk.app.test_client().get(f"/alerts/stop/{alert.stop}").status_code == 200
    assert store_of(desk.app).alerts.find(alert.stop).state == "active"


@pytest.mark.parametrize(("fields", "status"), [({"every": "hour"}, 400), ({"address": "nobody"}, 400)])
def test_a_wrong_form_is_refused(desk: Desk, fields: dict[str, str], status: int) -> None:
    given = {"address": "a@example.org", "every": "day", **fields}
    assert send(desk.reader, f"{save(desk.reader, q='樱桃')}/alerts", **given).status_code == status


def test_a_search_that_fails_does_not_stop_the_others(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.follow({"q": "苹果"})
    desk.follow({"q": "樱桃"})
    from engine.errors import QueryTooCostly

    original = alert_check.new_articles

    def costly(engine: object, alert: object, search_request: SearchRequest) -> object:
        if search_request.text == "苹果":
            raise QueryTooCostly("too costly")
        return original(engine, alert, search_request)  # type: ignore[arg-type]

    monkeypatch.setattr(alert_check, "new_articles", costly)
    desk.build((*desk.articles, desk.new()))
    desk.run()
    assert desk.subjects() == ["1 篇新文章：樱桃"]


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
    desk: Desk, owner: type, name: str, when: str, count: int
) -> None:
    desk.follow({"q": "樱桃"})
    desk.follow({"q": "西集镇"}, address="b@example.org")
    desk.build((*desk.articles, desk.new()))
    child = os.fork()
    if child == 0:
        try:
            original = getattr(owner, name)
            setattr(
                owner, name, lambda self, *given, **named: die(when, count, partial(original, self), *given, **named)
            )
            replace(desk, app=create_app(desk.settings())).run()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
    desk.run()
    desk.run()
    assert sorted(address for address, _ in desk.post.mailbox.letters) == ["a@example.org", "b@example.org"]


def test_the_command_sends_what_is_due(desk: Desk) -> None:
    desk.follow({"q": "樱桃"})
    desk.build((*desk.articles, desk.new()))
    variables = {f"ZHENWEN_{name.upper()}": value for name, value in desk.settings().items()}
    del variables["ZHENWEN_DATA"], variables["ZHENWEN_ENGINE"]
    command = [sys.executable, "-m", "zhenwen", "--data", desk.app.config["DATA"], "alerts", "send"]
    for news in (1, 0):
        said = f"1 alerts looked at, {news} with news; {news} e-mails sent."
        process = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=False)
        assert (process.returncode, process.stdout.strip()) == (0, said), process.stderr
    assert desk.subjects() == ["1 篇新文章：樱桃"]


def test_the_command_without_a_server_says_what_to_set(desk: Desk) -> None:
    command = [sys.executable, "-m", "zhenwen", "alerts", "send", "--data", desk.app.config["DATA"]]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert process.returncode == 2
    assert "ZHENWEN_SMTP" in process.stderr


def test_an_article_whose_id_changed_is_no_news(desk: Desk) -> None:
    desk.follow({"q": "樱桃"})
    desk.build((replace(desk.articles[0], id="other", former=("a1",)), *desk.articles[1:], desk.new()))
    desk.run()
    assert desk.subjects() == ["1 篇新文章：樱桃"]


def test_of_a_search_that_finds_too_much_to_remember_an_old_article_that_comes_is_news(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full_listing, "MAX_REMEMBERED", 1)
    desk.follow({"q": "樱桃"})
    came = datetime.datetime.now(datetime.UTC)
    desk.build((*desk.articles, desk.new(date=datetime.date(1999, 1, 1), added=came)))
    desk.run()
    assert desk.subjects() == ["1 篇新文章：樱桃"]
