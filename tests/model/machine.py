"""A machine that changes files, builds, rolls back, kills writers, serves, saves and alerts in any order.

Beside it goes a model in memory: which articles there are, which ids lead to which, who was told of what.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import warnings
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.article import Article
from engine.errors import ArticleNotFound
from engine.factory import open_engine, open_generation_store
from indexer.building.acceptance import read_limit
from indexer.building.index_build import Options, build, update
from searchapp import create_app
from searchapp.alerts.alert_check import run_alerts, saved_request
from searchapp.request.reader_errors import LinkGone, LinkUnknown
from searchapp.saved.records import Alert, LetterDraft, SavedSearch
from searchapp.service.full_listing import take_snapshot
from searchapp.service.search_service import find_article
from tests.conftest import UNLIMITED
from tests.faults.disk import Disk, watch
from tests.model.news import KINDS, Folder, Item, number_of
from tests.searchapp.saved import conftest as records

ANY_FEW = read_limit("100%")
QUERIES = {f"q={kind}": kind for kind in KINDS} | {"": ""}
PICK = st.integers(0, 1 << 16)


@dataclass
class Subscription:
    """What is known of an alert: its search, its state, and the articles that it was told of or that were there."""

    search: str
    state: str = "asked"
    told: set[int] = field(default_factory=set)
    maybe: set[int] = field(default_factory=set)  # told of what a rollback took away: it may be told again


class _FatalDisk(Disk):
    """A disk at whose call of this number, or the next that changes something, the process dies."""

    def step(self, call: str, *details: Any) -> bool:
        """Count a call and return whether to die in it."""
        self.calls += 1
        return call != "read" and self.calls >= self.at


class Newsroom(RuleBasedStateMachine):
    """The machine; its rules do what an operator and readers do. `tally` counts what all machines did."""

    tally: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="zhenwen-model-"))
        self.folder = Folder(self.place / "news")
        self.url = f"whoosh:{self.place / 'index'}"
        self.held: frozenset[Item] = frozenset()
        self.ids: dict[str, int] = {}
        self.generations: dict[str, tuple[frozenset[Item], dict[str, int]]] = {}
        self.again, self.numbers = False, 0
        self.searches: dict[str, str] = {}
        self.gone: set[str] = set()
        self.alerts: dict[str, Subscription] = {}

    @initialize(count=st.integers(2, 5))
    def first_build(self, count: int) -> None:
        """Write some files, build, and open a server on it."""
        for _ in range(count):
            self.add_file()
        self.add_rows(3)
        build((self.folder.path,), self.url, Options(processes=1))
        self._record()
        settings = {"engine": self.url, "database": f"sqlite:///{self.place}/saved.sqlite", "data": str(self.place)}
        self.app = create_app({**settings, **UNLIMITED})
        self.app.testing = True
        self.store = self.app.extensions["store"].get()

    def teardown(self) -> None:
        """Close the server and remove everything."""
        if hasattr(self, "app"):
            self.app.extensions["store"].close()
            self.app.extensions["live_index"].close()
        shutil.rmtree(self.place, ignore_errors=True)

    # Files

    def _new(self) -> Item:
        self.numbers += 1
        return Item(self.numbers)

    def _file(self, pick: int) -> str:
        return sorted(self.folder.files)[pick % len(self.folder.files)]

    @rule()
    def add_file(self) -> None:
        """Write a new file."""
        item = self._new()
        self.folder.write(f"{item.number}.txt", (item,))

    @rule(count=st.integers(1, 4))
    def add_rows(self, count: int) -> None:
        """Write a new file of several records."""
        self.folder.write(f"rows{self.numbers}.jsonl", tuple(self._new() for _ in range(count)))

    @precondition(lambda self: self.folder.files)
    @rule(pick=PICK, retitled=st.booleans())
    def edit(self, pick: int, retitled: bool) -> None:
        """Change the last sentences or the title of an article."""
        name = self._file(pick)
        items = list(self.folder.files[name])
        at = pick // 7 % len(items)
        items[at] = items[at].retitled() if retitled else items[at].retold()
        self.folder.write(name, tuple(items))

    @precondition(lambda self: self.folder.files)
    @rule(pick=PICK, before=st.booleans())
    def insert_row(self, pick: int, before: bool) -> None:
        """Add a record at the beginning or the end of a file of records."""
        name = self._file(pick)
        if name.endswith(".jsonl"):
            items = self.folder.files[name]
            self.folder.write(name, (self._new(), *items) if before else (*items, self._new()))

    @precondition(lambda self: self.folder.files)
    @rule(pick=PICK)
    def rename(self, pick: int) -> None:
        """Move a file to another name or folder."""
        name = self._file(pick)
        self.numbers += 1
        self.folder.rename(name, f"{'sub/' * (pick % 2)}moved{self.numbers}{Path(name).suffix}")

    @precondition(lambda self: len(self.folder.files) > 1)
    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        """Delete a file, never the last one."""
        self.folder.delete(self._file(pick))

    # Writers

    def _options(self) -> Options:
        return Options(processes=1, max_removed=ANY_FEW, again=self.again)

    def _record(self) -> None:
        """Take over what was written, and the ids that lead to it."""
        self.tally["builds and updates"] += 1
        self.held, self.again = self.folder.items(), False
        numbers = {item.number for item in self.held}
        self.ids = {name: number for name, number in self.ids.items() if number in numbers}
        for article in self._articles():
            self.ids[article.id] = number_of(article.title)
        self.generations[self._current()] = self.held, dict(self.ids)

    def _current(self) -> str:
        return next(g.name for g in open_generation_store(self.url).generations() if g.current)

    def _articles(self) -> list[Article]:
        engine = open_engine(self.url)
        found = list(engine.articles())
        engine.close()
        return found

    @rule(sending=st.booleans())
    def update(self, sending: bool) -> None:
        """Update; everything on disk is in the index afterwards. Tell followers of it, or leave that for later."""
        update((), self.url, self._options())
        self._record()
        if sending:
            self.send_alerts()

    @rule()
    def build_anew(self) -> None:
        """Build again from everything; articles keep their ids."""
        build((self.folder.path,), self.url, self._options())
        self._record()

    @rule(at=st.integers(1, 100))
    def kill_a_writer(self, at: int) -> None:
        """Kill an update at some call to the disk: the index is the old one or the new one."""
        before = self._current()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # other threads are no concern of a process that is killed
            child = os.fork()
        if child == 0:
            try:
                with watch(_FatalDisk(self.place / "index", at)):
                    update((), self.url, self._options())
            finally:
                os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert status in (0, -signal.SIGKILL), status
        self.tally["writers killed"] += status != 0
        if self._current() != before:
            self._record()
        # A generation that was finished before its writer died can be rolled back to, though readers never had it.
        numbers = {item.number for item in self.folder.items()}
        ids = {name: number for name, number in self.ids.items() if number in numbers}
        for generation in open_generation_store(self.url).generations():
            self.generations.setdefault(generation.name, (self.folder.items(), ids))

    @rule(pick=PICK)
    def roll_back(self, pick: int) -> None:
        """Go to another generation: its articles and links are those that it had."""
        others = [g.name for g in open_generation_store(self.url).generations() if not g.current]
        if not others:
            return
        name = others[pick % len(others)]
        open_generation_store(self.url).roll_back(name)
        before = {item.number for item in self.held}
        self.held, self.ids = self.generations[name][0], dict(self.generations[name][1])
        lost = before - {item.number for item in self.held}
        for alert in self.alerts.values():
            alert.maybe |= lost
        self.again = True
        self.tally["rollbacks"] += 1

    # Readers

    @rule(query=st.sampled_from(sorted(QUERIES)))
    def save(self, query: str) -> None:
        """Save a search."""
        name = f"search{len(self.searches) + 1}"
        self.store.searches.save(records.search(id=name, query=query), "mine", name, records.snapshot(0))
        self.searches[name] = query

    def _kept(self) -> list[str]:
        return sorted(set(self.searches) - self.gone)

    @precondition(lambda self: self._kept())
    @rule(pick=PICK)
    def forget(self, pick: int) -> None:
        """Delete a saved search, which ends its alerts."""
        name = self._kept()[pick % len(self._kept())]
        self.store.searches.delete("mine", name)
        self.gone.add(name)
        for alert in self.alerts.values():
            if alert.search == name:
                alert.state = "stopped"

    @rule(pick=PICK, confirmed=st.booleans())
    def subscribe(self, pick: int, confirmed: bool) -> None:
        """Ask for an alert, on a search that is saved for it where there is none, and confirm it now or never."""
        if not self._kept():
            self.save(sorted(QUERIES)[pick % len(QUERIES)])
        number = len(self.alerts) + 1
        asked = records.alert(number, search=self._kept()[pick % len(self._kept())])
        letter = records.draft(number, kind="confirm", sender=f"sender{number}")
        assert self.store.alerts.ask(asked, f"secret{number}", letter, 1000, 1000)
        self.alerts[asked.id] = Subscription(asked.search)
        if confirmed:
            self.confirm(number - 1)

    @precondition(lambda self: self.alerts)
    @rule(pick=PICK)
    def confirm(self, pick: int) -> None:
        """Confirm an alert, perhaps once more: what is there now is no news."""
        number = pick % len(self.alerts) + 1
        alert = self.alerts[f"alert{number}"]
        if alert.state == "stopped":
            with pytest.raises(LinkGone):
                self.store.alerts.unconfirmed(f"secret{number}")
            return
        engine = open_engine(self.url)
        search = self.store.searches.find(alert.search)
        self.store.alerts.confirm(f"secret{number}", take_snapshot(engine, saved_request(search), printings=True).known)
        engine.close()
        if alert.state == "asked":
            alert.state, alert.told = "active", self._matching(alert)

    @precondition(lambda self: self.alerts)
    @rule(pick=PICK)
    def unsubscribe(self, pick: int) -> None:
        """End an alert, perhaps once more."""
        number = pick % len(self.alerts) + 1
        self.store.alerts.end(f"stop{number}")
        self.alerts[f"alert{number}"].state = "stopped"

    def _matching(self, alert: Subscription) -> set[int]:
        wanted = QUERIES[self.searches[alert.search]]
        return {item.number for item in self.held if wanted in item.kind}

    @rule()
    def send_alerts(self) -> None:
        """Look for news: each follower is told of every new article once, and nobody else of anything."""
        told: dict[str, list[int]] = {}

        def write(letter_id: str, alert: Alert, search: SavedSearch, new: list[Article]) -> LetterDraft:
            told[alert.id] = [number_of(article.title) for article in new]
            return replace(records.draft(kind="alert"), id=letter_id, recipient=alert.address)

        engine = open_engine(self.url)
        run = run_alerts(engine, self.store, write)  # type: ignore[arg-type]
        engine.close()
        assert run.failed == 0
        active = {name: alert for name, alert in self.alerts.items() if alert.state == "active"}
        assert told.keys() <= active.keys()
        for name, alert in active.items():
            news, heard = self._matching(alert) - alert.told, told.get(name, [])
            assert len(heard) == len(set(heard)), f"{name} was told twice: {heard}"
            assert news - alert.maybe <= set(heard) <= news | alert.maybe, (news, heard, alert)
            self.tally["articles told"] += len(heard)
            alert.told |= self._matching(alert)
            alert.maybe -= set(heard)

    # What always holds

    @invariant()
    def the_index_holds_what_the_model_holds(self) -> None:
        """Every article is there once, as it was written last."""
        self.tally["steps"] += 1
        if self.generations:
            found = sorted((article.title or "", article.body) for article in self._articles())
            assert found == sorted((item.title, item.body) for item in self.held)

    @invariant()
    def every_link_leads_where_it_led(self) -> None:
        """Every id that was ever shown leads to its article, over the web too."""
        if not self.generations:
            return
        engine = open_engine(self.url)
        for name, number in self.ids.items():
            self.tally["links followed"] += 1
            try:
                assert number_of(find_article(engine, name).title) == number, name
            except ArticleNotFound as error:
                raise AssertionError(f"the link {name} of article {number} leads nowhere") from error
        engine.close()
        client = self.app.test_client()
        answer = client.get("/api/v1/search")
        assert answer.get_json()["total"] == len(self.held)
        name, number = max(self.ids.items(), key=lambda pair: pair[0])
        page = client.get(f"/article/{name}", follow_redirects=True)
        assert f"第{number}号" in page.get_data(as_text=True)

    @rule()
    def check(self) -> None:
        """Read every byte of every generation."""
        assert open_generation_store(self.url).check() == ()

    @invariant()
    def saved_searches_are_found_until_they_are_deleted(self) -> None:
        """Every short link gives its search, or says that it is gone."""
        for name, query in self.searches.items():
            try:
                assert self.store.searches.find(name).query == query
                assert name not in self.gone
            except (LinkGone, LinkUnknown):
                assert name in self.gone
