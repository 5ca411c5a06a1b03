"""Failures that are told to a reader in the language of the page."""

from __future__ import annotations

from engine.errors import SearchError


class ReaderError(SearchError):
    """A failure with a sentence from the catalogues: `values` are what its %(name)s stand for."""

    def __init__(self, sentence: str, **values: str | int) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence, self.values = sentence, values
