"""The sample documents agree with their gold labels, and none of their sentences is copied from elsewhere."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
GOLD = json.loads((ROOT / "tests" / "data" / "corpus_gold.json").read_text(encoding="utf-8"))
ARTICLES = [(entry["file"], article) for entry in GOLD for article in entry["articles"]]
FILES = {path.name: path for path in CORPUS.glob("*/*")}
ENCODINGS = {"bayan_rice.txt": "utf-16", "anhai_trad.txt": "big5"} | dict.fromkeys(
    ("yunhexinbao_20250312.txt", "night_bus.txt", "kuasheng_tongban.html"), "gb18030"
)
SHARED = ROOT.parent / "shared" / "corpus"
_TAG = re.compile(r"<[^<>]{0,200}>")  # <p align="center">
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")  # 樱桃红了。五月的风一吹


def _text(name: str) -> str:
    return FILES[name].read_text(encoding=ENCODINGS.get(name, "utf-8"))


def _squeezed(text: str) -> str:
    """Return the text without spaces, line ends, tags and entities, so that broken lines and markup do not matter."""
    text = _TAG.sub("", text).replace('""', '"').replace("&ldquo;", "“").replace("&rdquo;", "”")
    return re.sub(r"\s+", "", text.replace("\\n", ""))


def _sentences(text: str) -> set[str]:
    squeezed = (re.sub(r"\s+", "", sentence) for sentence in _SENTENCE_END.split(text))
    return {sentence for sentence in squeezed if len(sentence) >= 15}


def test_every_document_is_labelled_and_every_label_has_its_document() -> None:
    assert {entry["file"] for entry in GOLD} == FILES.keys()


def test_at_least_forty_five_articles_from_six_sources_in_five_provinces() -> None:
    assert len(ARTICLES) >= 45
    assert len({article["source"] for _, article in ARTICLES} - {None}) >= 6
    assert len({town.split("/")[0] for _, article in ARTICLES for town in article["towns"]}) >= 5


def test_one_town_name_stands_in_several_provinces() -> None:
    paths = {town for _, article in ARTICLES for town in article["towns"] if town.endswith("/西集镇")}
    assert {path.split("/")[0] for path in paths} == {"北京市", "山东省", "黑龙江省"}


@pytest.mark.parametrize("name", sorted(set(FILES) - set(ENCODINGS)))
def test_the_others_are_utf8(name: str) -> None:
    assert "\ufffd" not in FILES[name].read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ENCODINGS)
def test_a_document_in_another_encoding_is_not_utf8(name: str) -> None:
    assert _text(name)
    with pytest.raises(UnicodeDecodeError):
        FILES[name].read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "article"), ARTICLES, ids=[f"{n}-{a['starts'][:8]}" for n, a in ARTICLES])
def test_every_label_is_in_its_document(name: str, article: dict[str, object]) -> None:
    text = _squeezed(_text(name))
    parts = [article.get(key) for key in ("kicker", "title", "subtitle", "starts", "ends", "editor")]
    names = [leader["name"] for leader in article["leaders"]]  # type: ignore[attr-defined]
    for part in (*parts, *names, *article["authors"]):  # type: ignore[misc]
        assert part is None or _squeezed(str(part)) in text
    assert text.index(_squeezed(str(article["starts"]))) < text.index(_squeezed(str(article["ends"])))


def test_one_person_changes_office_between_documents() -> None:
    posts = {(d["name"], d["role"], d["org"]) for _, article in ARTICLES for d in article["leaders"]}
    assert {("梁慕舟", "镇长", "西集镇"), ("梁慕舟", "党委书记", "西集镇"), ("梁慕舟", "副区长", "通州区")} <= posts


def test_the_csv_and_json_lines_are_well_formed() -> None:
    with FILES["county_briefs.csv"].open(encoding="utf-8", newline="") as file:
        assert all(row["title"] and row["body"] for row in csv.DictReader(file, strict=True))
    assert all({"id", "title", "body"} <= json.loads(line).keys() for line in _text("bulletins.jsonl").splitlines())


def test_no_sentence_is_taken_from_the_real_texts() -> None:
    if not SHARED.is_dir():
        pytest.skip("the real texts are not on this machine")
    folders = ("seeds", "localgov", "pages")
    real = [p.read_text(encoding="utf-8", errors="replace") for f in folders for p in (SHARED / f).glob("*.*")]
    ours = set().union(*(_sentences(_TAG.sub("", _text(name))) for name in FILES))
    assert len(ours) > 500
    everything = re.sub(r"\s+", "", "".join(real))
    assert not [sentence for sentence in ours if sentence in everything]
