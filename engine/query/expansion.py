"""Query expansion with variants (synonyms, numerals, padded names), which are added as alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from engine.query.date_span import numerals
from engine.query.pasted_text import join_headline
from engine.query.synonyms import Synonyms
from engine.query.tree import And, Facet, Not, Or, Phrase, Query, Term
from engine.runtime.bounded_cache import bounded
from engine.text.gazetteer import path_today
from engine.text.normalize import fold
from engine.text.padded_names import padded

MAX_VARIANTS = 6  # variants per chunk
CACHE_BYTES = 1 << 20
# 二〇二三 · 二零二三年 (four digits are a year; a lone 三 or 十 is a word)
_YEAR = re.compile(r"[一二][〇零○一二三四五六七八九]{3}(?=年|$|[^\u4e00-\u9fff])")
# 六月 · 十二月二十日 · 六月一日
_MONTH = re.compile(
    r"(?<![一二三四五六七八九十个几半每])[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号])?"
)
# 2023年 · 2023
_ARABIC = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年|$)")
# Characters of simplified texts too that may stand for another in traditional ones: 乾淨 is 干净, 乾隆 is 乾隆.
_UNDECIDED = re.compile(r"[乾徵吒薹濛夥袷扞剋氾彷著瞭藉覆像]")
_HAN_DIGITS = "〇一二三四五六七八九"


class QueryExpansion:
    """Expands queries with these synonyms; its results are cached within CACHE_BYTES."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self.variants = bounded(CACHE_BYTES)(self._variants)

    def expand(self, query: Query) -> Query:
        """Return `query` with the variants of each chunk added as alternatives.

        The chunks of a pasted headline are joined into one; quoted text is not expanded.
        """
        return self._expand_parts(join_headline(query))

    def _expand_parts(self, query: Query) -> Query:
        if isinstance(query, And):
            return And(tuple(self._expand_parts(part) for part in query.parts))
        if isinstance(query, Or):
            return Or(tuple(self._expand_parts(part) for part in query.parts))
        if isinstance(query, Not):
            return Not(self._expand_parts(query.part))
        if isinstance(query, Facet) and query.field in ("town", "place"):
            return replace(query, value=path_today(query.value))
        if isinstance(query, Term) and (others := self.variants(query.text)):
            return Or((query, *(Phrase(other, query.field) for other in others)), variants=True)
        return query

    def _variants(self, text: str) -> tuple[str, ...]:
        """Return up to MAX_VARIANTS variants of `text`, the likeliest first."""
        spelt = (*self._synonyms.of(text), *_numerals(text), *_simplified(text))
        candidates = dict.fromkeys((*spelt, *self._with_synonyms(text), *padded(fold(text))))
        # A variant that contains the text is matched by the text anyway.
        return tuple(other for other in candidates if fold(text) not in fold(other))[:MAX_VARIANTS]

    def _with_synonyms(self, text: str) -> Iterator[str]:
        for start, end, other in self._synonyms.within(text):
            if (start, end) != (0, len(text)):
                yield text[:start] + other + text[end:]


def _numerals(text: str) -> Iterator[str]:
    arabic = _MONTH.sub(lambda m: numerals(m.group()), _YEAR.sub(lambda m: numerals(m.group()), text))
    if arabic != text:
        yield arabic
    han = _ARABIC.sub(lambda m: "".join(_HAN_DIGITS[int(digit)] for digit in m.group()), fold(text))
    if han != fold(text):
        yield han
        if "〇" in han:
            yield han.replace("〇", "零")


def _simplified(text: str) -> Iterator[str]:
    """Yield the simplified form converted by words, if it differs from that by characters."""
    if _UNDECIDED.search(text):
        simplified = _converter().convert(text)
        if fold(simplified) != fold(text):
            yield simplified


@cache
def _converter() -> Any:
    import opencc  # imported here, since few queries need its dictionaries

    return opencc.OpenCC("t2s")
