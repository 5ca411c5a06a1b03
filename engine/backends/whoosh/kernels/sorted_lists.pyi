import numpy as np
from numpy.typing import NDArray

class Lists:
    bound: int
    def __init__(
        self,
        packed: NDArray[np.uint8],
        counts: NDArray[np.uint16],
        groups: NDArray[np.int64],
        large: NDArray[np.int64],
        bound: int,
        pages: int,
        long: int,
    ) -> None: ...
    def count(self, index: int) -> int: ...
    def get(self, index: int) -> NDArray[np.int64]: ...
