"""The edge to a terminal or a log: texts of strangers are written so that they say nothing to it."""

from __future__ import annotations

import json
import re
from typing import Any

import click

# Controls of all kinds (ESC, C1, line ends), marks that turn the direction of writing, halves of surrogate pairs, tags,
# and other characters that nobody sees; the joiners of emoji and Indic scripts stay.
UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    r"\U000e0000-\U000e007f]"
)


def escape(text: str) -> str:
    """A text on one line, each unsafe character written out: \\x1b, \\u202e."""
    return UNSAFE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def echo(*lines: str, err: bool = False) -> None:
    """Print lines, escaped."""
    for line in lines:
        click.echo(escape(line), err=err)


def echo_json(value: Any) -> None:
    """Print a value as JSON on one line; what is unsafe in it stands there by its number."""
    click.echo(to_json(value))


def to_json(value: Any) -> str:
    """JSON on one line without unsafe characters."""
    return UNSAFE.sub(_number, json.dumps(value, ensure_ascii=False))


def _number(match: re.Match[str]) -> str:
    """A character as JSON writes it by number, as two halves beyond 65,535."""
    return json.dumps(match[0])[1:-1]
