"""Delivery when refused, delayed, hanging or killed at every step: nothing is lost, and nothing arrives twice."""

from __future__ import annotations

import datetime
import os
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from searchapp.mail import smtp as smtp_module
from searchapp.mail.delivery import MIN_SERVER_WAIT, RETRY_DELAYS_MINUTES, deliver, wait_for_server
from searchapp.mail.postman import Postman
from searchapp.mail.smtp import MailServer
from searchapp.saved.outbox_table import DatabaseOutbox
from searchapp.saved.store_factory import LazyStore, open_store
from searchapp.saved.store_protocol import Store
from tests.searchapp.mail.server import SENDER, Server
from tests.searchapp.saved.conftest import draft

ROOT = Path(__file__).parents[3]


def states(store: Store) -> list[tuple[str, int, str]]:
    return [(letter.state, letter.attempts, letter.error) for letter in store.outbox.batch("batch")]


def test_letters_go_out_in_one_conversation(store: Store, post: Server, smtp: MailServer) -> None:
    store.outbox.put([draft(n) for n in range(5)], 20, 5)
    assert deliver(store.outbox, smtp).sent == 5
    assert sorted(address for address, _ in post.mailbox.letters) == [f"reader{n}@example.org" for n in range(5)]
    assert {state for state, _, _ in states(store)} == {"sent"}


def test_a_recipient_who_is_refused_fails_with_the_servers_words(store: Store, post: Server, smtp: MailServer) -> None:
    post.mailbox.refuse["reader1@example.org"] = "550 5.1.1 no such user"
    store.outbox.put([draft(1), draft(2)], 20, 5)
    tally = deliver(store.outbox, smtp)
    assert (tally.sent, tally.failed) == (1, 1)
    assert states(store) == [("failed", 1, "550 5.1.1 no such user"), ("sent", 1, "")]


def test_a_busy_server_is_tried_again_later(store: Store, post: Server, smtp: MailServer) -> None:
    post.mailbox.refuse["DATA"] = "451 busy"
    store.outbox.put([draft()], 20, 5)
    for attempt in range(1, len(RETRY_DELAYS_MINUTES) + 2):
        deliver(store.outbox, smtp)
        state = "queued" if attempt <= len(RETRY_DELAYS_MINUTES) else "failed"
        assert states(store) == [(state, attempt, "451 busy")]
        assert deliver(store.outbox, smtp).sent == 0
        store.outbox.hurry()
    assert post.mailbox.letters == []


def test_what_waited_is_sent_when_the_server_is_well_again(store: Store, post: Server, smtp: MailServer) -> None:
    post.mailbox.refuse["DATA"] = "451 busy"
    store.outbox.put([draft()], 20, 5)
    deliver(store.outbox, smtp)
    post.mailbox.refuse.clear()
    store.outbox.hurry()
    assert deliver(store.outbox, smtp).sent == 1
    assert len(post.mailbox.letters) == 1


@pytest.mark.parametrize("refused", [("EHLO", "503 no"), ("MAIL", "550 no"), ("RCPT", "554 5.7.1 Relay access denied")])
def test_trouble_of_the_server_is_never_held_against_the_letter(
    store: Store, post: Server, smtp: MailServer, refused: tuple[str, str]
) -> None:
    command, answer = refused
    post.mailbox.refuse[command] = answer
    store.outbox.put([draft()], 20, 5)
    for _ in range(len(RETRY_DELAYS_MINUTES) + 3):
        tally = deliver(store.outbox, smtp)
        assert (tally.waiting, tally.failed) == (1, 0)
        ((state, attempts, error),) = states(store)
        # After EHLO smtplib sends HELO, which gets an answer of its own.
        assert (state, attempts, error in (answer, "530 Must issue a STARTTLS command first")) == ("queued", 0, True)
        due = store.outbox.next_due()
        assert due
        assert due > datetime.datetime.now(datetime.UTC) + MIN_SERVER_WAIT / 2
        store.outbox.hurry()
    post.mailbox.refuse.clear()
    assert deliver(store.outbox, smtp).sent == 1
    assert post.mailbox.letters[0][1].rstrip() == b"content"


def test_the_longer_a_server_is_in_trouble_the_longer_its_letters_wait() -> None:
    now = datetime.datetime.now(datetime.UTC)
    waits = [wait_for_server(now - datetime.timedelta(minutes=age), now) for age in (0, 1, 7, 59, 6000)]
    assert [wait.total_seconds() / 60 for wait in waits] == [1, 1, 7, 59, 60]


def test_a_letter_that_failed_keeps_its_text_and_is_sent_again(store: Store, post: Server, smtp: MailServer) -> None:
    post.mailbox.refuse["RCPT"] = "550 5.1.1 no such user"
    store.outbox.put([draft(1), draft(2)], 20, 5)
    assert deliver(store.outbox, smtp).failed == 2
    assert [(letter.id, letter.state, letter.error) for letter in store.outbox.all_letters()] == [
        (f"letter{number}", "failed", "550 5.1.1 no such user") for number in (1, 2)
    ]
    post.mailbox.refuse.clear()
    assert (store.outbox.retry(["letter2", "none"]), deliver(store.outbox, smtp).sent) == (1, 1)
    assert [address for address, _ in post.mailbox.letters] == ["reader2@example.org"]
    store.outbox.block("letter1")
    assert store.outbox.retry() == 0


def test_a_server_that_hangs_does_not_hold_the_queue_up(
    store: Store, post: Server, smtp: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp_module, "FINAL_TIMEOUT_SECONDS", 0.2)
    post.mailbox.hang = 0.6
    store.outbox.put([draft(number) for number in range(4)], 20, 5)
    tally = deliver(store.outbox, smtp)
    assert (tally.sent, tally.waiting) == (0, 2)
    assert {state for state, _, _ in states(store)} == {"queued"}


def test_an_absent_server_costs_each_letter_one_attempt_at_most(store: Store, smtp: MailServer) -> None:
    absent = MailServer("127.0.0.1", 9, smtp.sender)
    store.outbox.put([draft(number) for number in range(4)], 20, 5)
    assert deliver(store.outbox, absent).waiting == 2
    due = store.outbox.next_due()
    assert due
    assert due < datetime.datetime.now(datetime.UTC)


def test_the_postman_sends_what_is_queued_and_goes_home(tmp_path: Path, post: Server, smtp: MailServer) -> None:
    store = LazyStore(f"sqlite:///{tmp_path}/saved.sqlite")
    store.get().outbox.put([draft()], 20, 5)
    postman = Postman(store, smtp)
    postman.wake()
    postman.join(10)
    assert len(post.mailbox.letters) == 1
    store.close()


def test_what_waited_while_no_server_ran_is_sent_at_its_start(
    tmp_path: Path, post: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = LazyStore(f"sqlite:///{tmp_path}/saved.sqlite")
    store.get().outbox.put([draft()], 20, 5)
    store.close()
    monkeypatch.setenv("ZHENWEN_SMTP", post.url)
    monkeypatch.setenv("ZHENWEN_MAIL_FROM", SENDER)
    command = [sys.executable, "-m", "zhenwen", "serve", "--data", str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT) as server:
        try:
            until = time.monotonic() + 30
            while not post.mailbox.letters and time.monotonic() < until:
                time.sleep(0.1)
        finally:
            server.terminate()
    assert len(post.mailbox.letters) == 1


# The call, the moment (before or after it) and its count at which the process dies, and the number of copies of the
# first e-mail that the server has in the end.
STEPS = [
    (smtplib.SMTP, "starttls", "before", 1, 1),
    (DatabaseOutbox, "mark", "before", 1, 1),
    (DatabaseOutbox, "mark", "after", 1, 1),
    (smtplib.SMTP, "mail", "before", 1, 1),
    (smtplib.SMTP, "rcpt", "after", 1, 1),
    (smtplib.SMTP, "docmd", "after", 1, 1),
    (DatabaseOutbox, "mark", "before", 2, 1),
    (DatabaseOutbox, "mark", "after", 2, 1),
    # The server has accepted it, but the process dies before recording that: a second copy with the same Message-ID.
    (DatabaseOutbox, "mark", "before", 3, 2),
    (DatabaseOutbox, "mark", "after", 3, 1),
    (smtplib.SMTP, "mail", "after", 2, 1),
    (DatabaseOutbox, "mark", "after", 6, 1),
    (smtplib.SMTP, "quit", "before", 1, 1),
]


def die(when: str, count: int, call: Callable[..., object], *arguments: object, **named: object) -> object:
    """Run the call, with kill -9 before or after it if its count is reached."""
    die.calls = getattr(die, "calls", 0) + 1  # type: ignore[attr-defined]
    doomed = die.calls == count  # type: ignore[attr-defined]
    if doomed and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    answer = call(*arguments, **named)
    if doomed:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize(("owner", "name", "when", "count", "copies"), STEPS)
def test_killed_at_any_step_every_letter_arrives_once(
    store: Store,
    tmp_path: Path,
    post: Server,
    smtp: MailServer,
    owner: type,
    name: str,
    when: str,
    count: int,
    copies: int,
) -> None:
    url = f"sqlite:///{tmp_path}/saved.sqlite"
    store.outbox.put([draft(1), draft(2)], 20, 5)
    child = os.fork()
    if child == 0:
        original = getattr(owner, name)
        setattr(owner, name, lambda self, *given, **named: die(when, count, partial(original, self), *given, **named))
        try:
            deliver(open_store(url).outbox, smtp)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the step is never reached"
    deliver(store.outbox, smtp)
    arrived = sorted(address for address, _ in post.mailbox.letters)
    assert arrived == ["reader1@example.org"] * copies + ["reader2@example.org"]


def test_a_mistake_of_ours_while_sending_is_logged_with_its_traceback(
    store: Store, smtp: MailServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("searchapp.mail.postman.deliver", fail)
    monkeypatch.setattr(LazyStore, "get", lambda _: store)
    postman = Postman(LazyStore(""), smtp)
    assert postman._send() is not None, "it goes on"
    (record,) = caplog.records
    assert record.exc_info
    assert record.exc_info[0] is ZeroDivisionError
