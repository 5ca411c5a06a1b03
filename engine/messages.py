"""Messages of commands, pages, letters and errors, in the reader's language.

Code has English sentences, pages Chinese ones; both are keys of the gettext catalogues in engine/translations, which
translate them into the other language. `LANGUAGE`, `LC_ALL`, `LC_MESSAGES` and `LANG` choose the language of a command.
"""

from __future__ import annotations

import csv
import gettext
import json
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")
DOMAIN, FOLDER = "messages", Path(__file__).parent / "translations"
# Click looks for its own texts in the same domain.
gettext.bindtextdomain(DOMAIN, str(FOLDER))
# (at line 3, column 7)
_PLACE = re.compile(r"\(at line ([0-9]{1,9}), column ([0-9]{1,9})\)")


# Marks a sentence for the catalogues.
translatable = str


class Message:
    """A sentence of the catalogues and the values of its %(name)s, not yet in a language; `str` is the English one.

    A value may be a message itself.
    """

    def __init__(self, sentence: str = "", /, **values: object) -> None:
        self.sentence, self.values = sentence, values

    def render(self, gettext: Callable[[str], str]) -> str:
        """Return the text in the language of `gettext`."""
        text = gettext(self.sentence)
        if not self.values:
            return text
        return text % {name: _render(value, gettext) for name, value in self.values.items()}

    def pack(self) -> list[Any]:
        """Return the form that is kept in JSON."""
        return [self.sentence, {name: _pack(value) for name, value in self.values.items()}]

    @staticmethod
    def unpack(form: Any) -> Message:
        """Return the message of a packed form, or of a finished text."""
        if isinstance(form, str):
            return Message(form)
        return Message(form[0], **{n: Message.unpack(v) if isinstance(v, list) else v for n, v in form[1].items()})

    def __str__(self) -> str:
        return self.render(str)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(self.sentence)


def _render(value: object, gettext: Callable[[str], str]) -> object:
    if isinstance(value, tuple):
        return gettext("; ").join(str(_render(one, gettext)) for one in value)
    return value.render(gettext) if isinstance(value, Message) else value


def _pack(value: object) -> object:
    return value.pack() if isinstance(value, Message) else value if isinstance(value, int | str) else str(value)


def translate(message: str | Message, /, *, language: str | None = None, **values: object) -> str:
    """Return a message in `language` ("zh" or "en"), by default in that of the environment."""
    if message == "":  # the header of a catalogue has this key
        return ""
    message = message if isinstance(message, Message) else Message(message, **values)
    return message.render(catalogue(language).gettext if language else gettext.gettext)


def command_language() -> str:
    """Return the language of the environment: "zh" or "en"."""
    chosen = gettext.find(DOMAIN, str(FOLDER)) or ""
    return next((language for language in LANGUAGES if Path(chosen).is_relative_to(FOLDER / language)), "en")


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language."""
    return gettext.translation(DOMAIN, str(FOLDER), [language])


def describe_error(error: BaseException) -> Message:
    """Describe an error of Python or of a library, with its position where it has one."""
    place: dict[str, Any] = {}
    if isinstance(error, OSError) and error.strerror:
        return Message(error.strerror)
    if isinstance(error, UnicodeDecodeError):
        return Message("byte %(number)s is not UTF-8", number=error.start + 1)
    if isinstance(error, json.JSONDecodeError):
        place = {"line": error.lineno, "column": error.colno}
    elif isinstance(error, tomllib.TOMLDecodeError) and (match := _PLACE.search(str(error))):
        place = {"line": match[1], "column": match[2]}
    if place:
        return Message("syntax error at line %(line)s, column %(column)s", **place)
    if isinstance(error, tomllib.TOMLDecodeError | json.JSONDecodeError | csv.Error):
        return Message("syntax error")
    if type(error) in (ValueError, RecursionError):  # a number of thousands of digits, brackets in brackets without end
        return Message("a value that cannot be read")
    return Message(type(error).__name__)
