"""Hostile strings for fields, queries and URLs, and a check that a page does not execute them."""

from __future__ import annotations

import datetime
import json
import re
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from engine.article import Article, Evidence, Leader, Repair

# Each has its own visible effect: a dialog, a script, an external picture, a product of numbers.
MARKUP = (
    "<script>alert(1)</script>",
    "</title></textarea></style></script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover='alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><input name=q>",
    "<math><mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src onerror=alert(1)&gt;'>",
    "＜script＞alert(1)＜/script＞",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--><script>alert(1)//-->",
    "<mark>假的</mark>",
)
TEMPLATE = (
    "{{7777*7777}}",
    "{% print(7777*7777) %}",
    "${7777*7777}",
    "#{7777*7777}",
    "%(secret)s %s %d",
    "{0.__class__}",
)
XML = (
    "]]><x/>",
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "&e;",
    "\ufffe\uffff",
    "a\x00\x0b\x1b[31mb",
)
LINES = ("x\r\nSet-Cookie: stolen=1", "x\nERROR forged: line", "x\u2028y\u2029z", "x%0d%0aLocation:%20//evil.example")
FORMULAS = ('=HYPERLINK("http://evil.example")', "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "＝1+1")
PATHS = (
    "../../../etc/passwd",
    "..%2f..%2fetc/passwd",
    "//evil.example/",
    "\\\\evil.example\\x",
    "javascript:alert(1)",
    "%00",
)
ALL = (*MARKUP, *TEMPLATE, *XML, *LINES, *FORMULAS, *PATHS)
# Several in one text: each would still break out of its context.
TOGETHER = [" ".join(ALL[start::8]) for start in range(8)]
PRODUCT = "60481729"  # output of a template that was executed

_OURS = re.compile(r"/static/[a-z]{1,20}\.js\?v=[0-9a-f]{12}")
_ACTIVE = ("iframe", "object", "embed", "base", "frame", "applet", "mglyph", "textarea", "style")
_ADDRESSES = ("href", "src", "action", "formaction", "content")
_BAD = re.compile(r"\s*(?:javascript|data|vbscript):", re.I)


def hostile(number: int, text: str) -> Article:
    """Return an article with `text` in every possible field."""
    return Article(
        id=f"h{number} {''.join(sign for sign in text if sign.isprintable())}",
        file=text,
        title=f"敌意 {text}",
        kicker=text,
        subtitle=text,
        body=f"敌意正文 {text} 结束。",
        source=text,
        site=text,
        date=datetime.date(2023, 5, 1),
        time=text,
        authors=(text, text),
        editor=text,
        keywords=(text,),
        towns=(f"北京市/{text}",),
        leaders=(Leader(text, text, text),),
        url=text,
        evidence=(Evidence("source", text, text, 0.5, text),),
        repairs=(Repair("removed", text, text, 0, 1), Repair(text, text, text, 0, 1)),
    )


def effects(page: str) -> list[str]:
    """Return the active content of a page: scripts, handlers, dangerous or external URLs, a template's result."""
    soup = BeautifulSoup(page, "html.parser")
    found = [str(tag) for tag in soup.find_all("script") if not _is_ours(tag)]
    found += [tag.name for tag in soup.find_all(_ACTIVE) if tag.name != "textarea" or tag.get("name") != "note"]
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            if name.startswith("on") or name in ("style", "srcdoc", "http-equiv", "autofocus"):
                found.append(f"{tag.name} {name}")
            if name in _ADDRESSES and isinstance(value, str) and _leads_away(tag, name, value):
                found.append(f"{tag.name} {name}={value}")
    return [*found, PRODUCT] if PRODUCT in page else found


def _is_ours(tag: Tag) -> bool:
    if tag.get("type") == "application/ld+json":
        json.loads(tag.get_text())
        return not tag.get("src")
    return bool(_OURS.fullmatch(str(tag.get("src")))) and not tag.get_text()


def _leads_away(tag: Tag, name: str, value: str) -> bool:
    if name == "content":
        return bool(_BAD.match(value)) and tag.get("property") != "og:title"
    return bool(_BAD.match(value)) or value.lstrip().startswith("\\") or urlsplit(value).netloc not in ("", "localhost")
