"""Operator configuration of the engine: user words, synonyms and the recency weight."""

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
    """Apply the user words, synonyms and recency weight of the settings to this process, replacing earlier ones.

    User words from an earlier call stay in the segmenter; they cannot lose hits, since matching does not use them.
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
    """Read a file of user words, one per line; # begins a comment. Raises SettingError, naming the line."""
    words = []
    for number, line in enumerate(lines, 1):
        word = line.split("#")[0].strip()
        if word and not _WORD.fullmatch(word):
            raise SettingError(f"{place}, line {number}: write one word of 2 to 20 characters, without spaces, a line.")
        if word:
            words.append(word)
    return words


def _lines(values: Mapping[str, Value], name: str) -> tuple[list[str], str]:
    """Return the lines and the path of a file: the configured one, else the one in the data folder if it exists."""
    path_text = str(values[name].value)
    path = Path(path_text) if path_text else Path(str(values["data"].value)) / f"{name}.txt"
    if not path_text and not path.exists():
        return [], str(path)
    try:
        return path.read_text(encoding="utf-8-sig").splitlines(), str(path)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"The {name} in {path} cannot be read: {error}.") from error
