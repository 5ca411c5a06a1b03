"""Optional parts of the program, each in an extra of the package."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engine.errors import ExtraMissing


@contextmanager
def requires_extra(extra: str, *modules: str) -> Iterator[None]:
    """Raise ExtraMissing if one of these modules, or of their own, cannot be imported inside the context."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in modules:
            raise
        raise ExtraMissing(
            "This requires the extra %(extra)s: pip install 'zhenwen[%(extra)s]' (%(module)s is missing).",
            extra=extra,
            module=error.name,
        ) from error
