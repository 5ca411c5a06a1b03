"""Characters that are typed one for another, because they sound or look alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from engine.runtime.bounded_cache import bounded
from engine.text.pinyin import near_sound, readings_of

SAME_SOUND, NEAR_SOUND, SIMILAR_LOOK = (
    "same sound",
    "near sound",
    "similar look",
)  # why a character was typed for another
CACHE_BYTES, ENTRY_BYTES = 8 << 20, 120  # of the answers that are kept, and of a character in one
LOOKALIKE_CHARS = 8  # of the listed lookalikes, the most alike


@cache
def lookalikes() -> Mapping[str, str]:
    """Return for each character those that look most like it."""
    lines = files("engine.data").joinpath("lookalikes.txt").read_text("utf-8").splitlines()
    return {line[0]: line[1:] for line in lines if not line.startswith("#")}


class ConfusableChars:
    """Finder of the characters of a collection that may have been meant by a typed one. Thread-safe."""

    def __init__(self, chars: Iterable[str]) -> None:
        self._known = frozenset(chars)
        self._same: dict[str, list[str]] = {}
        self._near: dict[str, list[str]] = {}
        for char in sorted(self._known):
            readings = readings_of().get(char, ())
            for reading in readings[:1]:
                self._same.setdefault(reading, []).append(char)
            for near in dict.fromkeys(map(near_sound, readings)):
                self._near.setdefault(near, []).append(char)
        self.of = bounded(CACHE_BYTES, lambda found: ENTRY_BYTES * len(found))(self._find)

    def homophones(self, char: str) -> list[str]:
        """Return the characters whose most common reading is that of `char`."""
        return [other for other, reason in self.of(char).items() if reason == SAME_SOUND]

    def _find(self, char: str) -> Mapping[str, str]:
        """Return the characters that may be meant by `char`, without itself, each with the reason."""
        readings = readings_of().get(char, ())
        alike = lookalikes().get(char, "")[:LOOKALIKE_CHARS]
        found = {other: NEAR_SOUND for reading in readings for other in self._near.get(near_sound(reading), ())}
        found |= {other: SIMILAR_LOOK for other in alike if other in self._known}
        found |= {other: SAME_SOUND for reading in readings[:1] for other in self._same.get(reading, ())}
        found.pop(char, None)
        return found
