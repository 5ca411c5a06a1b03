import numpy as np
from numpy.typing import NDArray

from engine.errors import IndexDamaged

def damaged() -> IndexDamaged: ...

class Field:
    documents: int
    def __init__(
        self,
        documents: int,
        docs: NDArray[np.uint16],
        splits: NDArray[np.uint32],
        weights: NDArray[np.uint8],
        large: NDArray[np.uint32],
        large_weights: NDArray[np.uint32],
        maps: NDArray[np.uint8],
    ) -> None: ...
    def term(self, first: int, last: int, start: int, row: int) -> Term: ...

class Term:
    field: Field
    def score(self, scorer: Scorer | None, factor: float) -> None: ...
    def __len__(self) -> int: ...

class Scorer:
    def __init__(
        self, documents: int, lengths: NDArray[np.uint8], table: NDArray[np.float32], norms: NDArray[np.float64]
    ) -> None: ...
