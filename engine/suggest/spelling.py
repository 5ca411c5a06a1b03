"""Spelling suggestions: names of the collection that resemble a mistyped name in sound, shape or by one edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from engine.suggest.completion import Suggestion
from engine.suggest.confusable import lookalikes
from engine.text.normalize import fold, fold_all
from engine.text.pinyin import initials, same_sound, sound_key, spellings

MIN_NAME_CHARS, MAX_NAME_CHARS = 2, 16  # lengths of names that are corrected
MISSING_CHAR_COST = 0.9
# Cost of replacing a character by one that sounds or looks similar; any other costs 1, two swapped characters 0.6.
SIMILAR_CHAR_COST = 0.35


def is_similar(one: str, other: str) -> bool:
    """Return whether two characters look or sound similar."""
    looks = lookalikes()
    return other in looks.get(one, "") or one in looks.get(other, "") or same_sound(one, other)


def edit_cost(typed: str, name: str) -> float:
    """Return the cost of the edits from `name` to `typed`, both folded: 0 if equal, 1 for one edit.

    Lengths that one missing or extra character does not explain cost 9. A missing character costs less than a wrong
    one, since all typed characters are in the name then.
    """
    if len(typed) == len(name):
        wrong = [(a, b) for a, b in zip(typed, name, strict=True) if a != b]
        if len(wrong) == 2 and wrong[0] == wrong[1][::-1]:
            return 0.6
        return sum(SIMILAR_CHAR_COST if is_similar(a, b) else 1.0 for a, b in wrong)
    shorter, longer = sorted((typed, name), key=len)
    if len(longer) == len(shorter) + 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))):
        return MISSING_CHAR_COST if len(typed) < len(name) else 1.0
    return 9.0


class _Groups:
    """Names by key. Most keys have one name, which takes a fifth of the memory of a list."""

    def __init__(self) -> None:
        self._names: dict[str, str | tuple[str, ...]] = {}

    def add(self, key: str, name: str) -> None:
        """Add a name to those of a key."""
        former = self._names.setdefault(key, name)
        if former is not name:
            self._names[key] = (former, name) if isinstance(former, str) else (*former, name)

    def get(self, key: str) -> tuple[str, ...]:
        """Return the names of a key, in the order in which they were added."""
        names = self._names.get(key, ())
        return (names,) if isinstance(names, str) else names


class SpellingCorrector:
    """Spelling corrector for the names of a collection. Thread-safe."""

    def __init__(self, names: Iterable[Suggestion]) -> None:
        self._names: dict[str, Suggestion] = {}
        texts = list(names)
        for name, folded in zip(texts, fold_all(name.text for name in texts), strict=True):
            if (
                MIN_NAME_CHARS <= len(folded) <= MAX_NAME_CHARS
                and name.count > self._names.get(folded, _NO_SUGGESTION).count
            ):
                self._names[folded] = name
        self._sounds, self._slips = _Groups(), _Groups()
        for folded in self._names:
            self._sounds.add(sound_key(folded), folded)
            for slip in _single_edits(folded):
                self._slips.add(slip, folded)

    @cached_property
    def _spelt(self) -> _Groups:
        """Names by pinyin and initials, for what is typed in Latin letters."""
        spelt = _Groups()
        for folded in self._names:
            for syllables in spellings(folded):
                spelt.add("".join(syllables), folded)
            spelt.add(initials(folded), folded)
        return spelt

    def __contains__(self, folded: str) -> bool:
        """Return whether this is a name of the collection, in folded form."""
        return folded in self._names

    def articles(self, folded: str) -> int:
        """Return the number of articles of a name, 0 if it is none."""
        return self._names[folded].count if folded in self._names else 0

    def load(self) -> None:
        """Make now what is otherwise made when Latin letters are typed."""
        _ = self._spelt

    def spelled(self, letters: str) -> tuple[str, ...]:
        """Return the names with this pinyin or these initials, in folded form."""
        return self._spelt.get(letters)

    def names(self, typed: str, limit: int = 3) -> tuple[Suggestion, ...]:
        """Return the known names closest to `typed`, the closest first; none if it is a known name itself."""
        folded = fold(typed)
        if folded in self._names:
            return ()
        costs = {name: edit_cost(folded, name) for name in self._candidates(folded)}
        if folded.isascii():
            costs |= dict.fromkeys(self._spelt.get(folded), 0.0)
        most = 0.7 if len(folded) <= MIN_NAME_CHARS else 1.0
        near = [name for name, price in costs.items() if price <= most]
        near.sort(key=lambda name: (costs[name], -self._names[name].count, name))
        return tuple(self._names[name] for name in near[:limit])

    def _candidates(self, folded: str) -> Iterator[str]:
        yield from self._sounds.get(sound_key(folded))
        yield from self._slips.get(folded)
        if len(folded) > MIN_NAME_CHARS:
            if folded in self._names:
                yield folded
            for slip in _single_edits(folded):
                yield from self._slips.get(slip)
                if slip in self._names:
                    yield slip
        else:
            looks = lookalikes()
            for place, char in enumerate(folded):
                for other in looks.get(char, ""):
                    if (changed := folded[:place] + other + folded[place + 1 :]) in self._names:
                        yield changed


_NO_SUGGESTION = Suggestion("", "query", -1)


def _single_edits(name: str) -> set[str]:
    """Return `name` without each one of its characters, if it has more than two.

    Two names one edit apart share such a form.
    """
    return {name[:i] + name[i + 1 :] for i in range(len(name))} if len(name) > MIN_NAME_CHARS else set()
