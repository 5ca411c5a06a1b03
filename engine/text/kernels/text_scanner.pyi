from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy.typing as npt

MAX_CLASSES: int

class TextScanner:
    needles: list[str]
    def __init__(self, needles: Iterable[str], sources: Callable[[str], Sequence[int]]) -> None: ...
    def passages(
        self, text: str, size: int, tail: int, most: int
    ) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]: ...
    def count(self, texts: list[str], counts: npt.NDArray[Any]) -> None: ...
    def measure(
        self,
        bodies: list[str],
        repetitions: list[list[tuple[int, int]]],
        counts: npt.NDArray[Any],
        early: npt.NDArray[Any],
        densest: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        lengths: npt.NDArray[Any],
        window: int,
    ) -> None: ...
