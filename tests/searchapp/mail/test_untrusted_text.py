"""Links in untrusted texts are recognized in every disguise that a mail client decodes, and removed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.request.untrusted_text import has_link, printable, without_links

HOSTS = [
    "evil.example",
    "www.evil.example",
    "evil-shop.com.cn",
    "evil.xn--fiqs8s",
    "evil例子.中国",
    "evil公司.网址",
    "evilпример.рф",
    "evil예시.한국",
    "evilمثال.مصر",
    "evilउदाहरण.भारत",
    "evil❤.ws",
    "evil.co.uk:8080",
]
BEFORE = ["", "http://", "HTTPS://", "https:\\\\", "ftp://", "user:evil@", "mailto:evil@", "evil.reader+news@", "//"]
AFTER = ["", "/", "/evil?a=b&c=d#e", ":443/evil", "."]
AROUND = [("", ""), ("请看 ", " 领取"), ("（", "）"), ("“", "”，快来"), ("：\n", "\n"), ("中奖：", "。")]
OTHERS = [
    "http://192.0.2.1/evil",
    "http://3221225985/evil",
    "192.0.2.7:80/evil",
    "[2001:db8::7]:80/evil",
    "http://[2001:db8::7]/evil",
    "tel:110/evil",
    "sms:evil",
    "javascript:evil()",
    "evil://x",
    "magnet:?xt=evil",
    "weixin://evil",
    "+86 138-0013-8000/evil",
    "www.evil",
]


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _bold(text: str) -> str:
    return "".join(chr(0x1D41A + ord(sign) - 97) if "a" <= sign <= "z" else sign for sign in text)


def _dotted(dot: str) -> dict[int, str]:
    return {ord("."): dot}


DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "capitals": str.upper,
    "wide": _wide,
    "bold": _bold,
    "wide dots": lambda text: text.translate(_dotted("．")),
    "one dot leaders": lambda text: text.translate(_dotted("․")),
    "small dots": lambda text: text.translate(_dotted("﹒")),
    "joiners": lambda text: "\u200b".join(text),
    "soft hyphens": lambda text: text.replace(".", "\u00ad.\u2060"),
    "variants": lambda text: text.replace(".", "\ufe0f.\ufe0e"),
    "turned round": lambda text: f"\u202e{text}\u202c",
}
links = st.one_of(
    st.builds("{}{}{}".format, st.sampled_from(BEFORE), st.sampled_from(HOSTS), st.sampled_from(AFTER)),
    st.sampled_from(OTHERS),
)


def bare(text: str) -> str:
    """Return a text without disguises."""
    return "".join(
        s for s in unicodedata.normalize("NFKC", text).casefold() if unicodedata.category(s) not in ("Cf", "Mn")
    )


@settings(max_examples=600, deadline=None)
@given(links, st.sampled_from(sorted(DISGUISES)), st.sampled_from(AROUND))
def test_no_disguise_hides_a_link(link: str, disguise: str, around: tuple[str, str]) -> None:
    text = DISGUISES[disguise](link).join(around)
    for shown in (text, printable(text)):
        assert has_link(shown)
        left = without_links(shown)
        assert not has_link(left)
        assert "evil" not in bare(left), left


@pytest.mark.parametrize("dot", ["。", "｡", "︒"])
@pytest.mark.parametrize("host", ["evil.example", "evil.com.cn", "www.evil.net/a", "evil例子.中国", "evil.xn--fiqs8s"])
def test_a_full_stop_is_a_dot(host: str, dot: str) -> None:
    text = host.replace(".", dot)
    assert has_link(text)
    assert without_links(f"请看 {text} 领取") == "请看 […] 领取"


@pytest.mark.parametrize(
    "text",
    [
        "樱桃 · 西集镇 · 2023-05-01–2023-05-31",
        "增长12.5%，达到3.5亿元",
        "2023.6.1 08:30:15",
        "会议结束。公司将开工。中国队获胜。",
        "会议结束.明天继续",
        "A.樱桃 B.苹果 1.西瓜",
        "领导:钱望舒 来源:“京东晚报” 镇:西集镇",
        "樱桃|苹果 -梨 日期:2023年6月",
        "U.S.A. 第1.2.3条",
        "电话0316-1234567",
        "👨‍👩‍👧 一家",
        "",
    ],
)
def test_other_words_stay_as_they_are(text: str) -> None:
    assert not has_link(text)
    assert without_links(text) == text


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab1.。．:/@[]+- 中国公司wwwhttp\u200b，"), max_size=60))
def test_what_is_left_has_no_link(text: str) -> None:
    assert not has_link(without_links(text))


def test_a_long_text_is_read_at_once() -> None:
    for piece in ("a.", "www.", "1.1.1.", "://", "a:b:", "[1:", "+1 ", "中国。", "\u200b"):
        without_links(piece * 5_000)
