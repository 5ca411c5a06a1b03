"""Stored documents: JSON followed by long texts, compressed one by one with a shared dictionary."""

from __future__ import annotations

import base64
import datetime
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from json.scanner import make_scanner
from typing import Any

import numpy as np
import zstandard

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.ragged import starts
from engine.errors import IndexDamaged
from engine.messages import describe_error

# One code unit per character compresses Chinese better than UTF-8, and preserves lone surrogates.
_CODE = "utf-16-le"
_LEVEL = 6
_DICTIONARY_BYTES = 112 << 10
_SAMPLE_DOCUMENTS = 2000
_TAG = '{"$'  # start of a value of a type that JSON lacks: {"$date":"2023-06-01"}
_MAX_DOCUMENT_BYTES = 1 << 28  # maximum bytes of a decompressed document: several times the longest accepted one
# Errors of decompression, JSON and its scanner.
_UNREADABLE = (zstandard.ZstdError, ValueError, TypeError, AttributeError, StopIteration)
# Characters from which a text follows the JSON, where nothing needs to be escaped or parsed.
_SEPARATE_TEXT_CHARS = 64


@dataclass(frozen=True)
class CompressionModel:
    """Compression shared by documents: a dictionary for zstd, and the 65,536 code units by frequency.

    A unit is stored as its rank in `order`: the high bytes of ranks are alike, those of code units are not.
    """

    dictionary: bytes = b""
    order: bytes = b""

    @cached_property
    def units(self) -> Array | None:
        """Code units by rank."""
        return np.frombuffer(self.order, "<u2") if self.order else None

    @cached_property
    def places(self) -> Array | None:
        """Ranks by code unit."""
        if self.units is None:
            return None
        places = np.empty(65536, "<u2")
        places[self.units] = np.arange(65536, dtype=np.uint16)
        return places


def _translate(data: bytes, table: Array | None) -> bytes:
    return data if table is None else table.take(np.frombuffer(data, "<u2")).tobytes()


class Packer:
    """Compresses stored documents."""

    def __init__(self, learnt: CompressionModel) -> None:
        shared = zstandard.ZstdCompressionDict(learnt.dictionary) if learnt.dictionary else None
        self._compression_model = learnt
        self._press = zstandard.ZstdCompressor(
            level=_LEVEL, dict_data=shared, write_checksum=False, write_dict_id=False
        )

    def pack(self, document: Mapping[str, Any]) -> bytes:
        """Return the bytes of one document."""
        return self._press.compress(_translate(encode(document), self._compression_model.places))


def train(documents: Sequence[Mapping[str, Any]]) -> CompressionModel:
    """Train a compression model on sample documents; an empty one if they are too few to benefit."""
    samples: list[bytes] = [encode(document) for document in documents[:_SAMPLE_DOCUMENTS]]
    if sum(map(len, samples)) < 8 * _DICTIONARY_BYTES or len(samples) < 100:
        return CompressionModel()
    used = np.bincount(np.frombuffer(b"".join(samples), "<u2"), minlength=65536)
    learnt = CompressionModel(b"", np.argsort(-used, kind="stable").astype("<u2").tobytes())
    try:
        exchanged: list[Any] = [_translate(sample, learnt.places) for sample in samples]
        dictionary = zstandard.train_dictionary(_DICTIONARY_BYTES, exchanged)
    except zstandard.ZstdError:  # samples too similar, or too few of sufficient length
        return learnt
    return CompressionModel(bytes(dictionary.as_bytes()), learnt.order)


def encode(document: Mapping[str, Any]) -> bytes:
    """Return the bytes of one document before compression."""
    head: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for name, value in document.items():
        (texts if isinstance(value, str) and len(value) >= _SEPARATE_TEXT_CHARS else head)[name] = value
    lengths = {name: len(text) for name, text in texts.items()}
    return "\n".join((_WRITE([head, lengths]), "".join(texts.values()))).encode(_CODE, "surrogatepass")


def decode(data: bytes) -> dict[str, Any]:
    """Return the document that `encode` was given."""
    try:
        text = data.decode(_CODE)
    except UnicodeDecodeError:
        text = data.decode(_CODE, "surrogatepass")
    end = text.index("\n")
    head, lengths = _scan(text[:end])
    end += 1
    for name, length in lengths.items():
        head[name] = text[end : end + length]
        end += length
    return head


def _scan(line: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the fields in a line of JSON, and the lengths of the texts that follow it."""
    document, _ = _SCAN_TAGGED(line, 0) if _TAG in line else _SCAN(line, 0)
    head, lengths = document
    return head, lengths


def _to_tag(value: Any) -> dict[str, str]:
    if isinstance(value, datetime.datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"$date": value.isoformat()}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    raise TypeError(f"A stored field cannot hold {value!r}.")


def _from_tag(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        ((tag, inner),) = value.items()
        if tag == "$datetime":
            return datetime.datetime.fromisoformat(inner)
        if tag == "$date":
            return datetime.date.fromisoformat(inner)
        if tag == "$bytes":
            return base64.b64decode(inner)
    return value


_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_to_tag).encode
_SCAN = make_scanner(json.JSONDecoder())  # type: ignore[arg-type]  # any decoder will do
_SCAN_TAGGED = make_scanner(json.JSONDecoder(object_hook=_from_tag))  # type: ignore[arg-type]  # any decoder will do


def pack(blobs: Sequence[bytes], learnt: CompressionModel) -> dict[str, Array]:
    """Return the arrays of a segment for its stored documents."""
    sizes = np.fromiter(map(len, blobs), np.int64, len(blobs))
    return {
        "stored/documents": np.frombuffer(b"".join(blobs), np.uint8),
        "stored/starts": starts(sizes).astype("<i8"),
        "stored/dictionary": np.frombuffer(learnt.dictionary, np.uint8),
        "stored/order": np.frombuffer(learnt.order, "<u2"),
    }


class StoredDocuments:
    """Stored documents of a segment."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._blob, self._starts = arrays["stored/documents"], arrays["stored/starts"]
        self.compression_model = CompressionModel(
            arrays["stored/dictionary"].tobytes(), arrays["stored/order"].tobytes()
        )
        self._shared = (
            zstandard.ZstdCompressionDict(self.compression_model.dictionary)
            if self.compression_model.dictionary
            else None
        )
        self._texts = kernels.Texts(self._blob, self._starts, arrays["stored/order"]) if kernels.BUILT else None
        self._packed = self._texts.packed if self._texts is not None else self._sliced
        self._threads = threading.local()

    def __len__(self) -> int:
        return len(self._starts) - 1

    def blob(self, document: int) -> bytes:
        """Return one document as it is stored."""
        return self._packed(document)

    def _sliced(self, document: int) -> bytes:
        return self._blob[self._starts[document] : self._starts[document + 1]].tobytes()

    def get(self, document: int) -> dict[str, Any]:
        """Return one document. Raises IndexDamaged."""
        # A decompressor must not be shared between threads.
        press = getattr(self._threads, "press", None)
        if press is None:
            press = self._threads.press = zstandard.ZstdDecompressor(dict_data=self._shared)
        packed = self._packed(document)
        try:
            if not 0 <= zstandard.frame_content_size(packed) <= _MAX_DOCUMENT_BYTES:
                raise IndexDamaged(
                    "Stored document %(document)s is larger than any can be; build the index again.", document=document
                )
            data = press.decompress(packed)
            found = self._texts.unpacked(data, _scan) if self._texts is not None and kernels.ON else None
            return decode(_translate(data, self.compression_model.units)) if found is None else found
        except _UNREADABLE as error:
            raise IndexDamaged(
                "Stored document %(document)s cannot be read (%(error)s); build the index again.",
                document=document,
                error=describe_error(error),
            ) from error
