"""Syntax errors of a query text, with positions and suggested corrections."""

from __future__ import annotations

from engine.errors import QuerySyntaxError
from engine.messages import Message
from engine.query.lexer import Lexeme, half_width

MAX_REPORTED = 5  # errors reported per query


def view_of_words(text: str) -> list[str]:
    """Split `text` at spaces, including full-width ones."""
    view, start, words = half_width(text) + " ", 0, []
    for at, char in enumerate(view):
        if char == " ":
            if at > start:
                words.append(text[start:at])
            start = at + 1
    return words


class Diagnostics:
    """Syntax errors of one text, in the order in which they were found; at most MAX_REPORTED."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.reported: list[QuerySyntaxError] = []

    def report(self, kind: str, message: Message, lexeme: Lexeme, guess: str | None = "") -> None:
        """Add an error at `lexeme`. The default guess ("") is the text without the lexeme; None means no guess."""
        if len(self.reported) < MAX_REPORTED:
            if guess == "":
                guess = " ".join(view_of_words(self.text[: lexeme.start] + self.text[lexeme.end :])) or None
            self.reported.append(
                QuerySyntaxError(message.sentence, lexeme.start, lexeme.end, guess, kind, **message.values)
            )
