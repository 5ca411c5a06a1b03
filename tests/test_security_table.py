"""The table of ASVS requirements in SECURITY.md is complete, and the tests that it names exist."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
STATES = {"held", "operator", "none", "not held"}
# The last requirement of levels 1 and 2 in each section of ASVS 5.0.0; those of level 3 come after it.
LAST = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5,
    "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4,
    "17.3": 2,
}  # fmt: skip
# V1.2.1–3 · V2.3.2, 4 · V4.3.1–2, V4.4.1–4
_SECTION = re.compile(r"V(\d+\.\d+)\.(\d+(?:–\d+)?(?:, \d+(?:–\d+)?)*)")


def _rows() -> list[list[str]]:
    lines = (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| V")]


def _requirements(cell: str) -> list[tuple[str, int]]:
    found = []
    for section, numbers in _SECTION.findall(cell):
        for part in numbers.split(", "):
            first, _, last = part.partition("–")
            found += [(section, number) for number in range(int(first), int(last or first) + 1)]
    return found


def test_every_requirement_of_level_two_has_its_row_once() -> None:
    counted = Counter(found for row in _rows() for found in _requirements(row[0]))
    assert counted == Counter((section, number) for section, last in LAST.items() for number in range(1, last + 1))
    assert counted.total() == 253


def test_what_is_held_names_tests_and_what_is_not_a_reason() -> None:
    assert {row[1] for row in _rows()} == STATES
    assert [row[0] for row in _rows() if row[1] == "held" and not row[3]] == []
    assert [row[0] for row in _rows() if not row[2]] == []


def test_the_tests_that_are_named_exist() -> None:
    functions = {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    named = {name for row in _rows() for name in re.findall(r"`(test_\w+)`", row[3])}
    assert named - functions == set()
