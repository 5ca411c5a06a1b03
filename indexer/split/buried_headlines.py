"""Find a headline in the middle of its text, among subheads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from indexer.document import Line
from indexer.split.cohesion import grams
from indexer.split.headline import Headline


def find_buried(runs: Sequence[Sequence[Line]], text: str) -> int | None:
    """Return the index of the run of headings that is the headline of the text, None if all are subheads."""
    if not runs:
        return None
    common = Counter(grams(text, 3))
    subjects = [triple for triple, count in common.most_common(6) if count >= 4]
    best, most = None, 3.0
    for at, run in enumerate(runs):
        joined = " ".join(line.text for line in run)
        value = (
            1.5 * min(len(run) - 1, 2) + 2 * ("：" in joined or ":" in joined) + 2 * any(s in joined for s in subjects)
        )
        if value > most:
            best, most = at, value
    return best


def choose_buried(run: Sequence[Line], text: str, subheads: Sequence[Sequence[Line]]) -> Headline:
    """Return the parts of a headline found within a text; its last line may be the first subhead."""
    lines = list(run)
    at = max(range(len(lines)), key=lambda i: _promise(lines[i].text, text))
    rest = lines[at + 1 :]
    shapes = {len(other[0].text.split()) for other in subheads if len(other) == 1}
    body = [line for line in rest[-1:] if shapes and len(line.text.split()) in shapes]
    return Headline(tuple(lines[:at]), (lines[at],), tuple(line for line in rest if line not in body), tuple(body))


def _promise(line: str, text: str) -> float:
    """Score a line as the title of a text: a colon after a subject that the text mentions."""
    subject = re.split(r"[:：\s]", line)[0]
    return 3.0 * ("：" in line or ":" in line) + min(text.count(subject), 5) * (len(subject) >= 2)
