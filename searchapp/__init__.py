"""The Flask application: create_app puts settings, index, languages, views and errors together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, request
from flask_babel import Babel, format_datetime
from flask_compress import Compress

from engine import settings
from searchapp import assets, citation, errors, links
from searchapp.live import LiveIndex
from searchapp.params import FACETS, Asked
from searchapp.runs import han_runs
from searchapp.views import (
    alerts,
    api,
    api_page,
    api_saved,
    article,
    caching,
    current,
    facet,
    feeds,
    help_page,
    home,
    keeping,
    language,
    machines,
    mails,
    share,
    suggest,
    why,
)

# Services have these names: what is imported here is an attribute of the package.
from searchapp.views import export as export_pages
from searchapp.views import saved as saved_pages
from searchapp.views import search as search_page

BLUEPRINTS = (home, help_page, search_page, article, facet, suggest, why, language, machines)
TRAVELLING = (share, saved_pages, mails, alerts, feeds, export_pages, api, api_saved, api_page)
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The application; `config` has settings by name (engine/settings.py), which count before all other places.

    Raises SettingError.
    """
    values = settings.load(config)
    app = Flask(__name__, template_folder=assets.folder("templates"), static_folder=assets.folder("static"))
    app.config.update({name.upper(): value.value for name, value in values.items()})
    app.config["COMPRESS_EVALUATE_CONDITIONAL_REQUEST"] = False
    app.extensions["live_index"] = LiveIndex(settings.engine_url(values))
    _prepare_templates(app)
    keeping.prepare(app, values)
    for module in (*BLUEPRINTS, *TRAVELLING):
        app.register_blueprint(module.blueprint)
    errors.register(app)
    # Functions that run after a request run in the opposite order: compression is last, headers first.
    Compress(app)
    caching.register(app)
    app.after_request(_secure)
    app.teardown_appcontext(current.give_back)
    return app


def _prepare_templates(app: Flask) -> None:
    """Languages, hashed static files, and what every template may call."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, default_translation_directories="translations", locale_selector=language.locale)
    static = assets.folder("static")
    digests = app.extensions["assets"] = assets.digests(static)
    app.extensions["asset_digest"] = assets.digest_of_all(static, assets.folder("templates"), assets.PACKAGE)

    def asset(name: str) -> str:
        return f"{request.script_root}{app.static_url_path}/{name}?v={digests[name]}"

    def url(asked: Asked, path: str = links.PATH) -> str:
        return request.script_root + links.url(asked, path)

    def article_url(article_id: str, text: str = "") -> str:
        return request.script_root + links.article_url(article_id, text)

    app.jinja_env.filters.update(date=language.date_in_words, moment=format_datetime, number="{:,}".format)
    app.jinja_env.globals.update(
        asset=asset, url=url, article_url=article_url, links=links, citation=citation, han_runs=han_runs
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: language.translations().ugettext(message),
        lambda one, many, number: language.translations().ungettext(one, many, number),
        newstyle=True,
    )
    app.context_processor(language.words_of_templates)
    app.jinja_env.globals.update(facets=FACETS, languages=language.LANGUAGES, language=language.code)


def _secure(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
