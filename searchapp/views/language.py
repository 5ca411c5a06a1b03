"""The language of the pages: by Accept-Language, or by the switch, which stays."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

blueprint = Blueprint("language", __name__)

# Code in URLs and cookies: locale of the catalogue, tag of the html element, name in the language itself.
LANGUAGES = {"zh": ("zh_Hans_CN", "zh-Hans", "简体中文"), "en": ("en", "en", "English")}
COOKIE = "language"
_YEAR = 365 * 24 * 3600


def code() -> str:
    """The language of this request: the cookie's, else the best that the browser accepts, else Chinese."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    accepted = (value.partition("-")[0].lower() for value in request.accept_languages.values())
    return next((language for language in accepted if language in LANGUAGES), "zh")


def locale() -> str:
    """The locale of this request, for the catalogues and for dates and numbers."""
    return LANGUAGES[code()][0]


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
