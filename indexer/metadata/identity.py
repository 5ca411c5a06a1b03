"""Identity of an article: what it is, not in which file and row it stands.

An article is known by the id that its input states, else by its URL, else by what it says: headline, date, source and
the beginning of its text. White space, width and case make no difference.
"""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit, urlunsplit

import numpy as np
import numpy.typing as npt

from engine.article import Article
from engine.text.normalize import fold_codes

# Characters of the text that belong to what an article says; shorter texts tell nothing without their headline.
IDENTITY_CHARS, MIN_TEXT_CHARS = 200, 40
# ID_MARK and the stated id, or the digest of a URL or of what an article says.
ID_MARK, URL_MARK, TEXT_MARK = "=", "u", "t"
# utm_source=… · spm=… · from=timeline&isappinstalled=0, which WeChat adds
_TRACKING = re.compile(r"(?:utm_\w+|gclid|fbclid|msclkid|bd_vid|spm|isappinstalled)(?:=|$)", re.IGNORECASE)
_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Identity:
    """What an article is known by.

    `key` is the same for everything that may be the same article; `head` tells apart what only shares a URL or a
    beginning; `text` is a digest of all of the text, with the headline where that is short.
    """

    key: str
    head: str
    text: str

    @property
    def is_stated(self) -> bool:
        """Whether the input gives the id."""
        return self.key.startswith(ID_MARK)

    def article_id(self, shared: bool = False) -> str:
        """The id that follows; `shared` where different articles have the key."""
        if self.is_stated:
            return self.key.removeprefix(ID_MARK)
        return digest(self.key, self.head if shared else "")


def identify(article: Article, stated: str | None, place: int = 0) -> Identity:
    """The identity of an article as it was read; `place` counts articles of the same headline on its page."""
    title, body = visible_codes(article.title or ""), visible_codes(article.body)
    text = digest(title.tobytes() if len(body) < MIN_TEXT_CHARS else b"", body.tobytes())
    if stated:
        return Identity(f"{ID_MARK}{stated}", "", text)
    beginning = body[:IDENTITY_CHARS].tobytes()
    address = normalize_url(article.url or "")
    if address:
        head = digest("head", title.tobytes() or beginning, str(place))
        return Identity(f"{URL_MARK}{digest('url', address)}", head, text)
    source = visible_codes(article.source or "").tobytes()
    key = digest("text", title.tobytes(), str(article.date or ""), source, beginning)
    return Identity(f"{TEXT_MARK}{key}", text, text)


def normalize_url(url: str) -> str:
    """An address without what does not tell pages apart, "" for what is none.

    Scheme and host are lower-case, https counts as http, the usual port, the fragment, tracking parameters and slashes
    at the end of the path are left out; a fragment that names a page of an application (#/… and #!…) stays.
    """
    try:
        parts = urlsplit(url.strip())
        scheme, host = parts.scheme.lower(), parts.netloc.lower().rpartition("@")[2]
    except ValueError:
        return ""
    if scheme not in _PORTS or not host:
        return ""
    query = "&".join(item for item in parts.query.split("&") if item and not _TRACKING.match(item))
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    return urlunsplit(("http", host.removesuffix(_PORTS[scheme]), parts.path.rstrip("/"), query, fragment))


def digest(*parts: str | bytes) -> str:
    """16 hexadecimal digits that stand for these parts."""
    hasher = hashlib.blake2b(digest_size=8)
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        hasher.update(len(data).to_bytes(8, "little"))
        hasher.update(data)
    return hasher.hexdigest()


def visible_codes(text: str) -> npt.NDArray[np.uint32]:
    """The characters of a text in their form for comparing, blanks and control characters left out."""
    codes = fold_codes(text)
    return codes[_visible().take(codes)]


@cache
def _visible() -> npt.NDArray[np.bool_]:
    """By code point: neither a blank nor a character that is only there to control others."""
    result = np.ones(sys.maxunicode + 1, np.bool_)
    hidden = [code for code in range(0x10000) if unicodedata.category(chr(code)) in ("Cc", "Cf", "Zs", "Zl", "Zp")]
    result[hidden] = False
    return result
