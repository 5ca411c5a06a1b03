"""What is fuzzed: functions of bytes that raise if the code does what it must never do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

from engine.errors import DocumentRejected, SettingError
from engine.query.synonyms import read_groups
from engine.settings import load
from engine.vocabulary import read_words
from indexer.building.acceptance import read_self_test
from indexer.building.build_inputs import read_inputs
from indexer.document import RawDocument
from indexer.metadata.corrections import correct
from indexer.metadata.corrections_file import read_corrections
from indexer.pipeline import extract
from indexer.readers.encoding import decode, unify
from indexer.readers.file_reader import read_stream
from indexer.repair.letter_spacing import close_up
from tests.conftest import ARTICLES
from tests.faults.seeds import SUFFIXES
from tests.fuzzing.requests import answer, letter
from tests.fuzzing.searches import damaged_segment, query

DECLARED = (None, "utf-8", "gbk", "gb2312", "big5", "utf-16", "iso-8859-1", "no such encoding", "\x00")


def reader(data: bytes, folder: Path) -> None:
    """Read a file, whose first byte chooses its name: there are articles, or a sentence that names the file."""
    del folder
    name = f"a{SUFFIXES[data[0] % len(SUFFIXES)]}" if data else "a"
    try:
        for document in read_stream(BytesIO(data[1:]), name, {}):
            _conserves(document)
    except DocumentRejected as error:
        sentence = str(error)
        assert sentence.startswith(name), sentence
        assert sentence.endswith("."), sentence
        assert "\n" not in sentence, sentence


def encoding(data: bytes, folder: Path) -> None:
    """Decode bytes: text of one kind of line end, which stays as it is when it is unified or decoded again."""
    del folder
    declared = DECLARED[data[0] % len(DECLARED)] if data else None
    try:
        text = decode(data[1:], "a.txt", declared)
    except DocumentRejected:
        return
    assert not {"\r", "\0", "\u2028", "\u200b", "\ufeff"} & set(text)
    assert unify(text) == text
    text.encode()
    if any("\u4e00" <= char <= "\u9fff" for char in text) and "\ufffd" not in text:
        assert decode(b"\xef\xbb\xbf" + text.encode(), "a.txt") == text


def splitter(data: bytes, folder: Path) -> None:
    """Recognise the articles of a text; nothing in them is invented, and evidence stands where it says."""
    del folder
    _conserves(RawDocument("a/a.txt", unify(data.decode("utf-8", "replace"))))


def _conserves(document: RawDocument) -> None:
    """Fail if the articles of a document hold characters that it does not, or evidence that is elsewhere."""
    document = close_up(document)
    held = Counter(document.text)
    for values in (document.stated, document.hints):
        held.update(Counter("".join(values.values())))
    used: Counter[str] = Counter()
    for article in extract(document):
        used.update(Counter(_solid(article.body)))
        for item in article.evidence:
            if item.start is not None and item.end is not None:
                assert 0 <= item.start <= item.end <= len(document.text), item
                assert _quotes(item.quote, document.text[item.start : item.end]), item
        for repair in article.repairs:
            assert 0 <= repair.start <= repair.end <= len(document.text), repair
    assert not used - held, f"invented: {used - held}"


def _quotes(quote: str, text: str) -> bool:
    """Return whether a text is in a quote, or a quote is the text without some of its lines."""
    rest = iter(_solid(text))
    return _solid(text) in _solid(quote) or all(char in rest for char in _solid(quote))


def _solid(text: str) -> str:
    """Return a text without white space, of which lines that are joined lose some."""
    return "".join(text.split())


def settings(data: bytes, folder: Path) -> None:
    """Read a file as every kind that operators write: it is taken, or refused with a sentence."""
    file = folder / "typed.toml"
    file.write_bytes(data)
    for read in (load_file, read_inputs, read_self_test, corrected, synonyms, words):
        try:
            read(file)
        except SettingError as error:
            str(error)


def load_file(file: Path) -> None:
    """Read it as settings."""
    load({}, file)


def corrected(file: Path) -> None:
    """Read it as corrections, and correct articles."""
    corrections = read_corrections(file)
    for article in ARTICLES:
        correct(article, corrections)


def synonyms(file: Path) -> None:
    """Read it as synonyms."""
    read_groups(file.read_bytes().decode("utf-8", "replace").splitlines(), "a")


def words(file: Path) -> None:
    """Read it as words."""
    read_words(file.read_bytes().decode("utf-8", "replace").splitlines(), "a")


TARGETS: Mapping[str, Callable[[bytes, Path], None]] = {
    "reader": reader,
    "encoding": encoding,
    "splitter": splitter,
    "settings": settings,
    "query": query,
    "segment": damaged_segment,
    "http": answer,
    "letter": letter,
}
