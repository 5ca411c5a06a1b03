"""Errors with messages for readers; the log names them without what a reader typed."""

from __future__ import annotations

from engine.errors import SearchError
from engine.messages import translatable
from engine.settings import display_value


class ReaderError(SearchError):
    """A failure with a message for readers."""


def reason(error: BaseException) -> str:
    """Return an error for the log on one line, without passwords: its message and the root cause."""
    sentence = type(error).title() if isinstance(error, ReaderError) else str(error)
    first = error
    while first.__cause__ is not None:
        first = first.__cause__
    if first is not error:
        sentence = f"{sentence.rstrip('.')} ({type(first).__name__}: {first})."
    return str(display_value("", " ".join(sentence.split())))


class LinkUnknown(ReaderError):
    """No saved search, alert or list has this link."""


class LinkGone(ReaderError):
    """What this link led to was deleted or has expired."""


class TooMany(ReaderError):
    """A limit is reached; `seconds` is when to try again."""

    def __init__(self, sentence: str, seconds: int, **values: str | int) -> None:
        super().__init__(sentence, **values)
        self.seconds = seconds


TOO_MANY_REQUESTS = translatable("Too many people are here just now. Please try again in a few seconds.")


class Overloaded(ReaderError):
    """More is asked for than can be answered now; `seconds` is when to try again."""

    def __init__(self, seconds: int, sentence: str = TOO_MANY_REQUESTS) -> None:
        super().__init__(sentence)
        self.seconds = seconds
