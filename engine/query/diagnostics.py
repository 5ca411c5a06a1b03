"""What is wrong with a text that was typed as a query: told with its place and a guess, the first few times."""

from __future__ import annotations

from engine.errors import QuerySyntaxError
from engine.query.lexer import Lexeme, half_width

MAX_REPORTED = 5  # mistakes that are told of one query


def view_of_words(text: str) -> list[str]:
    """`text` cut at its spaces, full-width ones included."""
    view, start, words = half_width(text) + " ", 0, []
    for at, char in enumerate(view):
        if char == " ":
            if at > start:
                words.append(text[start:at])
            start = at + 1
    return words


class Diagnostics:
    """Those of one text, in the order they were found."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.told: list[QuerySyntaxError] = []

    def report(self, kind: str, message: str, lexeme: Lexeme, guess: str | None = "") -> None:
        """Note what is wrong; where no guess is given, it is the text without what is wrong."""
        if len(self.told) < MAX_REPORTED:
            if guess == "":
                guess = " ".join(view_of_words(self.text[: lexeme.start] + self.text[lexeme.end :])) or None
            self.told.append(QuerySyntaxError(message, lexeme.start, lexeme.end, guess, kind))
