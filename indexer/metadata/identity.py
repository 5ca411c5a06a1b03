"""Identity of an article, independent of the file and row that contain it.

An article is identified by the id that its input states, else by its URL, else by its content: headline, date, source
and the beginning of its text. White space, width and case are ignored.
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

# Characters of the text that are part of the identity; shorter texts are not distinctive without their headline.
IDENTITY_CHARS, MIN_TEXT_CHARS = 200, 40
# ID_MARK precedes a stated id; the others precede the digest of a URL or of content.
ID_MARK, URL_MARK, TEXT_MARK = "=", "u", "t"
# utm_source=… · spm=… · from=timeline&isappinstalled=0, which WeChat adds
_TRACKING = re.compile(r"(?:utm_\w+|gclid|fbclid|msclkid|bd_vid|spm|isappinstalled)(?:=|$)", re.IGNORECASE)
_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Identity:
    """Identity of an article.

    `key` is equal for all rows that may be the same article; `head` distinguishes those that only share a URL or a
    beginning; `text` is a digest of the full text, with the headline if the text is short.
    """

    key: str
    head: str
    text: str

    @property
    def is_stated(self) -> bool:
        """True if the input states the id."""
        return self.key.startswith(ID_MARK)

    def article_id(self, shared: bool = False) -> str:
        """Return the id derived from the identity; `shared` if different articles have the key."""
        if self.is_stated:
            return self.key.removeprefix(ID_MARK)
        return digest(self.key, self.head if shared else "")


def identify(article: Article, stated: str | None, place: int = 0) -> Identity:
    """Return the identity of an article as read; `place` counts articles with the same headline on its page."""
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
    """Normalise a URL so that equal pages have equal URLs; return "" if it is not a URL.

    Scheme and host become lower-case, https becomes http; default port, fragment, tracking parameters and trailing
    slashes of the path are removed; a fragment that names a page of an application (#/… and #!…) is kept.
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
    """Return a digest of the parts, as 16 hexadecimal digits."""
    hasher = hashlib.blake2b(digest_size=8)
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        hasher.update(len(data).to_bytes(8, "little"))
        hasher.update(data)
    return hasher.hexdigest()


def visible_codes(text: str) -> npt.NDArray[np.uint32]:
    """Return the folded characters of a text as code points, without blanks and control characters."""
    codes = fold_codes(text)
    return codes[_visible().take(codes)]


@cache
def _visible() -> npt.NDArray[np.bool_]:
    """Return a mask by code point: False for blanks and control characters."""
    result = np.ones(sys.maxunicode + 1, np.bool_)
    hidden = [code for code in range(0x10000) if unicodedata.category(chr(code)) in ("Cc", "Cf", "Zs", "Zl", "Zp")]
    result[hidden] = False
    return result
