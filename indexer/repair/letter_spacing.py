"""Undo letter-spacing from OCR and PDF files: remove the blank after each character."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from engine.article import Repair
from indexer.document import RawDocument

BLANK = "[ \\t\u00a0\u2000-\u200a\u202f\u3000]"
GAPS = re.compile(f"({BLANK}{{1,4}})")
HAN = re.compile("[\u3400-\u9fff]")
# Four isolated characters; texts without them are not examined further.
HINT = re.compile(rf"(?:(?<!\S)\S{BLANK}{{1,4}}){{4}}")
# Part of that, found faster since it begins with a blank.
PART_OF_HINT = re.compile(rf"{BLANK}\S{BLANK}{{1,4}}\S{BLANK}")
# Minimum length of a letter-spaced run in characters, in any text and in one that is mostly letter-spaced.
CERTAIN, USUAL = 8, 2
# Characters of a run shown in the repair.
SHOWN = 24

# Start of a run in its line, its end, its characters, and the gap after each but the last.
Run = tuple[int, int, list[str], list[str]]


def close_up(document: RawDocument) -> RawDocument:
    """Return the document with letter-spacing removed; its repairs record the positions."""
    if not any(PART_OF_HINT.search(text) and HINT.search(text) for text in (document.text, *_titles(document))):
        return document
    text, repairs, moved = _close_up(document.text, *_measure(document.text))
    left_out = tuple((kind, said, min(at + _shift(moved, at), len(text))) for kind, said, at in document.left_out)
    tables = tuple((start + _shift(moved, start), end + _shift(moved, end)) for start, end in document.tables)
    given, hints = dict(document.stated), dict(document.hints)
    for stated in (given, hints):
        if "title" in stated:
            stated["title"] = _close_up(stated["title"], CERTAIN, 0)[0]
    return replace(
        document, text=text, stated=given, hints=hints, left_out=left_out, tables=tables, repairs=tuple(repairs)
    )


def _titles(document: RawDocument) -> list[str]:
    return [stated["title"] for stated in (document.stated, document.hints) if "title" in stated]


def _measure(text: str) -> tuple[int, int]:
    """Return the minimum length of runs in a text, in characters, and its usual gap.

    Runs of two are accepted if most of the text is letter-spaced; else (gap 0) each run is measured by itself.
    """
    runs = [run for line in text.split("\n") for run in _runs(line, CERTAIN)]
    inside = sum(len(tokens) for _, _, tokens, _ in runs)
    if 2 * inside < sum(1 for char in text if not char.isspace()):
        return CERTAIN, 0
    return USUAL, _usual([gap for _, _, _, gaps in runs for gap in gaps])


def _usual(gaps: list[str]) -> int:
    return Counter(map(len, gaps)).most_common(1)[0][0]


def _close_up(text: str, least: int, usual: int) -> tuple[str, list[Repair], list[tuple[int, int]]]:
    """Return the text, its repairs, and the shift of text after each changed offset of the old one."""
    lines: list[str] = []
    repairs: list[Repair] = []
    moved: list[tuple[int, int]] = []
    before = at = 0
    for line in text.split("\n"):
        done, closed = 0, ""
        for start, end, tokens, gaps in _runs(line, least):
            # A gap longer than usual is a blank of the original text.
            most = usual or _usual(gaps)
            kept = [" " if len(gap) > most else "" for gap in gaps]
            joined = "".join(token + gap for token, gap in zip(tokens, [*kept, ""], strict=True))
            closed += line[done:start]
            place = at + len(closed)
            repairs.append(
                Repair("joined", line[start:end][:SHOWN], "a blank after each character", place, place + len(joined))
            )
            closed, done = closed + joined, end
            moved.append((before + end, at + len(closed) - before - end))
        closed += line[done:]
        lines.append(closed)
        before += len(line) + 1
        at += len(closed) + 1
    return "\n".join(lines), repairs, moved


def _shift(moved: list[tuple[int, int]], at: int) -> int:
    """Return the shift of an offset."""
    return next((by for place, by in reversed(moved) if place <= at), 0)


def _runs(line: str, least: int) -> list[Run]:
    """Return the letter-spaced runs of a line: isolated, mostly Chinese characters with short gaps."""
    parts = GAPS.split(line)
    runs: list[Run] = []
    at = first = 0
    tokens: list[str] = []
    gaps: list[str] = []
    for number in range(0, len(parts) + 2, 2):  # one more token, which ends the last run
        token = parts[number] if number < len(parts) else ""
        if len(token) == 1:
            first = first if tokens else at
            tokens.append(token)
            gaps.append(parts[number + 1] if number + 1 < len(parts) else "")
        elif tokens:
            if len(tokens) >= least and (least == USUAL or _is_chinese(tokens)):
                between = gaps[: len(tokens) - 1]
                runs.append((first, first + len(tokens) + len("".join(between)), tokens, between))
            tokens, gaps = [], []
        at += len(token) + (len(parts[number + 1]) if number + 1 < len(parts) else 0)
    return runs


def _is_chinese(tokens: list[str]) -> bool:
    return 2 * sum(1 for token in tokens if HAN.match(token)) >= len(tokens)
