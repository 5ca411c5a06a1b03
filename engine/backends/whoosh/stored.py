"""Stored documents: JSON with the long texts behind it, compressed one by one with a dictionary they share."""

from __future__ import annotations

import base64
import datetime
import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import zstandard

from engine.backends.whoosh.arrays import Array
from engine.backends.whoosh.runs import starts

# UTF-16 compresses Chinese better than UTF-8 does (one unit a character), and keeps lone surrogates.
_CODE = "utf-16-le"
_LEVEL = 6
_DICTIONARY = 112 << 10
_SAMPLES = 2000
_LONG = 64  # characters from which a text stands behind the JSON, where nothing needs to be escaped or parsed


class Packer:
    """Turns stored documents into bytes."""

    def __init__(self, dictionary: bytes = b"") -> None:
        shared = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self.dictionary = dictionary
        self._press = zstandard.ZstdCompressor(
            level=_LEVEL, dict_data=shared, write_checksum=False, write_dict_id=False
        )

    def pack(self, document: Mapping[str, Any]) -> bytes:
        """The bytes of one document."""
        return self._press.compress(encode(document))


def train(documents: Sequence[Mapping[str, Any]]) -> bytes:
    """A dictionary for documents like these; empty where they are too few to pay for one."""
    samples = [encode(document) for document in documents[:_SAMPLES]]
    if sum(map(len, samples)) < 8 * _DICTIONARY or len(samples) < 100:
        return b""
    try:
        return bytes(zstandard.train_dictionary(_DICTIONARY, samples).as_bytes())
    except zstandard.ZstdError:  # samples too much alike, or too few of them long enough
        return b""


def encode(document: Mapping[str, Any]) -> bytes:
    """One document before compression."""
    head, texts = {}, []
    for name, value in document.items():
        if isinstance(value, str) and len(value) >= _LONG:
            head[name] = {"$": len(value)}
            texts.append(value)
        else:
            head[name] = value
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"), default=_tagged)
    return "\n".join((text, "".join(texts))).encode(_CODE, "surrogatepass")


def decode(data: bytes) -> dict[str, Any]:
    """The document that `encode` was given."""
    text = data.decode(_CODE, "surrogatepass")
    end = text.index("\n")
    head: dict[str, Any] = json.loads(text[:end], object_hook=_untagged)
    end += 1
    for name, value in head.items():
        if isinstance(value, _Length):
            head[name] = text[end : end + value]
            end += value
    return head


class _Length(int):
    """Stands in the JSON for a text of this many characters behind it."""


def _tagged(value: Any) -> dict[str, str]:
    if isinstance(value, datetime.datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"$date": value.isoformat()}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    raise TypeError(f"A stored field cannot hold {value!r}.")


def _untagged(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        ((tag, inner),) = value.items()
        if tag == "$":
            return _Length(inner)
        if tag == "$datetime":
            return datetime.datetime.fromisoformat(inner)
        if tag == "$date":
            return datetime.date.fromisoformat(inner)
        if tag == "$bytes":
            return base64.b64decode(inner)
    return value


def pack(blobs: Sequence[bytes], dictionary: bytes) -> dict[str, Array]:
    """The arrays of a segment for its stored documents."""
    sizes = np.fromiter(map(len, blobs), np.int64, len(blobs))
    return {
        "stored/documents": np.frombuffer(b"".join(blobs), np.uint8),
        "stored/starts": starts(sizes).astype("<i8"),
        "stored/dictionary": np.frombuffer(dictionary, np.uint8),
    }


class StoredDocuments:
    """The stored documents of a segment."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._blob, self._starts = memoryview(arrays["stored/documents"]), arrays["stored/starts"]
        dictionary = arrays["stored/dictionary"].tobytes()
        self._shared = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self.dictionary = dictionary
        self._threads = threading.local()

    def __len__(self) -> int:
        return len(self._starts) - 1

    def blob(self, document: int) -> bytes:
        """One document as it is stored."""
        return bytes(self._blob[self._starts[document] : self._starts[document + 1]])

    def get(self, document: int) -> dict[str, Any]:
        """One document."""
        # A decompressor must not be shared between threads.
        press = getattr(self._threads, "press", None)
        if press is None:
            press = self._threads.press = zstandard.ZstdDecompressor(dict_data=self._shared)
        return decode(press.decompress(self._blob[self._starts[document] : self._starts[document + 1]]))
