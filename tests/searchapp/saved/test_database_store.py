"""The store's contract on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from searchapp.request.reader_errors import LinkGone, LinkUnknown, TooMany
from searchapp.saved import outbox_table, searches_table
from searchapp.saved.seen_articles import SeenArticles
from searchapp.saved.store_factory import open_store
from searchapp.saved.store_protocol import Store, StoreBusy
from tests.searchapp.saved.conftest import NOW, alert, draft, search, snapshot

SOON = datetime.timedelta(seconds=5)


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@pytest.fixture
def saved(store: Store) -> Store:
    """A store with one search of the owner called mine."""
    store.searches.save(search(), "mine", "127.0.0.1", snapshot())
    return store


def test_a_saved_search_is_found_as_it_was_saved(saved: Store) -> None:
    assert saved.searches.find("search1") == search()
    assert replace(saved.searches.first("search1"), id=0) == snapshot()


def test_an_unknown_link_is_an_error_of_its_own(saved: Store) -> None:
    with pytest.raises(LinkUnknown):
        saved.searches.find("search2")


def test_a_search_expires(store: Store) -> None:
    store.searches.save(search(expires=NOW), "mine", "here", snapshot())
    with pytest.raises(LinkGone, match="expired"):
        store.searches.find("search1")


def test_an_owner_lists_renames_and_deletes(saved: Store) -> None:
    saved.searches.rename("mine", "search1", "新名字", "附言")
    assert [(found.name, found.note) for found in saved.searches.of_owner("mine")] == [("新名字", "附言")]
    saved.searches.delete("mine", "search1")
    assert saved.searches.of_owner("mine") == ()
    with pytest.raises(LinkGone, match="deleted"):
        saved.searches.find("search1")


def test_nobody_else_renames_or_deletes(saved: Store) -> None:
    with pytest.raises(LinkUnknown):
        saved.searches.rename("yours", "search1", "x", "")
    with pytest.raises(LinkUnknown):
        saved.searches.delete("yours", "search1")
    assert saved.searches.owns("mine", "search1")
    assert not saved.searches.owns("yours", "search1")


def test_who_saves_too_often_waits(store: Store) -> None:
    for number in range(60):
        store.searches.save(search(number), "mine", "here", snapshot(0))
    with pytest.raises(TooMany):
        store.searches.save(search(60), "mine", "here", snapshot(0))
    store.searches.save(search(60), "mine", "elsewhere", snapshot(0))


def test_the_first_snapshot_and_the_newest_ones_are_kept(saved: Store) -> None:
    numbers = [saved.searches.keep("search1", snapshot(total)).id for total in range(3, 40)]
    assert saved.searches.first("search1").total == 2
    newest = saved.searches.newest("search1")
    assert newest
    assert newest.total == 39
    assert saved.searches.snapshot("search1", numbers[0]) is None
    assert saved.searches.snapshot("search1", numbers[-2]) == replace(snapshot(38), id=numbers[-2])


def test_an_alert_is_silent_until_it_is_confirmed(saved: Store) -> None:
    assert saved.alerts.ask(alert(), "secret", draft(kind="confirm"), 20, 5)
    assert saved.alerts.due(now() + SOON) == ()
    saved.alerts.confirm("secret", SeenArticles(frozenset({7})))
    (due,) = saved.alerts.due(now() + SOON)
    assert (due.state, due.known) == ("active", SeenArticles(frozenset({7})))


def test_confirming_twice_does_not_forget_what_was_sent(saved: Store) -> None:
    saved.alerts.ask(alert(), "secret", draft(), 20, 5)
    saved.alerts.confirm("secret", SeenArticles())
    (due,) = saved.alerts.due(now() + SOON)
    assert saved.alerts.record(due, SeenArticles(frozenset({1})), now(), draft(2, kind="alert"))
    saved.alerts.confirm("secret", SeenArticles())
    assert saved.alerts.due(now() + SOON)[0].known == SeenArticles(frozenset({1}))


def test_asking_again_replaces_what_was_not_confirmed(saved: Store) -> None:
    saved.alerts.ask(alert(), "old", draft(1), 20, 5)
    assert saved.alerts.ask(alert(2, address="reader1@example.org", every="week"), "new", draft(2), 20, 5)
    with pytest.raises(LinkUnknown):
        saved.alerts.unconfirmed("old")
    assert saved.alerts.unconfirmed("new").every == "week"


def test_a_late_confirmation_is_refused(saved: Store) -> None:
    saved.alerts.ask(alert(looked=now() - datetime.timedelta(days=8)), "secret", draft(), 20, 5)
    with pytest.raises(LinkGone):
        saved.alerts.confirm("secret", SeenArticles())


def test_an_address_that_has_the_alert_is_not_asked_again(saved: Store) -> None:
    saved.alerts.ask(alert(), "secret", draft(1), 20, 5)
    saved.alerts.confirm("secret", SeenArticles())
    assert not saved.alerts.ask(alert(2, address="reader1@example.org"), "other", draft(2), 20, 5)


def test_ending_an_alert_forgets_the_address_and_can_be_said_twice(saved: Store) -> None:
    saved.alerts.ask(alert(), "secret", draft(), 20, 5)
    saved.alerts.confirm("secret", SeenArticles())
    (due,) = saved.alerts.due(now() + SOON)
    saved.alerts.record(due, SeenArticles(), now(), draft(id="alert1.1", kind="alert"))
    for _ in range(2):
        saved.alerts.end("stop1")
    assert "@" not in saved.alerts.find("stop1").address
    waiting = saved.outbox.due(now() + SOON)
    assert waiting
    assert waiting.id == "letter1"


def test_two_processes_record_one_look_once(saved: Store) -> None:
    saved.alerts.ask(alert(), "secret", draft(1), 20, 5)
    saved.alerts.confirm("secret", SeenArticles())
    (due,) = saved.alerts.due(now() + SOON)
    assert saved.alerts.record(due, SeenArticles(), now(), draft(2))
    assert not saved.alerts.record(due, SeenArticles(), now(), draft(3))


@pytest.mark.parametrize(
    ("every", "days", "found"), [("day", 0.9, 0), ("day", 0.99, 1), ("week", 6, 0), ("week", 7, 1)]
)
def test_an_alert_is_due_when_its_period_is_over(saved: Store, every: str, days: float, found: int) -> None:
    saved.alerts.ask(alert(every=every), "secret", draft(), 20, 5)
    saved.alerts.confirm("secret", SeenArticles())
    assert len(saved.alerts.due(now() + datetime.timedelta(days=days))) == found


def test_deleting_a_search_ends_its_alerts(saved: Store) -> None:
    for number in (1, 2):
        saved.alerts.ask(alert(number), f"secret{number}", draft(number), 20, 5)
        saved.alerts.confirm(f"secret{number}", SeenArticles())
    saved.searches.delete("mine", "search1")
    assert saved.alerts.due(now() + SOON) == ()
    assert saved.alerts.find("stop2").state == "stopped"


def test_the_alerts_of_an_expired_search_end(store: Store) -> None:
    store.searches.save(search(expires=now() + SOON), "mine", "here", snapshot())
    store.alerts.ask(alert(), "secret", draft(), 20, 5)
    store.alerts.confirm("secret", SeenArticles())
    assert store.alerts.due(now() + 2 * SOON) == ()
    assert store.alerts.find("stop1").state == "stopped"


def test_letters_leave_the_queue_in_order_and_lose_their_content(store: Store) -> None:
    store.outbox.put([draft(1), draft(2)], 20, 5)
    letter = store.outbox.due(now() + SOON)
    assert letter
    assert letter.content == b"content"
    store.outbox.mark(letter.id, "sending")
    store.outbox.mark(letter.id, "sent")
    assert [(found.state, found.attempts, found.content) for found in store.outbox.batch("batch")] == [
        ("sent", 1, b""),
        ("queued", 0, b"content"),
    ]


def test_what_a_killed_process_was_sending_is_queued_again(store: Store) -> None:
    store.outbox.put([draft(1), draft(2), draft(3)], 20, 5)
    store.outbox.mark("letter1", "sending")
    store.outbox.mark("letter2", "handing")
    assert store.outbox.orphans() == 2
    assert {letter.state for letter in store.outbox.batch("batch")} == {"queued"}


def test_old_letters_are_forgotten_whenever_letters_are_sent(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.outbox.put([draft(1), draft(2)], 20, 5)
    store.outbox.mark("letter1", "sent")
    store.outbox.orphans()
    assert all(letter.recipient and letter.subject for letter in store.outbox.batch("batch"))
    monkeypatch.setattr(outbox_table, "LETTER_RETENTION", datetime.timedelta(0))
    store.outbox.orphans()
    assert [bool(letter.recipient or letter.subject) for letter in store.outbox.batch("batch")] == [False, True]


def test_waiting_letters_can_be_hurried(store: Store) -> None:
    store.outbox.put([draft()], 20, 5)
    store.outbox.mark("letter1", "queued", "busy", now() + datetime.timedelta(hours=1))
    assert store.outbox.due(now() + SOON) is None
    assert store.outbox.hurry() == 1
    assert store.outbox.due(now() + SOON)


def test_a_sender_has_so_many_letters_an_hour(store: Store) -> None:
    store.outbox.put([draft(1), draft(2)], 3, 5)
    with pytest.raises(TooMany):
        store.outbox.put([draft(3), draft(4)], 3, 5)
    store.outbox.put([draft(5)], 3, 5)


@pytest.mark.parametrize("address", ["reader1@example.org", "READER1+again@Example.org"])
def test_a_recipient_has_so_many_letters_a_day(store: Store, address: str) -> None:
    store.outbox.put([draft(1)], 20, 1)
    with pytest.raises(TooMany, match="tomorrow"):
        store.outbox.put([draft(2, recipient=address, sender="elsewhere")], 20, 1)


def test_who_wants_no_letters_gets_none(store: Store) -> None:
    store.outbox.put([draft(1)], 20, 5)
    assert store.outbox.knows("letter1")
    store.outbox.block("letter1")
    assert store.outbox.put([draft(2, recipient="Reader1+x@example.org"), draft(3)], 20, 5) == (
        "Reader1+x@example.org",
    )
    assert [letter.id for letter in store.outbox.batch("batch")] == ["letter3"]
    with pytest.raises(LinkUnknown):
        store.outbox.block("letter4")


def test_only_one_process_sends_at_a_time(store: Store, database: str) -> None:
    other = open_store(database)
    with store.outbox.exclusive(1), pytest.raises(StoreBusy), other.outbox.exclusive(0.1):
        pass
    with other.outbox.exclusive(1):
        pass
    other.close()


def test_many_threads_save_at_once(store: Store) -> None:
    failures: list[BaseException] = []

    def save(number: int) -> None:
        try:
            store.searches.save(search(number), "mine", f"sender{number}", snapshot())
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(store.searches.of_owner("mine")) == 12


def test_an_opened_database_can_be_opened_again(store: Store, database: str) -> None:
    store.searches.save(search(), "mine", "here", snapshot())
    again = open_store(database)
    assert again.searches.find("search1") == search()
    again.close()


def test_servers_that_save_at_once_keep_to_one_limit(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches_table, "MAX_SEARCHES_PER_HOUR", 5)
    stores = [open_store(database) for _ in range(2)]
    refused: list[int] = []

    def save(place: int) -> None:
        for number in range(4):
            try:
                stores[place % 2].searches.save(search(4 * place + number), "mine", "here", snapshot())
            except TooMany:
                refused.append(number)

    at_once(save, 4)
    assert len(refused) == 16 - 5
    for store in stores:
        store.close()


def test_an_alert_that_is_asked_for_at_two_servers_at_once_is_stored_once(saved: Store) -> None:
    bools: list[bool] = []

    def ask(place: int) -> None:
        same = alert(place, address="a@example.org")
        bools.append(saved.alerts.ask(same, f"confirm{place}", draft(place), 20, 20))

    at_once(ask, 4)
    assert bools == [True] * 4


def at_once(work: Callable[[int], None], count: int) -> None:
    """Run the work in several threads, whose failures fail the test."""
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(work, range(count)))


@pytest.mark.parametrize("confirmed", [False, True])
def test_links_of_an_alert_on_a_deleted_search_say_that_it_has_ended(saved: Store, confirmed: bool) -> None:
    saved.alerts.ask(alert(), "secret", draft(), 20, 5)
    if confirmed:
        saved.alerts.confirm("secret", SeenArticles())
    saved.searches.delete("mine", "search1")
    saved.alerts.end("stop1")
    assert (saved.alerts.find("stop1").state, saved.alerts.find("stop1").address) == ("stopped", "alert1")
    with pytest.raises(LinkGone):
        saved.alerts.unconfirmed("secret")
