"""Completion and spelling correction of names."""

from __future__ import annotations

import random
import time
from collections import defaultdict

import opencc
import pytest

from engine.backend import Engine
from engine.query.parser import parse
from engine.query.tree import Term
from engine.suggest.completion import Completer, Suggestion
from engine.suggest.confusable import lookalikes
from engine.suggest.prefix_index import SubstringIndex
from engine.suggest.title_index import TitleIndex
from engine.text.gazetteer import gazetteer
from engine.text.pinyin import full_pinyin, readings_of
from tests.engine.suggest.collection import corrector_of

NAMES = (
    Suggestion("西集镇", "town", 9, "北京市/通州区/西集镇"),
    Suggestion("漷县镇", "town", 5, "北京市/通州区/漷县镇"),
    Suggestion("马清文", "leader", 4),
    Suggestion("长乐坊街道", "town", 3, "陕西省/西安市/长乐坊街道"),
    Suggestion("运河新报", "source", 2),
)
TITLES = ("西集镇樱桃节开园", "漷县镇办起夜校")


def _in_use(char: str) -> bool:
    return char in readings_of() and len(char.encode("gb2312", "replace")) == 2


@pytest.fixture(scope="module")
def suggester() -> Completer:
    completer = Completer(NAMES, lambda: [TitleIndex.of(TITLES)])
    assert completer.ready(10)
    return completer


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("西", "西集镇"),
        ("西集鎮", "西集镇"),
        ("xijizhen", "西集镇"),
        ("xi ji", "西集镇"),
        ("ＸＪＺ", "西集镇"),
        ("xjz", "西集镇"),
        ("maqingwen", "马清文"),
        ("mqw", "马清文"),
        ("changle", "长乐坊街道"),
        ("集镇", "西集镇"),
        ("樱桃", "西集镇樱桃节开园"),
        ("xjzyt", "西集镇樱桃节开园"),
        ("樱桃 马清", "樱桃 马清文"),
    ],
)
def test_what_is_begun_is_completed(suggester: Completer, typed: str, text: str) -> None:
    assert suggester.complete(typed)[0].text == text


@pytest.mark.parametrize("block", [1, 3, 1 << 18])
def test_lines_are_found_by_any_part_those_that_begin_with_it_first(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr("engine.suggest.prefix_index.BLOCK_CHARS", block)
    chance = random.Random(5)
    texts = ["".join(chance.choices("西集镇樱桃\U00020000", k=chance.randint(0, 6))) for _ in range(60)]
    lines = SubstringIndex.of(texts)
    for part in {text[i : i + n] for text in texts for i in range(len(text)) for n in (1, 2, 3)}:
        begun = [number for number, text in enumerate(texts) if text.startswith(part)]
        others = [number for number, text in enumerate(texts) if part in text and number not in begun]
        assert lines.holding(part) == (begun, others)


def test_frequent_queries_are_offered_and_nothing_is_for_nothing(suggester: Completer) -> None:
    assert suggester.complete("大运", queries=("大运河森林公园",))[0].kind == "query"
    assert suggester.complete("  ") == ()
    assert suggester.complete("飞碟") == ()
    assert len(suggester.complete("x", limit=1)) == 1


def test_the_index_itself_completes_and_corrects(engine: Engine) -> None:
    assert engine.suggest("xijizhen")[0].text == "西集镇"
    assert engine.suggest("钱")[0].kind == "leader"
    assert engine.correct(parse("骆明传 水稻"), "骆明传 水稻")[0] == "骆明川 水稻"
    assert engine.correct(parse("西集镇"), "西集镇") == ()


def _mistyped(name: str, chance: random.Random) -> dict[str, str]:
    """Return typing errors of `name` by kind.

    These are a character that looks or sounds alike, an extra one and two transposed; for longer names also a wrong
    or a missing character, after which a short one would be ambiguous.
    """
    place = chance.randrange(len(name) - 1)
    before, char, behind = name[:place], name[place], name[place + 1 :]
    sounds = [other for other in _COMMON if readings_of()[other][0] == readings_of()[char][0] and other != char]
    typed = {
        "looks": [before + other + behind for other in lookalikes().get(char, "")[:3]],
        "sounds": [before + other + behind for other in sounds],
        "more": [before + chance.choice(_COMMON) + char + behind],
        "places": [before + behind[0] + char + behind[1:]],
        "wrong": [before + chance.choice(_COMMON) + behind] if len(name) > 3 else [],
        "missing": [before + behind] if len(name) > 3 else [],
    }
    return {kind: chance.choice(ways) for kind, ways in typed.items() if ways}


def test_mistyped_and_spelt_names_find_the_name_first_and_soon() -> None:
    chance = random.Random(3)
    places = sorted({name for name in gazetteer().names.values() if 3 <= len(name) <= 6})
    names = [Suggestion(name, "town", 1) for name in chance.sample(places, 2000)]
    known = {name.text for name in names}
    corrector, suggester = corrector_of([(name.text, 1) for name in names]), Completer(names, tuple)
    to_traditional = opencc.OpenCC("s2t")
    right: dict[str, list[bool]] = defaultdict(list)
    spent = []
    for name in chance.sample(sorted(known), 200):
        for kind, typed in _mistyped(name, chance).items():
            if not any(typed in other for other in known):  # what is in an article as typed needs no correction
                offered = corrector.corrections(Term(typed), typed)
                right[kind].append(name in offered[: 3 if kind in ("wrong", "missing") else 1])
        for kind, typed in (("pinyin", full_pinyin(name)), ("traditional", to_traditional.convert(name))):
            started = time.thread_time()
            found = suggester.complete(typed)
            spent.append(time.thread_time() - started)
            right[kind].append(bool(found) and found[0].text == name)
    assert len(right) == 8
    assert {kind: sum(held) / len(held) for kind, held in right.items() if sum(held) / len(held) < 0.95} == {}
    assert sorted(spent)[len(spent) * 19 // 20] < 0.01


_COMMON = [chr(code) for code in range(0x4E00, 0x9FA5) if _in_use(chr(code))]
