"""E-mail addresses: usual ones are accepted, hostile ones rejected."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.mail.email_address import AddressRefused, parse_address, parse_addresses


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("reader@example.org", "reader@example.org"),
        ("  Reader.Name+news@EXAMPLE.org ", "Reader.Name+news@example.org"),
        ("o'neil@mail.example.co.uk", "o'neil@mail.example.co.uk"),
        ("reader@例子.中国", "reader@xn--fsqu00a.xn--fiqs8s"),
    ],
)
def test_an_address_is_read(typed: str, read: str) -> None:
    assert parse_address(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "reader",
        "@example.org",
        "reader@",
        "reader@localhost",
        "reader@127.0.0.1",
        "reader@[127.0.0.1]",
        "a@b@example.org",
        "reader@example..org",
        "reader@-example.org",
        "reader@example.org.",
        ".reader@example.org",
        "rea..der@example.org",
        '"reader"@example.org',
        "读者@example.org",
        "reader@example.org\nBcc: all@example.org",
        "reader\r\nRCPT TO:<all@example.org>@example.org",
        "reader@example.org\0",
        "<reader@example.org>",
        "reader@example.org>,<all@example.org",
        "a" * 65 + "@example.org",
        "reader@" + "a" * 64 + ".org",
        "reader@" + "a." * 130 + "org",
    ],
)
def test_an_address_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(AddressRefused, match="is not an e-mail address"):
        parse_address(typed)


@pytest.mark.parametrize(
    "typed", ["a@x.org,b@x.org", "a@x.org；b@x.org;", " a@x.org\nb@x.org a@x.org", "a@x.org、b@x.org"]
)
def test_several_addresses_are_taken_apart(typed: str) -> None:
    assert parse_addresses(typed) == ("a@x.org", "b@x.org")


@pytest.mark.parametrize("typed", ["", " ，", ",".join(f"a{n}@x.org" for n in range(11)), "a@x.org,b"])
def test_none_too_many_and_a_bad_one_are_refused(typed: str) -> None:
    with pytest.raises(AddressRefused):
        parse_addresses(typed)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_no_text_gets_through_that_could_end_a_line(text: str) -> None:
    try:
        read = parse_address(f"{text}@example.org")
    except AddressRefused as error:
        read = str(error)
    else:
        assert not set(read) & set(' <>()[]\\,;:"')
    assert read.isprintable()
