"""Inner loops of queries and writers compiled with Cython; without them slower numpy code is used.

`ON` says if they are used. Modules read it at every query, so that a test can switch them off.
"""

from __future__ import annotations

import sys

try:
    from engine.backends.whoosh.kernels.plan_kernel import BEST as MAX_BEST
    from engine.backends.whoosh.kernels.plan_kernel import Plan
    from engine.backends.whoosh.kernels.posting_packer import lay, pack_lists
    from engine.backends.whoosh.kernels.posting_view import Field, Scorer, Term
    from engine.backends.whoosh.kernels.sorted_lists import Lists
    from engine.backends.whoosh.kernels.stored_texts import Texts
    from engine.backends.whoosh.kernels.substrings import MOST as MAX_TEXT_CHARS
    from engine.backends.whoosh.kernels.substrings import Substrings
    from engine.backends.whoosh.kernels.value_counts import FIRST as MAX_FIRST
    from engine.backends.whoosh.kernels.value_counts import first, labelled, tally, tally_runs
except ImportError:  # no C compiler when this was installed
    BUILT = False
else:
    BUILT = sys.byteorder == "little"  # kernels read numbers in the byte order of the files
ON = BUILT

__all__ = [
    "BUILT",
    "MAX_BEST",
    "MAX_FIRST",
    "MAX_TEXT_CHARS",
    "ON",
    "Field",
    "Lists",
    "Plan",
    "Scorer",
    "Substrings",
    "Term",
    "Texts",
    "first",
    "labelled",
    "lay",
    "pack_lists",
    "tally",
    "tally_runs",
]
