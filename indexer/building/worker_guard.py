"""Worker processes with a time limit: a file that hangs or crashes its worker costs only that file."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from engine.errors import DocumentRejected, SearchError
from engine.messages import Message
from engine.runtime import workers

Task = TypeVar("Task")
Result = TypeVar("Result")
# The function of a worker; it calls Begin with the name of each file or record before reading it.
Begin = Callable[[str | Message], None]
Work = Callable[[Task, Begin], Result]

# Memory that a worker may use beyond its initial size, and attempts at a task whose worker crashes.
BYTES, TRIES = 4_000_000_000, 2
# Seconds between two checks of the workers' clocks, and the limit for a worker to begin a task.
TICK, START_SECONDS = 0.25, 120.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Steps:
    """Progress of a worker through a task; each step is counted and timed in memory shared with the parent.

    Steps in `skips` are rejected; the value is the reason, a message that lacks the name.
    """

    state: Any
    skips: dict[int, Message]

    def begin(self, name: str | Message) -> None:
        """Begin the next step. Raises DocumentRejected if it is to be skipped."""
        self.state[0] += 1
        self.state[1] = time.monotonic()
        if int(self.state[0]) in self.skips:
            reason = self.skips[int(self.state[0])]
            raise DocumentRejected(reason.sentence, name=name, **reason.values)


@dataclass(slots=True)
class Worker(Generic[Task, Result]):
    """One process, its current task, and the state of that task's steps."""

    work: Work[Task, Result]
    state: Any = None
    process: Any = None
    connection: Connection | None = None
    number: int = 0
    task: Task | None = None
    skips: dict[int, Message] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)

    def give(self, number: int, task: Task) -> None:
        """Assign the task with index `number`."""
        self.number, self.task, self.skips, self.ends = number, task, {}, {}
        self._send()

    def step(self) -> int:
        """Current step, from 1; 0 before the first."""
        return int(self.state[0])

    def check(self, seconds: float) -> None:
        """End the process if its step exceeds `seconds` (0 sets no limit), or if it does not begin."""
        took = time.monotonic() - self.state[1]
        if self.step() == 0 and took > START_SECONDS:
            self._again(0)
        elif self.step() and seconds and took > seconds:
            self._skip(
                Message(
                    "%(name)s took longer than the %(seconds)s s that a file may take, so it was left out; "
                    "--file-seconds allows more.",
                    seconds=f"{seconds:g}",
                )
            )

    def receive(self) -> Result | None:
        """Return the result of the task, None if the process ended and was restarted. Raises errors of the task."""
        assert self.connection
        try:
            result, error = self.connection.recv()
        except (EOFError, OSError):
            self.process.join()
            self._again(self.process.exitcode or 0)
            return None
        if error:
            raise error
        self.task = None
        return result  # type: ignore[no-any-return]

    def _skip(self, reason: Message) -> None:
        """Restart the process without the current step."""
        step = self.step()
        self.end()
        self.skips[step] = reason
        self._send()

    def end(self) -> None:
        """End the process."""
        if self.process:
            self.process.kill()
            self.process.join()
            self.process = None
        if self.connection:
            self.connection.close()
            self.connection = None

    def _again(self, code: int) -> None:
        """Restart the process after a crash. A step that crashes it twice is skipped."""
        step = self.step()
        self.end()
        self.ends[step] = self.ends.get(step, 0) + 1
        if self.ends[step] >= TRIES:
            if step == 0 or step in self.skips:
                raise SearchError(
                    "A process that worked for the build was killed, probably for want of memory, so the index stays "
                    "as it is; try again with fewer processes."
                )
            how = (
                Message("signal %(name)s", name=signal.Signals(-code).name)
                if code < 0
                else Message("exit code %(code)s", code=code)
            )
            self.skips[step] = Message(
                "%(name)s ended the process that read it (%(how)s), so it was left out.", how=how
            )
        self._send()

    def _send(self) -> None:
        """Start the process if there is none, and send it its task."""
        if not self.process:
            # A fork inherits the loaded name lists, and does not see the threads that show progress.
            context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
            self.state = context.RawArray("d", 2)
            self.connection, theirs = context.Pipe()
            self.process = context.Process(target=_serve, args=(theirs, self.state, self.work), daemon=True)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of a fork beside threads
                self.process.start()
            theirs.close()
        self.state[0], self.state[1] = 0, time.monotonic()
        assert self.connection
        with contextlib.suppress(OSError):  # if it has ended, the next read shows it
            self.connection.send((self.task, self.skips))


class Pool(Generic[Task, Result]):
    """Workers for tasks, no step of which takes longer than `seconds` (0 sets no limit)."""

    def __init__(self, work: Work[Task, Result], processes: int, seconds: float) -> None:
        self._workers: Sequence[Worker[Task, Result]] = [Worker(work) for _ in range(processes)]
        self._seconds = seconds

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Run all tasks; yield their results in order."""
        todo, results, sent, next_number = iter(tasks), dict[int, Result](), 0, 0
        while True:
            for worker in self._workers:
                if worker.task is None and sent - next_number <= 2 * len(self._workers):
                    task = next(todo, None)
                    if task is None:
                        break
                    worker.give(sent, task)
                    sent += 1
            if sent == next_number:
                return
            for number, result in self._wait():
                results[number] = result
            while next_number in results:
                yield results.pop(next_number)
                next_number += 1

    def _wait(self) -> Iterator[tuple[int, Result]]:
        """Yield results that are ready, after a short wait at most; end overdue workers."""
        busy = {worker.connection: worker for worker in self._workers if worker.task is not None}
        ready = wait([connection for connection in busy if connection], TICK)
        for connection, worker in busy.items():
            if connection in ready:
                number, result = worker.number, worker.receive()
                if result is not None:
                    yield number, result
            else:
                worker.check(self._seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for worker in self._workers:
            worker.end()


def _serve(connection: Connection, state: Any, work: Callable[[Any, Begin], Any]) -> None:
    """Run incoming tasks in a worker process."""
    workers.begin()
    _limit_memory()
    while True:
        try:
            task, skips = connection.recv()
        except EOFError:
            return
        steps = Steps(state, skips)
        answer: tuple[Any, Exception | None]
        try:
            answer = (work(task, steps.begin), None)
        except Exception as error:
            # Its traceback is not sent to the parent.
            _log.exception("A process of the build failed.")
            answer = (None, error)
        connection.send(answer)


def _limit_memory() -> None:
    """Limit the memory of this process, if the system supports it."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return
    import resource

    used = int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = used + BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))
