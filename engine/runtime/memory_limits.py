"""Limits of the memory that an open index uses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MemoryLimits:
    """Limits in MB.

    `resident_mb` is the memory of the process beyond which mapped pages of the index are released, `cache_mb` that of
    cached articles.
    """

    resident_mb: int = 340
    cache_mb: int = 16
