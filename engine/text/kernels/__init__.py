"""Loops over the characters of texts compiled with Cython; without them slower numpy code is used.

`ON` says if they are used. Modules read it at every use, so that a test can switch them off.
"""

from __future__ import annotations

try:
    from engine.text.kernels.feature_weights import FeatureWeights
    from engine.text.kernels.folding import Folding
    from engine.text.kernels.name_finder import NameFinder
    from engine.text.kernels.text_scanner import MAX_CLASSES, TextScanner
except ImportError:  # no C compiler when this was installed
    BUILT = False
else:
    BUILT = True
ON = BUILT

__all__ = ["BUILT", "MAX_CLASSES", "ON", "FeatureWeights", "Folding", "NameFinder", "TextScanner"]
