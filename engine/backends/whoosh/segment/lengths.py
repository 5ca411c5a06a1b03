"""Field lengths as Whoosh stores them: one byte each, exact up to 10, then in steps of three per cent."""

from __future__ import annotations

import numpy as np
from whoosh.util.numeric import byte_to_length

from engine.backends.whoosh.arrays.array_file import Array

LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.int64)


def to_bytes(lengths: Array) -> Array:
    """Return the byte for each length."""
    return np.minimum(np.searchsorted(LENGTHS, lengths), 255).astype(np.uint8)
