"""Vocabulary of an engine, a value that the operator's settings describe: words, synonyms, weights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.errors import SettingError
from engine.messages import Message, describe_error
from engine.query.expansion import QueryExpansion
from engine.query.synonyms import Synonyms, read_groups
from engine.ranking.weights import DEFAULT_WEIGHTS, RankingWeights
from engine.settings import Value

# 二十年之问 · 3+1: no spaces, at most twenty characters
_WORD = re.compile(r"\S{2,20}")


@dataclass(frozen=True)
class Vocabulary:
    """The operator's words that the segmenter keeps whole, synonyms, and the weights of the ranking.

    Words are for ranking alone; matching does not use them.
    """

    words: tuple[str, ...] = ()
    expansion: QueryExpansion = field(default_factory=lambda: QueryExpansion(Synonyms()))
    weights: RankingWeights = DEFAULT_WEIGHTS


def read_vocabulary(values: Mapping[str, Value]) -> Vocabulary:
    """Return the vocabulary that the settings describe. Raises SettingError, which names the file and the line."""
    words = tuple(dict.fromkeys(read_words(*_lines(values, "words"))))
    synonyms = Synonyms(read_groups(*_lines(values, "synonyms")))
    weights = replace(DEFAULT_WEIGHTS, recency=float(values["recency"].value))
    return Vocabulary(words, QueryExpansion(synonyms), weights)


def read_words(lines: Iterable[str], place: str) -> list[str]:
    """Read a file of user words, one per line; # begins a comment. Raises SettingError, naming the line."""
    words = []
    for number, line in enumerate(lines, 1):
        word = line.split("#")[0].strip()
        if word and not _WORD.fullmatch(word):
            raise SettingError(
                "%(place)s, line %(number)s: write one word of 2 to 20 characters, without spaces, a line.",
                place=place,
                number=number,
            )
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
        raise SettingError(
            "The %(name)s in %(path)s cannot be read: %(error)s.",
            name=Message(name),
            path=path,
            error=describe_error(error),
        ) from error
