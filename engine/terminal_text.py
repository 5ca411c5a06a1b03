"""Output to a terminal or log, with untrusted text escaped so that it cannot act as control sequences."""

from __future__ import annotations

import json
import re
from typing import Any

import click

from engine.messages import Message, translate

# Control characters (ESC, C1, line ends), bidirectional formatting, lone surrogates, tags, and other invisible
# characters; the joiners of emoji and Indic scripts are kept.
UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    r"\U000e0000-\U000e007f]"
)


def escape(text: str) -> str:
    """Return a text on one line with unsafe characters escaped: \\x1b, \\u202e."""
    return UNSAFE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def echo(*lines: str | Message, err: bool = False) -> None:
    """Print lines, escaped; messages in the language of the environment."""
    for line in lines:
        click.echo(escape(translate(line) if isinstance(line, Message) else line), err=err)


def show(text: str, *, colored: bool = False, paged: bool = False) -> None:
    """Print a text of several lines whose untrusted parts are escaped already; `paged`: by the program of PAGER."""
    if paged:
        click.echo_via_pager(text, color=colored)
    else:
        click.echo(text, nl=False, color=colored)


def echo_json(value: Any) -> None:
    """Print a value as JSON on one line, with unsafe characters as JSON escapes."""
    click.echo(to_json(value))


def to_json(value: Any) -> str:
    """Return a value as JSON on one line, with unsafe characters as JSON escapes and messages in words."""
    return UNSAFE.sub(_number, json.dumps(value, ensure_ascii=False, default=_in_words))


def _in_words(value: object) -> str:
    if not isinstance(value, Message):
        raise TypeError(f"{value!r} has no JSON form.")
    return translate(value)


def _number(match: re.Match[str]) -> str:
    """Return the JSON escape of a character, a surrogate pair beyond 65,535."""
    return json.dumps(match[0])[1:-1]
