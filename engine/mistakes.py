"""What is wrong with a text that was typed as a query: told with its place and a guess, the first few times."""

from __future__ import annotations

from engine.errors import QuerySyntaxError
from engine.lexer import Lexeme, view

TOLD = 5  # mistakes that are told of one query


def view_words(text: str) -> list[str]:
    """`text` cut at its spaces, full-width ones included."""
    seen, start, words = view(text) + " ", 0, []
    for at, char in enumerate(seen):
        if char == " ":
            if at > start:
                words.append(text[start:at])
            start = at + 1
    return words


class Mistakes:
    """Those of one text, in the order they were found."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.told: list[QuerySyntaxError] = []

    def tell(self, kind: str, message: str, lexeme: Lexeme, guess: str | None = "") -> None:
        """Note what is wrong; where no guess is given, it is the text without what is wrong."""
        if len(self.told) < TOLD:
            if guess == "":
                guess = " ".join(view_words(self.text[: lexeme.start] + self.text[lexeme.end :])) or None
            self.told.append(QuerySyntaxError(message, lexeme.start, lexeme.end, guess, kind))
