"""Language of the pages, by cookie (the language switch) or Accept-Language."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cache, lru_cache
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date
from flask import Blueprint, abort, g, has_request_context, redirect, request
from flask_babel import get_locale, get_translations
from jinja2 import pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.wrappers import Response

from engine.messages import Message, translatable
from searchapp.present.histogram import Bar


class Catalog:
    """Messages of the current locale, which `tongue` names; with `markup`, interpolated values are escaped."""

    __slots__ = ("_markup", "_tongue")

    def __init__(self, tongue: str, markup: bool) -> None:
        self._tongue, self._markup = tongue, markup

    def gettext(self, message: str, /, **values: object) -> str:
        """Return the translated message with its values."""
        translation = _one(self._tongue, message, self._markup)
        return translation % values if values or "%" in translation else translation

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return the message in the plural form for `count`; %(num)s is the count unless overridden."""
        return _counted(self._tongue, one, many, count, self._markup) % {"num": count, **values}


def template_catalog(tongue: str) -> dict[str, object]:
    """Return the translation functions for templates; values are escaped if the template autoescapes."""
    plain, escaping = Catalog(tongue, markup=False), Catalog(tongue, markup=True)

    @pass_eval_context
    def gettext(context: EvalContext, message: str, /, **values: object) -> str:
        return (escaping if context.autoescape else plain).gettext(message, **values)

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, many: str, count: int, /, **values: object) -> str:
        return (escaping if context.autoescape else plain).ngettext(one, many, count, **values)

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


# The current locale selects the catalogue; the first argument is only a cache key. Messages never contain text of a
# reader, so they are safe as markup.
@lru_cache(maxsize=4096)
def _one(_: str, message: str, markup: bool) -> str:
    translation = str(get_translations().ugettext(message))
    return Markup(translation) if markup else translation  # noqa: S704


@lru_cache(maxsize=4096)
def _counted(_: str, one: str, many: str, count: int, markup: bool) -> str:
    translation = str(get_translations().ungettext(one, many, count))
    return Markup(translation) if markup else translation  # noqa: S704


blueprint = Blueprint("language", __name__)

# Code in URLs and cookies: locale of the catalogue, tag of the html element, name in the language itself.
LANGUAGES = {"zh": ("zh_Hans_CN", "zh-Hans", "简体中文"), "en": ("en", "en", "English")}
CATALOG_LOCALES = {locale for locale, _, _ in LANGUAGES.values()}
COOKIE = "language"
CHINESE_LANG_ATTRIBUTE = Markup(' lang="zh-Hans"')
_YEAR = 365 * 24 * 3600


def language_code() -> str:
    """Return the language of this request: that of `lang` or the cookie, else the best accepted one, else Chinese."""
    if "language" not in g:
        g.language = _choose()
    language: str = g.language
    return language


def _choose() -> str:
    for preferred in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if preferred in LANGUAGES:
            return preferred
    accepted = (value.partition("-")[0].lower() for value in request.accept_languages.values())
    return next((language for language in accepted if language in LANGUAGES), "zh")


def locale() -> str:
    """Return the locale of this request, for catalogues, dates and numbers."""
    return LANGUAGES[language_code()][0]


def message_in_words(message: Message) -> str:
    """Return a message in the current language."""
    return message.render(get_translations().ugettext)


@pass_context
def date_in_words(context: Context, day: datetime.date, form: str = "medium") -> str:
    """Format a date in the current language; `form` is short, medium, long, full, or a CLDR pattern (yyyy年M月)."""
    return _format_date(day, form, _tongue(context))


@pass_context
def bars_in_words(context: Context, bars: Iterable[Bar], form: str) -> list[tuple[Bar, str, str]]:
    """Return each bar with the name of its period and with a label of name, count and share: 2023年6月：7 篇，…."""
    tongue = _tongue(context)
    words = Catalog(tongue, markup=False)
    colon, ngettext = words.gettext(translatable(": ")), words.ngettext
    labelled = [(bar, _format_date(bar.since, form, tongue)) for bar in bars]

    def label(bar: Bar, name: str) -> str:
        told = name + colon + ngettext("%(number)s article", "%(number)s articles", bar.count, number=f"{bar.count:,}")
        if bar.share is None or not bar.count:
            return told
        return told + words.gettext(translatable(", %(share)s of all articles of that time"), share=percent(bar.share))

    return [(bar, name, label(bar, name)) for bar, name in labelled]


def percent(share: float) -> str:
    """Return a share with two significant digits at most: 3.2%, 40%, <0.01%."""
    return f"{float(f'{100 * share:.2g}'):g}%" if share >= 1e-4 or not share else "<0.01%"


def _tongue(context: Context) -> str:
    """Return the locale of a page, such as zh_Hans_CN, from the template context where it is set."""
    return context.get("tongue") or str(get_locale())


@lru_cache(maxsize=4096)
def _format_date(day: datetime.date, form: str, locale: str) -> str:
    return format_date(day, form, locale=parsed(locale if locale in CATALOG_LOCALES else "zh_Hans_CN"))


@cache
def parsed(locale: str) -> Locale:
    """Return Babel's data of a locale, cached."""
    return Locale.parse(locale)


def template_globals() -> dict[str, object]:
    """Return the variables of every template: locale, translation functions and the path prefix of the site.

    `hans` is the attribute that marks Chinese text in a page of another language, for screen readers and fonts.
    """
    search_request = has_request_context()
    foreign = search_request and language_code() != "zh"
    root = request.script_root if search_request else ""
    tongue = str(get_locale())
    return {
        "hans": CHINESE_LANG_ATTRIBUTE if foreign else Markup(),
        "tongue": tongue,
        "root": root,
        **template_catalog(tongue),
    }


@blueprint.get("/language/<chosen>")
def switch(chosen: str) -> Response:
    """Store this language in a cookie and redirect back to the previous page."""
    if chosen not in LANGUAGES:
        abort(404)
    answer = redirect(request.script_root + _local_path(request.args.get("next", "/")), 303)
    answer.set_cookie(COOKIE, chosen, max_age=_YEAR, httponly=True, secure=request.is_secure, samesite="Lax")
    answer.cache_control.no_store = True
    return answer


def _local_path(target: str) -> str:
    """Return `target` if it is a path of this site, else the home page, so that the switch is no open redirect."""
    parts = urlsplit(target)
    hostile = parts.scheme or parts.netloc or "\\" in target or any(ord(sign) < 33 for sign in target)
    return "/" if hostile or not target.startswith("/") or target.startswith("//") else target
