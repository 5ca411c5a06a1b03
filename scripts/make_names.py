#!/usr/bin/env python3
"""Make engine/data/names.tsv.gz from news: how strongly a character suggests a person's name, by position in the name.

python scripts/make_names.py NEWS.jsonl.xz...    (JSON Lines with "body", plain or compressed with xz)

A name is learnt where a post precedes it and a text repeats it with other words after it: 区长王林到, 王林指出.
The weight is ten times the natural logarithm of a character's frequency there, divided by its frequency anywhere.
"""

from __future__ import annotations

import gzip
import json
import lzma
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.text.normalize import fold

TARGET = Path(__file__).parent.parent / "engine" / "data" / "names.tsv.gz"
HAN = "[\u4e00-\u9fff]"
# 区委书记
POST = re.compile(r"书记|主任|主席|委员|部长|[省市区县州旗镇乡局厅处科所院校站队组会]长|同志")
IS_HAN = re.compile(rf"{HAN}{{2,4}}")
# Words so frequent after a name that a text may never show the name with other words after it: 王林说
SPOKEN = tuple("说等称为是在和与的对将向到就也又还一")
STOPS = frozenset(',、。;:()!?\n "”“》《[]【】·')
LIMIT, PRIOR, SHARE = 60, 100, 0.03


def read_bodies(path: Path) -> Iterator[str]:
    """Yield the folded texts of a news file."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        for line in file:
            yield fold(json.loads(line)["body"])


def read_surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Return the family names of one and of two characters."""
    lines = (TARGET.parent / "surnames.txt").read_text(encoding="utf-8").splitlines()
    bare = [line for line in lines if line and not line.startswith("#")]
    return frozenset("".join(line for line in bare if " " not in line)), frozenset(
        " ".join(line for line in bare if " " in line).split()
    )


class Counts:
    """Counters of characters and pairs anywhere, and for each name of its articles and the pairs after it."""

    def __init__(self, single: frozenset[str], double: frozenset[str]) -> None:
        self.single, self.double = single, double
        self.chars: Counter[str] = Counter()
        self.pairs: Counter[str] = Counter()
        self.articles: Counter[str] = Counter()
        self.follows: dict[str, Counter[str]] = defaultdict(Counter)

    def read(self, text: str) -> None:
        """Count one text."""
        self.chars.update(text)
        self.pairs.update(map(str.__add__, text, text[1:]))
        self.read_names(text)

    def read_names(self, text: str) -> None:
        """Count the names of one text."""
        for name in {name for post in POST.finditer(text) if (name := self._repeated(text, post.end()))}:
            self.articles[name] += 1
            at = text.find(name)
            while at >= 0:
                at += len(name)
                self.follows[name][text[at : at + 2]] += 1
                at = text.find(name, at)

    def _repeated(self, text: str, at: int) -> str | None:
        """Return the name that begins at `at`, if different words after it elsewhere show where it ends."""
        han = IS_HAN.match(text, at)
        if not han or not (text[at] in self.single or text[at : at + 2] in self.double):
            return None
        family = 2 if text[at : at + 2] in self.double else 1
        short, long = text[at : at + family + 1], text[at : at + family + 2]
        often, rest = text.count(short), text.count(long)
        if text[at + len(long) : at + len(long) + 1] in "、(" and len(long) == family + 2 and often == rest:
            return long
        if often < 2 or not IS_HAN.fullmatch(long):
            return None
        name = long if rest == often else short if rest <= often / 2 else ""
        if name.endswith(SPOKEN):
            return None
        behind = {text[m.end() : m.end() + 1] for m in re.finditer(name, text)} if name else set()
        return name if len(behind) > 1 else None

    def split(self, name: str) -> tuple[str, str]:
        """Return family and given name."""
        family = 2 if name[:2] in self.double and len(name) > 2 else 1
        return name[:family], name[family:]

    def names(self) -> Iterator[str]:
        """Yield the names that are not words, as many occurrences of their first two characters are in this name."""
        met: Counter[str] = Counter()
        for name, follows in self.follows.items():
            met[name[:2]] += follows.total()
        return (name for name in self.articles if met[name[:2]] > SHARE * self.pairs[name[:2]])


def weigh(counts: Counts) -> Iterator[tuple[str, int, str]]:
    """Yield role, weight and the keys that have it."""
    everything, pairs = counts.chars.total(), counts.pairs.total()
    roles: dict[str, Counter[str]] = defaultdict(Counter)
    in_names: Counter[str] = Counter()
    for name in counts.names():
        family, given = counts.split(name)
        often = min(counts.articles[name], 5)  # people in the news every day are not representative of names
        roles["family"][family] += often
        for role, char in zip(("only",) if len(given) == 1 else ("middle", "last"), given, strict=True):
            roles[role][char] += often
        behind = counts.follows[name]
        in_names[name[:2]] += behind.total()
        for pair, n in behind.items():
            if pair[:1] not in STOPS and len(pair) == 2:
                roles["after"][pair[0]] += min(n, 20)
                roles["after2"][pair] += min(n, 20)
    for role, least in (("family", 1), ("only", 20), ("middle", 20), ("last", 20), ("after", 200)):
        chars = [char for char, n in counts.chars.items() if n >= least and (role != "family" or roles[role][char] > 1)]
        yield from _group(role, {char: _ratio(roles[role], char, counts.chars[char] / everything) for char in chars})
    follows = roles["after2"]
    yield from _group("after2", {p: _ratio(follows, p, counts.pairs[p] / pairs) for p, n in follows.items() if n > 5})
    # A family name and the next character that together are a word: 高度, 任务, 代表
    words = {}
    for pair, n in counts.pairs.items():
        if n >= 200 and pair[0] in roles["family"] and pair[1].isalpha() and in_names[pair] < n / 20:
            apart = counts.chars[pair[0]] / everything * counts.chars[pair[1]] / everything
            words[pair] = round(10 * math.log(n / pairs / apart))
    yield from _group("word", {pair: weight for pair, weight in words.items() if weight > 10})


def _ratio(seen: Counter[str], key: str, anyhow: float) -> int:
    # Smoothed by 300 observations at the overall rate: absence counts against frequent characters only.
    value = 10 * math.log((seen[key] + 0.2 + PRIOR * anyhow) / (seen.total() + PRIOR) / anyhow)
    return max(-LIMIT, min(LIMIT, round(value)))


def _group(role: str, weights: Mapping[str, int]) -> Iterator[tuple[str, int, str]]:
    by_weight: dict[int, list[str]] = defaultdict(list)
    for key, weight in weights.items():
        by_weight[weight].append(key)
    for weight, keys in sorted(by_weight.items()):
        yield role, weight, "".join(sorted(keys))


def main(paths: list[Path]) -> int:
    """Count, compute the weights and write the file."""
    counts = Counts(*read_surnames())
    for path in paths:
        for body in read_bodies(path):
            counts.read(body)
    lines = [f"{role}\t{weight}\t{keys}\n" for role, weight, keys in weigh(counts)]
    # mtime 0: the same input gives the same bytes.
    TARGET.write_bytes(gzip.compress("".join(lines).encode("utf-8"), 9, mtime=0))
    print(f"{TARGET}: {len(counts.articles)} names, {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
