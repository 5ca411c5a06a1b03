"""What a damaged index makes of a query: IndexDamaged, whatever it was that could not be read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from engine.errors import IndexDamaged

Given = ParamSpec("Given")
Result = TypeVar("Result")


def refusing(read: Callable[Given, Result]) -> Callable[Given, Result]:
    """The same function, raising IndexDamaged where numbers of the index point outside of it or do not fit together.

    Indices are checked where they are used, by numpy and by the kernels, which call what they find wrong IndexError,
    ValueError or OverflowError.
    """

    @wraps(read)
    def sound(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return read(*args, **kwargs)
        except (IndexError, ValueError, OverflowError) as error:
            raise IndexDamaged(f"The index is damaged ({error}); build it again.") from error

    return sound
