from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

class Texts:
    def __init__(self, documents: NDArray[np.uint8], starts: NDArray[np.int64], units: NDArray[np.uint16]) -> None: ...
    def packed(self, document: int) -> bytes: ...
    def unpacked(
        self, data: bytes, scan: Callable[[str], tuple[dict[str, Any], dict[str, int]]]
    ) -> dict[str, Any] | None: ...
