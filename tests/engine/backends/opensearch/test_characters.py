"""Characters as tokens: one each, nothing that ends a token or means something stays as it is."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.opensearch import characters
from engine.normalize import fold


@settings(deadline=None)
@given(st.text(alphabet=st.characters(), max_size=30))
def test_every_character_is_one_token_of_its_own(text: str) -> None:
    found = characters.written(text).split(" ")
    assert (found[0], found[-1], len(found)) == (characters.EDGE, characters.EDGE, len(text) + 2)
    assert len(characters.tokens(text)) == len(text)
    plain = {token for token in found if len(token) == 1}
    assert not any(token.isspace() or token in "\\|" for token in plain)


@settings(deadline=None)
@given(st.text(alphabet="ab\\| \n20;", max_size=8), st.text(alphabet="ab\\| \n20;", max_size=8))
def test_two_texts_have_the_same_tokens_only_where_they_are_the_same(one: str, other: str) -> None:
    assert ("".join(characters.tokens(one)) == "".join(characters.tokens(other))) == (fold(one) == fold(other))


def test_pairs_that_hold_every_character_are_enough() -> None:
    assert characters.phrase("西集镇樱桃") == "西集 \\_; 镇樱 樱桃"
    assert characters.phrase("西集镇樱") == "西集 \\_; 镇樱"
    assert characters.phrase("镇") == "镇"


def test_a_space_may_be_the_end_of_a_line() -> None:
    assert characters.phrase("河 镇").split(" ") == ["河\\20;|河\\n;", "\\20;镇|\\n;镇"]
