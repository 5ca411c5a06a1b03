"""Telling a damaged index from a fault of the program, where reading the index fails unexpectedly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from engine.backends.whoosh.segment.arrays import Arrays
from engine.errors import IndexDamaged


class Reader(Protocol):
    """Reads an index that has these files."""

    @property
    def files(self) -> Sequence[Arrays]:
        """The files of all segments."""
        ...


Self = TypeVar("Self", bound=Reader)
Given = ParamSpec("Given")
Result = TypeVar("Result")


def refusing(read: Callable[Concatenate[Self, Given], Result]) -> Callable[Concatenate[Self, Given], Result]:
    """The same method, raising IndexDamaged where it fails and a file of the index is not as it was written.

    Indices are checked where they are used, by numpy and by the kernels, which call what they find wrong IndexError,
    ValueError or OverflowError. Over sound files these are faults of the program, and are raised as they are.
    """

    @wraps(read)
    def sound(self: Self, *args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return read(self, *args, **kwargs)
        except (IndexError, ValueError, OverflowError) as error:
            try:
                for file in self.files:
                    file.prove()
            except IndexDamaged as damage:
                raise damage from error
            raise

    return sound  # type: ignore[return-value]  # the same method, and called like one
