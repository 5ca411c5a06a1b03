"""The language of the pages: by Accept-Language, or by the switch, which stays."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cache, lru_cache
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date
from flask import Blueprint, abort, g, has_request_context, redirect, request
from flask_babel import get_locale
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.wrappers import Response

from searchapp.histogram import Bar
from searchapp.params import translatable
from searchapp.views.messages import Messages, of_templates

blueprint = Blueprint("language", __name__)

# Code in URLs and cookies: locale of the catalogue, tag of the html element, name in the language itself.
LANGUAGES = {"zh": ("zh_Hans_CN", "zh-Hans", "简体中文"), "en": ("en", "en", "English")}
CATALOGUES = {locale for locale, _, _ in LANGUAGES.values()}
COOKIE = "language"
CHINESE = Markup(' lang="zh-Hans"')
_YEAR = 365 * 24 * 3600


def code() -> str:
    """The language of this request: the cookie's, else the best that the browser accepts, else Chinese."""
    if "language" not in g:
        g.language = _choose()
    language: str = g.language
    return language


def _choose() -> str:
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    accepted = (value.partition("-")[0].lower() for value in request.accept_languages.values())
    return next((language for language in accepted if language in LANGUAGES), "zh")


def locale() -> str:
    """The locale of this request, for the catalogues and for dates and numbers."""
    return LANGUAGES[code()][0]


@pass_context
def date_in_words(context: Context, day: datetime.date, form: str = "medium") -> str:
    """A date in the language at hand; `form` is short, medium, long, full, or a pattern of the CLDR (yyyy年M月)."""
    return _written(day, form, _tongue(context))


@pass_context
def dated(context: Context, bars: Iterable[Bar], form: str) -> list[tuple[Bar, str, str]]:
    """The bars of a histogram, each with its first day in words, and with that and its count: 2023年6月：7 篇."""
    tongue = _tongue(context)
    words = Messages(tongue, markup=False)
    colon, ngettext = words.gettext(translatable("：")), words.ngettext
    named = [(bar, _written(bar.since, form, tongue)) for bar in bars]
    return [
        (bar, name, name + colon + ngettext("%(number)s 篇", "%(number)s 篇", bar.count, number=f"{bar.count:,}"))
        for bar, name in named
    ]


def _tongue(context: Context) -> str:
    """The locale of a page, found once for each: zh_Hans_CN."""
    return context.get("tongue") or str(get_locale())


@lru_cache(maxsize=4096)
def _written(day: datetime.date, form: str, locale: str) -> str:
    return format_date(day, form, locale=parsed(locale if locale in CATALOGUES else "zh_Hans_CN"))


@cache
def parsed(locale: str) -> Locale:
    """What Babel knows of a locale, read once."""
    return Locale.parse(locale)


def words_of_templates() -> dict[str, object]:
    """What each template knows of its reader: the locale, its messages, and the path that the site begins with.

    `hans` is the attribute that marks Chinese text in a page of another language, for voices and fonts.
    """
    asked = has_request_context()
    foreign = asked and code() != "zh"
    root = request.script_root if asked else ""
    tongue = str(get_locale())
    return {"hans": CHINESE if foreign else Markup(), "tongue": tongue, "root": root, **of_templates(tongue)}


@blueprint.get("/language/<chosen>")
def switch(chosen: str) -> Response:
    """Keep this language in a cookie and go back to where the reader was."""
    if chosen not in LANGUAGES:
        abort(404)
    answer = redirect(request.script_root + _local(request.args.get("next", "/")), 303)
    answer.set_cookie(COOKIE, chosen, max_age=_YEAR, httponly=True, secure=request.is_secure, samesite="Lax")
    answer.cache_control.no_store = True
    return answer


def _local(target: str) -> str:
    """`target` where it is a path of this site, else the first page: the switch sends nobody elsewhere."""
    parts = urlsplit(target)
    hostile = parts.scheme or parts.netloc or "\\" in target or any(ord(sign) < 33 for sign in target)
    return "/" if hostile or not target.startswith("/") or target.startswith("//") else target
