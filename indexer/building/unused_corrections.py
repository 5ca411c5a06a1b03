"""Note of a generation on the corrections that matched nothing when it was built."""

from __future__ import annotations

import json
from collections.abc import Sequence

from engine.messages import Message

UNUSED_NOTE = "unused"


def write_unused(sentences: Sequence[Message]) -> bytes:
    """Return the form stored with a generation."""
    return json.dumps([sentence.pack() for sentence in sentences], ensure_ascii=False).encode("utf-8", "surrogatepass")


def read_unused(note: bytes | None) -> tuple[Message, ...]:
    """Parse the result of `write_unused`; nothing for None and for invalid notes."""
    try:
        return tuple(map(Message.unpack, json.loads(note or b"[]")))
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return ()
