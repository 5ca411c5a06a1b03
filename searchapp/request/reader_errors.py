"""Errors shown to readers in the language of the page, and to the operator in English with their cause."""

from __future__ import annotations

from engine.errors import SearchError
from engine.settings import display_value


class ReaderError(SearchError):
    """A failure with a sentence from the catalogues: `values` are what its %(name)s stand for."""

    def __init__(self, sentence: str, **values: str | int) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence, self.values = sentence, values


def title_of(kind: type[BaseException]) -> str:
    """Return the title of an error class: its docstring up to the first ":" or ";", without the final full stop."""
    return " ".join((kind.__doc__ or "").split()).partition(":")[0].partition(";")[0].rstrip(".")


def reason(error: BaseException) -> str:
    """Return an error for the log on one line, without passwords: its message and the root cause."""
    sentence = title_of(type(error)) if isinstance(error, ReaderError) else str(error)
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


# Marks a message for translation, shown in the reader's language.
translatable = str


TOO_MANY_REQUESTS = translatable("现在访问的人太多，请过几秒再试。")


class Overloaded(ReaderError):
    """More is asked for than can be answered now; `seconds` is when to try again."""

    def __init__(self, seconds: int, sentence: str = TOO_MANY_REQUESTS) -> None:
        super().__init__(sentence)
        self.seconds = seconds
