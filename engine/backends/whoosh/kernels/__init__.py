"""The loops of a query compiled with Cython, where they were built; without them numpy does the same, more slowly.

`ON` says whether they are used. Modules ask for it at every query, so that a test can switch them off.
"""

from __future__ import annotations

import sys

try:
    from engine.backends.whoosh.kernels.parts import Field, Scorer, Term
    from engine.backends.whoosh.kernels.plan import BEST, Plan
except ImportError:  # no C compiler when this was installed
    BUILT = False
else:
    BUILT = sys.byteorder == "little"  # numbers are used as they lie in the files
ON = BUILT

__all__ = ["BEST", "BUILT", "ON", "Field", "Plan", "Scorer", "Term"]
