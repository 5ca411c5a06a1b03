"""The language of the pages: by Accept-Language, or by the switch, which stays."""

from __future__ import annotations

import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date
from babel.support import NullTranslations
from flask import Blueprint, abort, g, has_request_context, redirect, request
from flask_babel import get_locale, get_translations
from markupsafe import Markup
from werkzeug.wrappers import Response

blueprint = Blueprint("language", __name__)

# Code in URLs and cookies: locale of the catalogue, tag of the html element, name in the language itself.
LANGUAGES = {"zh": ("zh_Hans_CN", "zh-Hans", "简体中文"), "en": ("en", "en", "English")}
COOKIE = "language"
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


def translations() -> NullTranslations:
    """The catalogue of the locale at hand; found once for each, since a page asks some 150 times."""
    at_hand = get_locale()
    known = g.get("translations")
    if known is None or known[0] is not at_hand:
        known = g.translations = (at_hand, get_translations())
    found: NullTranslations = known[1]
    return found


def date_in_words(day: datetime.date, form: str = "medium") -> str:
    """A date in the language at hand; `form` is short, medium, long, full, or a pattern of the CLDR (yyyy年M月)."""
    return _written(day, form, get_locale())


@lru_cache(maxsize=4096)
def _written(day: datetime.date, form: str, locale: Locale | None) -> str:
    return format_date(day, form, locale=locale or "zh_Hans_CN")


def words_of_templates() -> dict[str, Markup]:
    """`hans`: the attribute that marks Chinese text in a page of another language, for voices and fonts."""
    foreign = has_request_context() and code() != "zh"
    return {"hans": Markup(' lang="zh-Hans"') if foreign else Markup()}


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
