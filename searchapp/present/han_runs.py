"""Runs of Han and other text, so that a page can mark the language of each."""

from __future__ import annotations

import re

# 樱桃节，“七有”: Han with the punctuation between
_HAN = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f][\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003134f]*"
)


def han_runs(text: str) -> tuple[tuple[str, bool], ...]:
    """Split `text` into runs, each with whether it is Han; the runs join to `text`."""
    pieces, end = [], 0
    for run in _HAN.finditer(text):
        pieces += [(text[end : run.start()], False), (run.group(), True)]
        end = run.end()
    pieces.append((text[end:], False))
    return tuple(piece for piece in pieces if piece[0])
