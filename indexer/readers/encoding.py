"""Decoding: detect UTF-8, UTF-16, GB18030 and Big5 by valid byte sequences and plausible text."""

from __future__ import annotations

import codecs
import re
from collections import Counter

from engine.errors import DocumentRejected
from engine.text.normalize import fold

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Declared encodings and the codec used for them: pages that declare gb2312 use characters of GBK.
ENCODING_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "utf-16": "utf-16-le",
    "utf8": "utf-8",
}
# Bytes of a file that are examined to detect its encoding.
SAMPLE_BYTES = 200_000
# The most common characters of written Chinese, simplified; they make up about half of any text.
COMMON_CHARACTERS = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得"
    "经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日社义事平"
    "形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党"
    "程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做"
    "必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切"
    "打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界镇村"
)
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
# Zero-width characters, which browsers and PDF files put at possible line breaks: soft hyphen, zero-width space.
INVISIBLE = re.compile(r"[\u00ad\u200b\u2060\ufeff]")
# Radicals, which PDF files contain in place of characters that look alike: ⻄ for 西.
RADICAL = re.compile(r"[\u2e80-\u2fdf]")
LINE_ENDS = re.compile(r"\r\n?|[\f\v\x1c-\x1e\x85\u2028\u2029]")


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """Decode a file, with "\\n" as the only line end; `declared` is the encoding that the file declares.

    Raises DocumentRejected, naming the file `name`, if the bytes are not text or not in a supported encoding.
    """
    return unify(data.decode(*_how(data, name, declared)).removeprefix("\ufeff"))


def detect(data: bytes, name: str, declared: str | None = None) -> str:
    """Return the encoding of a file as a Python codec name. Raises DocumentRejected as `decode` does."""
    return _how(data, name, declared)[0]


def unify(text: str) -> str:
    """Normalise line ends to "\\n"; remove NUL, zero-width characters and lone surrogates.

    Radicals are replaced by the characters that they look like.
    """
    text = SURROGATE.sub("\ufffd", INVISIBLE.sub("", LINE_ENDS.sub("\n", text).replace("\0", "")))
    return RADICAL.sub(lambda radical: fold(radical[0]), text)


def _how(data: bytes, name: str, declared: str | None) -> tuple[str, str]:
    """Return the encoding and the error handler for bytes that do not fit it."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding, "replace"
    sample = data[:SAMPLE_BYTES]
    if b"\0" in sample or len(CONTROL.findall(sample.decode("latin-1"))) > len(sample) // 100:
        wide = _wide(sample)
        if wide:
            return wide, "replace"
        # A crashed writer leaves NULs in a text; anything else full of control characters is not text.
        bare = sample.replace(b"\0", b"")
        if 5 * len(bare) < 4 * len(sample) or len(CONTROL.findall(bare.decode("latin-1"))) > len(sample) // 100:
            raise DocumentRejected("%(name)s is binary, not text.", name=name)
    fitting = [encoding for encoding in ("utf-8", "gb18030", "big5hkscs") if _decodes(data, encoding)]
    if "utf-8" in fitting:
        return "utf-8", "strict"
    declared_encoding = ENCODING_ALIASES.get((declared or "").lower())
    scores = {encoding: share_of_common(sample.decode(encoding, "ignore")) for encoding in fitting}
    if declared_encoding in scores and scores[declared_encoding] >= max(scores.values()) * 0.8:
        return declared_encoding, "strict"
    if scores and max(scores.values()) >= 0.1:
        return max(scores, key=lambda encoding: scores[encoding]), "strict"
    damaged = _wide(sample) or _is_damaged(sample)
    if damaged:
        return damaged, "replace"
    raise DocumentRejected("%(name)s is in none of UTF-8, UTF-16, GB18030 and Big5; save it as UTF-8.", name=name)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def share_of_common(text: str) -> float:
    """Return the share of common characters among the Chinese ones, and that of other non-ASCII characters."""
    strange = [
        char for char in text if char >= "\u0080" and not "\u2010" <= char <= "\u303f" and not _is_wide_form(char)
    ]
    if not strange:
        return 1.0
    counts = Counter(fold("".join(strange)))
    return sum(count for char, count in counts.items() if char in COMMON_CHARACTERS) / len(strange)


def _is_wide_form(char: str) -> bool:
    return "\uff00" <= char <= "\uffef" or char in "·\u00a0"


def _wide(sample: bytes) -> str | None:
    """Detect UTF-16 without a byte order mark: in one byte order nearly all of the text is ASCII or common Chinese."""
    even = sample[: len(sample) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = even.decode(encoding, "ignore")
        plain = sum(1 for char in text if char < "\u0080" and (char.isprintable() or char in "\r\n\t"))
        known_chars = plain + len(HAN.findall(text)) + len(re.findall(r"[\u2010-\u303f\uff00-\uffef]", text))
        if text and known_chars >= 0.9 * len(text) and share_of_common(text) >= 0.2 and "\0" not in text:
            return encoding
    return None


def _is_damaged(sample: bytes) -> str | None:
    """Return the encoding in which few bytes are invalid: a text truncated within a character, or concatenated."""
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        text = sample.decode(encoding, "replace")
        wrong = text.count("\ufffd")
        is_little = wrong <= 0.02 * len(text) or (encoding == "utf-8" and wrong <= 2 and len(text) >= 8)
        if is_little and share_of_common(text.replace("\ufffd", "")) >= 0.3:
            return encoding
    return None
