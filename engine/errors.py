"""SearchError and its subclasses: all expected failures, with messages written for readers."""

from __future__ import annotations

import re

from engine.messages import Message


class SearchError(Message, Exception):
    """Base of all expected failures. Its message is one sentence: what is wrong, where, and what to do."""

    @classmethod
    def code(cls) -> str:
        """Return the stable name of the failure for programs: query-syntax-error."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()

    @property
    def message(self) -> Message:
        """The message alone, without the traceback."""
        return Message(self.sentence, **self.values)

    @classmethod
    def title(cls) -> str:
        """Return the failure in a few words: the docstring up to the first ":" or ";", without the full stop."""
        return re.split("[:;]", " ".join((cls.__doc__ or "").split()))[0].rstrip(".")


class QuerySyntaxError(SearchError):
    """The query cannot be read: `start` and `end` are code-point offsets into what the reader typed.

    `guess` is a text that may have been meant; `kind` names the mistake: bracket, quote, empty, operand, value, date,
    near, long.
    """

    def __init__(
        self,
        sentence: str,
        start: int = 0,
        end: int = 0,
        guess: str | None = None,
        kind: str = "",
        **values: object,
    ) -> None:
        super().__init__(sentence, **values)
        self.start, self.end, self.guess, self.kind = start, end, guess, kind


class QueryTooCostly(SearchError):
    """The query would take more time or memory than one reader may have."""


class SearchTimedOut(SearchError):
    """The machine is too busy to answer in time: what fails may succeed in some `seconds`."""

    seconds = 5


class ArticleNotFound(SearchError):
    """No article has this id."""


class IndexMissing(SearchError):
    """There is no index at this place yet."""


class IndexVersionError(SearchError):
    """The index was written by an older or newer version of the format."""


class IndexDamaged(SearchError):
    """A file of the index is missing, cut short or changed."""


class IndexLocked(SearchError):
    """Another writer is at work on this index."""


class IndexNotWritten(SearchError):
    """The index cannot be written: the disk is full, failing or read-only."""


class IndexUnavailable(SearchError):
    """The servers of the index, or some of them, do not answer now: what fails may succeed in a moment."""


class BuildRefused(SearchError):
    """What was built does not pass its checks: readers keep the index they have."""


class DocumentRejected(SearchError):
    """A raw file cannot be read as articles; the reason is the text."""


class SettingError(SearchError):
    """A setting has a value that cannot be used."""


class ExtraMissing(SettingError):
    """An optional part of the program is not installed."""
