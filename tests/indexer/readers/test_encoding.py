"""Detection of encodings from the bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DocumentRejected
from indexer.readers.encoding import decode, detect, unify

SENTENCE = "今年春天，镇里的干部和村民一起修好了通往果园的小路，大家都说这条路方便多了。"
TRADITIONAL = "今年春天，鎮裡的幹部和村民一起修好了通往果園的小路，大家都說這條路方便多了。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_text_comes_back_from_every_encoding(encoding: str) -> None:
    assert decode(SENTENCE.encode(encoding), "a.txt") == SENTENCE


def test_traditional_text_in_big5_is_not_taken_for_gb18030() -> None:
    assert decode(TRADITIONAL.encode("big5"), "a.txt") == TRADITIONAL


@pytest.mark.parametrize(("declared", "found"), [("gb2312", "gb18030"), ("big5", "gb18030"), ("nonsense", "gb18030")])
def test_a_declared_encoding_is_checked(declared: str, found: str) -> None:
    assert detect(SENTENCE.encode("gb18030"), "a.html", declared) == found


def test_a_text_cut_in_the_middle_of_a_character_is_still_read() -> None:
    assert decode(SENTENCE.encode("utf-8")[:-1], "a.txt").startswith(SENTENCE[:-1])


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (bytes(range(256)) * 8, "binary"),
        ("これは日本語の新聞です。".encode("shift_jis"), "GB18030"),
        (b"\xff" * 40, "UTF-8"),
    ],
)
def test_what_is_no_text_is_rejected_in_one_sentence(data: bytes, word: str) -> None:
    with pytest.raises(DocumentRejected, match=rf"^odd\.txt .*{word}.*\.$"):
        decode(data, "odd.txt")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_a_newline(end: str) -> None:
    assert unify(f"一{end}二") == "一\n二"


@given(st.text())
def test_utf8_is_read_as_written(text: str) -> None:
    plain = unify(text.encode("utf-8", "replace").decode())
    if plain.isprintable() and not plain.startswith("\ufeff"):
        assert decode(plain.encode(), "a.txt") == plain


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_a_rejection(data: bytes) -> None:
    try:
        text = decode(data, "a.txt")
    except DocumentRejected:
        return
    assert "\r" not in text
    assert "\0" not in text


def test_a_few_zero_bytes_do_not_make_a_text_binary() -> None:
    data = "清晨的河堤上，护林员老贺走了三个来回。".encode() * 3 + b"\0\0\0"
    assert decode(data, "a.txt") == "清晨的河堤上，护林员老贺走了三个来回。" * 3
    with pytest.raises(DocumentRejected, match="binary"):
        decode(b"\0\1\2\3" * 100, "a.txt")
