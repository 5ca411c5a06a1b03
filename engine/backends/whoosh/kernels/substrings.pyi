import numpy as np
from numpy.typing import NDArray

from engine.backends.whoosh.kernels.sorted_lists import Lists

MOST: int

class Substrings:
    def __init__(
        self,
        rows: NDArray[np.uint32],
        seconds: NDArray[np.uint16] | NDArray[np.uint32],
        edges: NDArray[np.int64],
        coarse: NDArray[np.int32],
        lists: Lists,
    ) -> None: ...
    def pair(self, first: int, second: int) -> int: ...
    def fewest(self, ids: list[int]) -> int: ...
    def positions(self, ids: list[int]) -> NDArray[np.int64]: ...
    def documents(self, positions: NDArray[np.int64]) -> NDArray[np.int64]: ...
