"""Putting together the Flask application: settings, index, languages, views and errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, format_datetime
from flask_compress import Compress

from engine import allocator, factory, settings, vocabulary
from searchapp import assets, citation, errors, links, proxied
from searchapp.highlight import pieces
from searchapp.live import LiveIndex
from searchapp.params import FACETS, Asked
from searchapp.runs import han_runs
from searchapp.towns import place
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
    health,
    help_page,
    home,
    keeping,
    language,
    limits,
    loading,
    machines,
    mails,
    share,
    suggest,
    trail,
    why,
)

# Services have these names: what is imported here is an attribute of the package.
from searchapp.views import export as export_pages
from searchapp.views import saved as saved_pages
from searchapp.views import search as search_page

BLUEPRINTS = (home, help_page, search_page, article, facet, suggest, why, language, machines, health)
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
    allocator.prepare()
    values = settings.load(config)
    vocabulary.take_in(values)
    app = Flask(__package__, template_folder=assets.folder("templates"), static_folder=assets.folder("static"))
    app.config.update({name.upper(): value.value for name, value in values.items()})
    app.config["COMPRESS_EVALUATE_CONDITIONAL_REQUEST"] = False
    url = settings.engine_url(values)
    factory.check_address(url)
    app.extensions["live_index"] = LiveIndex(url, loading.steps(app))
    _prepare_templates(app)
    keeping.prepare(app, values)
    trail.register(app)
    health.register(app)
    for module in (*BLUEPRINTS, *TRAVELLING):
        app.register_blueprint(module.blueprint)
    errors.register(app)
    limits.register(app, values)
    # Functions that run after a request run in the opposite order: compression is last, headers first.
    Compress(app)
    caching.register(app)
    app.after_request(_secure)
    app.teardown_appcontext(current.give_back)
    if proxies := int(values["proxies"].value):
        addresses = str(values["proxy_addresses"].value)
        app.wsgi_app = proxied.Proxied(app.wsgi_app, proxies, addresses)  # type: ignore[method-assign]
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

    def addresses() -> dict[str, object]:
        root = request.script_root if has_request_context() else ""

        def url(asked: Asked, path: str = links.PATH) -> str:
            return root + links.url(asked, path)

        def article_url(article_id: str, text: str = "", folder: str = links.ARTICLE) -> str:
            return root + links.article_url(article_id, text, folder)

        return {"url": url, "article_url": article_url}

    words = {"date": language.date_in_words, "dated": language.dated, "moment": format_datetime}
    app.jinja_env.filters.update(words, number="{:,}".format, place=place)
    app.jinja_env.globals.update(asset=asset, links=links, citation=citation, han_runs=han_runs, pieces=pieces)
    app.context_processor(addresses)
    app.context_processor(language.words_of_templates)
    app.jinja_env.globals.update(facets=FACETS, languages=language.LANGUAGES, language=language.code)


def _secure(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
