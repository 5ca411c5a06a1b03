"""The operator's commands for e-mails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import zhenwen
from searchapp.mail.delivery import deliver
from searchapp.mail.smtp import MailServer
from searchapp.saved.store_protocol import Store
from tests.searchapp.mail.server import SENDER, Server
from tests.searchapp.saved.conftest import draft

Run = Callable[..., Result]


@pytest.fixture
def run(runner: CliRunner, tmp_path: Path, post: Server, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A function that calls `zhenwen --data DIR mail …` with the mail server set."""
    monkeypatch.setenv("ZHENWEN_SMTP", post.url)
    monkeypatch.setenv("ZHENWEN_MAIL_FROM", SENDER)
    return lambda *words: runner.invoke(zhenwen.main, ["--data", str(tmp_path), "mail", *words])


@pytest.fixture
def failed(store: Store, post: Server, smtp: MailServer) -> Store:
    """A store with a failed e-mail and a queued one."""
    post.mailbox.refuse |= {"reader1@example.org": "550 5.1.1 no such user", "reader2@example.org": "450 later"}
    store.outbox.put([draft(1), draft(2), draft(3)], 20, 5)
    deliver(store.outbox, smtp)
    post.mailbox.letters.clear()
    return store


@pytest.mark.usefixtures("failed")
def test_the_queue_lists_what_waits_and_what_has_failed(run: Run) -> None:
    result = run("queue", "--json")
    assert result.exit_code == 0
    letters = json.loads(result.stdout)["letters"]
    found = [(one["id"], one["state"], one["attempts"], one["error"]) for one in letters]
    assert found == [
        ("letter1", "failed", 1, "550 5.1.1 no such user"),
        ("letter2", "queued", 1, "450 later"),
    ]
    assert [one["recipient"] for one in letters] == ["reader1@example.org", "reader2@example.org"]


def test_a_letter_is_sent_again(run: Run, failed: Store, post: Server) -> None:
    again = run("retry")
    assert (again.exit_code, again.stdout) == (1, "0 e-mails sent, 1 wait for another attempt, 1 failed.\n")
    post.mailbox.refuse.clear()
    chosen = run("retry", "letter2", "--json")
    assert (chosen.exit_code, json.loads(chosen.stdout)["sent"]) == (0, 1)
    assert run("retry", "letter3").exit_code == 1
    assert run("retry").stdout == "1 e-mails sent.\n"
    assert sorted(to for to, _ in post.mailbox.letters) == ["reader1@example.org", "reader2@example.org"]
    assert failed.outbox.all_letters() == ()
    assert "No e-mail waits" in run("queue").stderr


def test_a_test_letter_says_what_the_server_answers(run: Run, post: Server) -> None:
    good = run("test", "a@例子.中国")
    assert good.exit_code == 0
    assert f"127.0.0.1:{post.port} (STARTTLS, login as post@box) took the e-mail" in good.stdout
    ((recipient, letter),) = post.mailbox.messages()
    assert recipient == letter["To"] == "a@xn--fsqu00a.xn--fiqs8s"
    post.mailbox.refuse["MAIL"] = "550 5.7.1 no"
    refused = run("test", "a@example.org", "--json")
    assert (refused.exit_code, json.loads(refused.stdout)["error"]) == (1, "550 5.7.1 no")
    assert "550 5.7.1 no" in refused.stderr
    assert run("test", "nobody").exit_code == 2


@pytest.mark.parametrize("words", [("retry",), ("test", "a@example.org")])
def test_without_a_mail_server_the_command_says_what_to_set(
    runner: CliRunner, tmp_path: Path, words: tuple[str, ...]
) -> None:
    result = runner.invoke(zhenwen.main, ["mail", *words, "--data", str(tmp_path)])
    assert result.exit_code == 2
    assert "ZHENWEN_SMTP" in result.stderr
