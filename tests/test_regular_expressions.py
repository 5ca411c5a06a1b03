"""Every regular expression takes linear time, measured on short and long adversarial texts."""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from re import _constants, _parser
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
GROWING, SHORT, LONG = (*range(8, 64, 4), 120, 250), 1_000, 4_000
# Linear time grows by 4, quadratic by 16; less than this in total is harmless, whatever its growth.
GROWTH, HARMLESS = 9.0, 0.03
# Maximum number of texts per pattern; further ones are repetitive.
MAX_PAIRS = 30
# Strings repeated in the texts, of every kind.
RUNS = (
    " ",
    "\n",
    "　",
    "1",
    "a",
    "中",
    "（",
    "<",
    "“",
    "。",
    ".",
    "年",
    "-",
    "、",
    "·",
    ":",
    "/",
    "记者",
    "王",
    " 1",
    "a.",
    "来源：",
)
REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}


def modules() -> list[Any]:
    """Return all modules of the product."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for package in ("engine", "indexer", "searchapp")
        for path in sorted((ROOT / package).rglob("*.py"))
        if "versions" not in path.parts and path.name != "env.py"
    ]
    return [importlib.import_module(name) for name in names]


def held(value: Any, depth: int = 3) -> Iterator[re.Pattern[str]]:
    """Yield the patterns in a value, including nested ones."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for item in (*value.keys(), *value.values()):
            yield from held(item, depth - 1)
    elif depth and isinstance(value, (tuple, list, set, frozenset)):
        for item in value:
            yield from held(item, depth - 1)
    elif depth and is_dataclass(type(value)):
        for item in fields(value):
            yield from held(getattr(value, item.name, None), depth - 1)


@cache
def patterns() -> dict[str, re.Pattern[Any]]:
    """Return every pattern of the modules, by its location."""
    found: dict[int, tuple[str, re.Pattern[Any]]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for number, pattern in enumerate(held(value)):
                found.setdefault(id(pattern), (f"{module.__name__}.{name}.{number}", pattern))
    written = re.compile(
        r"""\bre\.(?:match|search|fullmatch|findall|finditer|sub|split)\(\s{0,20}(r?)(["'])(.{1,300}?)\2,"""
    )
    for module in modules():
        text = Path(str(module.__file__)).read_text(encoding="utf-8")
        for number, match in enumerate(written.finditer(text)):
            pattern = re.compile(match[3])
            found[id(pattern)] = (f"{module.__name__}:{number}", pattern)
    return dict(found.values())


def sample(parsed: Any) -> str:
    """Return a text that a parsed pattern matches, as far as can be determined simply."""
    text = ""
    for kind, value in parsed:
        if kind is _constants.LITERAL:
            text += chr(value)
        elif kind is _constants.NOT_LITERAL:
            text += "中" if value != ord("中") else "国"
        elif kind is _constants.IN:
            text += _one_of(value)
        elif kind is _constants.ANY:
            text += "中"
        elif kind is _constants.BRANCH:
            text += sample(value[1][0])
        elif kind is _constants.SUBPATTERN:
            text += sample(value[3])
        elif kind in REPEATS:
            text += sample(value[2]) * max(1, min(value[0], 3))
    return text


def _one_of(items: Any) -> str:
    known = [item for item in "中1a _-。　\né" if re.fullmatch("x" if not items else _class(items), item)]
    return (
        known[0]
        if known
        else "".join(chr(v if k is _constants.LITERAL else v[0]) for k, v in items[:1] if k is not _constants.CATEGORY)
    )


def _class(items: Any) -> str:
    """Return the source of a character class."""
    names = {_constants.CATEGORY_DIGIT: r"\d", _constants.CATEGORY_SPACE: r"\s", _constants.CATEGORY_WORD: r"\w"}
    names |= {
        _constants.CATEGORY_NOT_DIGIT: r"\D",
        _constants.CATEGORY_NOT_SPACE: r"\S",
        _constants.CATEGORY_NOT_WORD: r"\W",
    }
    text = ""
    for kind, value in items:
        if kind is _constants.NEGATE:
            text += "^"
        elif kind is _constants.LITERAL:
            text += re.escape(chr(value))
        elif kind is _constants.RANGE:
            text += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        elif kind is _constants.CATEGORY:
            text += names[value]
    return f"[{text}]"


def pumps(parsed: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield for every repetition in a pattern a text that leads to it, and one that it may repeat."""
    for position, (kind, value) in enumerate(parsed):
        lead = before + sample(parsed[:position])
        if kind in REPEATS:
            body = value[2]
            if value[1] > 3:
                yield lead, sample(body)
                if body and body[0][0] is _constants.IN:
                    yield from ((lead, char) for char in "中1a 。" if re.fullmatch(_class(body[0][1]), char))
            yield from pumps(body, lead)
        elif kind is _constants.SUBPATTERN:
            yield from pumps(value[3], lead)
        elif kind is _constants.BRANCH:
            for branch in value[1]:
                yield from pumps(branch, lead)
                yield lead, sample(branch)


def attacks(pattern: re.Pattern[Any], size: int) -> Iterator[Any]:
    """Yield texts of about a size that match a pattern for long and fail at the end."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    parsed = _parser.parse(source, pattern.flags & ~re.UNICODE & ~re.DEBUG)
    whole = sample(parsed)
    pairs = {*(("", run) for run in (*RUNS, whole, whole[:-1])), *pumps(parsed)}
    for lead, body in sorted(pairs, key=lambda pair: (len(pair[0]) + len(pair[1]), pair))[:MAX_PAIRS]:
        if body:
            text = lead + body * (size // len(body)) + "\x00"
            yield text if isinstance(pattern.pattern, str) else text.encode("utf-8")


@cache
def anchored() -> dict[str, set[str]]:
    """Return the calls (match, fullmatch) of patterns that are matched at one position of a text, not searched for."""
    asked: dict[str, set[str]] = {}
    for package in ("engine", "indexer", "searchapp"):
        for path in (ROOT / package).rglob("*.py"):
            for name, call in re.findall(r"\b([A-Z_]{2,40})\.([a-z]{3,10})\(", path.read_text(encoding="utf-8")):
                asked.setdefault(name, set()).add(call)
    return {name: calls for name, calls in asked.items() if calls <= {"match", "fullmatch"}}


def cost(pattern: re.Pattern[Any], text: Any, calls: Iterable[str] = ()) -> float:
    """Return the CPU seconds of these calls, or to find all matches where there are none."""
    begun = time.process_time()
    if calls:
        for call in calls:
            getattr(pattern, call)(text)
    else:
        for _ in pattern.finditer(text):
            pass
    return time.process_time() - begun


def slow(pattern: re.Pattern[Any], name: str = "", calls: Iterable[str] = ()) -> str | None:
    """Return the text on which a pattern takes more than linear time, None if there is none.

    A pattern is called as its module, by its name, does it, or by `calls`: what matches at once may be long in failing
    to match all of a text.
    """
    once = calls or (anchored().get(name.split(".")[-2], ()) if name else ())
    for texts in zip(*(attacks(pattern, size) for size in (*GROWING, SHORT, LONG)), strict=True):
        for text in texts[:-1]:  # from short to long, so that exponential time is detected early
            if all(cost(pattern, text, once) > HARMLESS for _ in range(3)):
                return f"{text[:60]!r}… of {len(text)} characters"
        short, long = texts[-2:]
        # Twice, since another process may have used the CPU.
        if cost(pattern, long, once) > HARMLESS and (much := cost(pattern, long, once)) > HARMLESS:
            few = max(min(cost(pattern, short, once) for _ in range(3)), 1e-6)
            if much > GROWTH * few:
                return f"{long[:60]!r}… of {len(long)} characters: {much:.2f} s, of {len(short)}: {few:.4f} s"
    return None


@pytest.mark.parametrize("bad", [r"(a+)+b", r"(?:中|中中)*国", r"\s+$", r"(?:\d+,?)+x", r"(?:[^x]{1,9}){1,9}y"])
def test_a_slow_pattern_is_noticed(bad: str) -> None:
    assert slow(re.compile(bad))


@pytest.mark.parametrize("bad", [r"(?:[a-z]{1,6}[1-5]?[' ]?){1,12}", r"(?:a{1,9}){1,20}"])
def test_a_pattern_that_is_slow_to_match_a_whole_text_is_noticed(bad: str) -> None:
    assert slow(re.compile(bad), calls=["fullmatch"])


@pytest.mark.parametrize(
    "good", [r"a{1,30}b", r"\d{1,9}(?:\.\d{1,3})?", r"[^。]+[。]", r"(?:来源|作者)[:：]\s{0,9}\S{1,20}"]
)
def test_a_linear_pattern_passes(good: str) -> None:
    assert slow(re.compile(good)) is None


def test_every_pattern_takes_linear_time() -> None:
    found = patterns()
    assert len(found) > 100
    assert {name: reason for name, pattern in found.items() if (reason := slow(pattern, name))} == {}


# Modules that compile patterns from their arguments: regular expression engines, and modules built on them.
ENGINES = {"re": {"Scanner", "compile", "findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn"}}
ENGINES |= {"fnmatch": {"filter", "fnmatch", "fnmatchcase", "translate"}}
OTHERS = {"regex", "sre_compile", "pyparsing"}


def constants(tree: ast.Module) -> set[str]:
    """Return names assigned only by the module itself, and imported ones in capitals."""

    def stored(parts: Iterable[ast.AST]) -> set[str]:
        names = [node for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)]
        return {name.id for name in names if isinstance(name.ctx, ast.Store)}

    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    arguments = {node.arg for function in functions for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    imported = {alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    own = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    return (stored(own) | {name for name in imported if name.isupper()}) - stored(functions) - arguments


def made_of_input(tree: ast.Module) -> list[str]:
    """Return calls with patterns made of more than the module's constants, and imports that would hide such calls."""
    known, result = constants(tree), []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in {*ENGINES, *OTHERS}:
            result.append(ast.unparse(node))
        elif isinstance(node, ast.Import):
            result += [a.name for a in node.names if a.name in OTHERS or (a.name in ENGINES and a.asname)]
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.attr in ENGINES.get(node.func.value.id, ())
        ):
            parts = list(ast.walk(node.args[0] if node.args else node))
            names = {part.id for part in parts if isinstance(part, ast.Name)}
            if not names <= known or any(isinstance(part, ast.Call) for part in parts):
                result.append(ast.unparse(node))
    return result


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        ('import re\nre.search("a", text)', False),
        ('import re\nA = "a"\nB = re.compile(rf"{A}+")', False),
        ("import re\ndef f(text): return re.compile(re.escape(text))", True),
        ('import re\ndef f(text): return re.search("".join(text), "")', True),
        ('import re\ndef f():\n    given = input()\n    return re.search(given, "")', True),
        ("from re import compile", True),
        ("import regex", True),
        ('import fnmatch\ndef f(text): return fnmatch.fnmatch("", text) or fnmatch.translate(text)', True),
    ],
)
def test_a_pattern_made_of_input_is_noticed(code: str, refused: bool) -> None:
    assert bool(made_of_input(ast.parse(code))) == refused


def test_no_pattern_of_a_reader_goes_to_an_engine_that_backtracks() -> None:
    paths = [path for package in ("engine", "searchapp") for path in (ROOT / package).rglob("*.py")]
    assert len(paths) > 100
    found = {str(path.relative_to(ROOT)): made_of_input(ast.parse(path.read_text("utf-8"))) for path in paths}
    assert {path: calls for path, calls in found.items() if calls} == {}
