"""What the operator teaches the engine: words to keep whole, names that mean the same, how much newness counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from engine.errors import SettingError
from engine.query import synonyms
from engine.query.expansion import variants
from engine.ranking import weights
from engine.settings import Value
from engine.text import segmenter

# 二十年之问 · 3+1: no spaces, at most twenty characters
_WORD = re.compile(r"\S{2,20}")


def configure(values: Mapping[str, Value]) -> None:
    """Use the words, synonyms and preference that the settings name, in this process, instead of those used before.

    Words that were taught before stay known; they can cost no hit, since what matches is decided without them.
    Raises SettingError, which names the file and the line.
    """
    recency = float(values["recency"].value)
    groups = synonyms.read_groups(*_lines(values, "synonyms"))
    words = read_words(*_lines(values, "words"))
    weights.set_weights(replace(weights.DEFAULT_WEIGHTS, recency=recency))
    synonyms.install_groups(groups)
    variants.cache_clear()
    segmenter.install_user_words(words)


def read_words(lines: Iterable[str], place: str) -> list[str]:
    """The words of a file: one a line, # begins a comment. Raises SettingError, naming the line."""
    words = []
    for number, line in enumerate(lines, 1):
        word = line.split("#")[0].strip()
        if word and not _WORD.fullmatch(word):
            raise SettingError(f"{place}, line {number}: write one word of 2 to 20 characters, without spaces, a line.")
        if word:
            words.append(word)
    return words


def _lines(values: Mapping[str, Value], name: str) -> tuple[list[str], str]:
    """The lines of a file and its place: the one that is set, else the one in the data folder, if there is one."""
    path_text = str(values[name].value)
    path = Path(path_text) if path_text else Path(str(values["data"].value)) / f"{name}.txt"
    if not path_text and not path.exists():
        return [], str(path)
    try:
        return path.read_text(encoding="utf-8-sig").splitlines(), str(path)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"The {name} in {path} cannot be read: {error}.") from error
