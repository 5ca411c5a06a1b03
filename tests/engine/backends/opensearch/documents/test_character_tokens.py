"""Single-character tokens, with separators and special characters escaped."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.opensearch.documents import character_tokens
from engine.text.normalize import fold


@settings(deadline=None)
@given(st.text(alphabet=st.characters(), max_size=30))
def test_every_character_is_one_token_of_its_own(text: str) -> None:
    found = character_tokens.character_tokens(text).split(" ")
    assert (found[0], found[-1], len(found)) == (
        character_tokens.EDGE_TOKEN,
        character_tokens.EDGE_TOKEN,
        len(text) + 2,
    )
    assert len(character_tokens.query_tokens(text)) == len(text)
    plain = {token for token in found if len(token) == 1}
    assert not any(token.isspace() or token in "\\|" for token in plain)


@settings(deadline=None)
@given(st.text(alphabet="ab\\| \n20;", max_size=8), st.text(alphabet="ab\\| \n20;", max_size=8))
def test_two_texts_have_the_same_tokens_only_where_they_are_the_same(one: str, other: str) -> None:
    assert ("".join(character_tokens.query_tokens(one)) == "".join(character_tokens.query_tokens(other))) == (
        fold(one) == fold(other)
    )


def test_pairs_that_hold_every_character_are_enough() -> None:
    assert character_tokens.phrase("西集镇樱桃") == "西集 \\_; 镇樱 樱桃"
    assert character_tokens.phrase("西集镇樱") == "西集 \\_; 镇樱"
    assert character_tokens.phrase("镇") == "镇"


def test_a_space_may_be_the_end_of_a_line() -> None:
    assert character_tokens.phrase("河 镇").split(" ") == ["河\\20;|河\\n;", "\\20;镇|\\n;镇"]
