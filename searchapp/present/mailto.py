"""mailto: links that work alike in all mail clients."""

from __future__ import annotations

from urllib.parse import quote

# Some clients truncate longer links passed on by the browser.
MAX_LINK_CHARS = 2000


def mailto_link(subject: str, text: str, link: str) -> str | None:
    """Return a link that opens a new mail with this subject, and with `text` and `link` on lines of their own.

    Spaces are %20 and line breaks %0D%0A (RFC 6068); the text, then the subject are cut to stay below `MAX_LINK_CHARS`.
    None if the link alone is too long.
    """
    while True:
        body = f"{text}\r\n\r\n{link}\r\n" if text else f"{link}\r\n"
        url = f"mailto:?subject={_quoted(subject)}&body={_quoted(body)}"
        if len(url) < MAX_LINK_CHARS:
            return url
        if text:
            text = _shorter(text)
        elif subject:
            subject = _shorter(subject)
        else:
            return None


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe="")


def _shorter(text: str) -> str:
    shortened = text.removesuffix("…")[:-8]
    return f"{shortened}…" if shortened else ""
