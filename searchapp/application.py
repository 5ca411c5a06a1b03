"""Application factory: settings, index, languages, views and error handlers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, format_datetime
from flask_compress import Compress

from engine import factory, messages, settings
from engine.evidence_rules import describe_rule
from engine.runtime import allocator
from engine.runtime.memory_limits import MemoryLimits
from engine.vocabulary import read_vocabulary
from searchapp import assets, http_errors, loading
from searchapp.present import citation
from searchapp.present.han_runs import han_runs
from searchapp.present.highlight import marked_pieces
from searchapp.present.town_tree import office, place_name
from searchapp.request import links
from searchapp.request.params import FACETS, SearchRequest
from searchapp.server import (
    conditional_get,
    health,
    language,
    page_templates,
    rate_limits,
    reader_services,
    request_context,
    request_id,
    trusted_proxies,
)
from searchapp.service.live_index import LiveIndex
from searchapp.views import (
    api_endpoints,
    api_page,
    api_saved_searches,
    article_page,
    crawler_files,
    email_alerts,
    explanation_page,
    facet_page,
    feeds,
    help_page,
    home_page,
    share_page,
    shared_mail,
    suggest_endpoint,
)

# Aliased because services use the original names, and an imported module is an attribute of the package.
from searchapp.views import export_download as export_pages
from searchapp.views import results_page as search_page
from searchapp.views import saved_searches as saved_pages

BLUEPRINTS = (
    home_page,
    help_page,
    search_page,
    article_page,
    facet_page,
    suggest_endpoint,
    explanation_page,
    language,
    crawler_files,
    health,
)
SHARING_BLUEPRINTS = (
    share_page,
    saved_pages,
    shared_mail,
    email_alerts,
    feeds,
    export_pages,
    api_endpoints,
    api_saved_searches,
    api_page,
)
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app(config: Mapping[str, Any] | None = None, shared: Path | None = None) -> Flask:
    """Create the application; `config` maps setting names (engine/settings.py) to values that override other sources.

    `shared` is the file in which the processes of one server count requests. Raises SettingError.
    """
    allocator.prepare()
    values = settings.load(config)
    vocabulary = read_vocabulary(values)
    app = Flask(__package__, template_folder=assets.folder("templates"), static_folder=assets.folder("static"))
    app.config.update({name.upper(): value.value for name, value in values.items()})
    app.config["COMPRESS_EVALUATE_CONDITIONAL_REQUEST"] = False
    url = settings.engine_url(values)
    factory.check_address(url)
    limits = MemoryLimits(int(values["resident_mb"].value), int(values["cache_mb"].value))
    app.extensions["live_index"] = LiveIndex(url, loading.steps(app), vocabulary, limits)
    _prepare_templates(app)
    reader_services.register(app, values)
    request_id.register(app)
    health.register(app)
    for module in (*BLUEPRINTS, *SHARING_BLUEPRINTS):
        app.register_blueprint(module.blueprint)
    http_errors.register(app)
    rate_limits.register(app, values, shared)
    # After-request functions run in reverse order of registration: headers first, compression last.
    Compress(app)
    conditional_get.register(app)
    app.after_request(_secure)
    app.teardown_appcontext(request_context.give_back)
    if proxies := int(values["proxies"].value):
        addresses = str(values["proxy_addresses"].value)
        app.wsgi_app = trusted_proxies.TrustedProxies(app.wsgi_app, proxies, addresses)  # type: ignore[method-assign]
    return app


def _prepare_templates(app: Flask) -> None:
    """Set up languages, hashed static files, and the functions and filters available to templates."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.code_generator_class = page_templates.PageCodeGenerator
    app.jinja_env.written = page_templates.written  # type: ignore[attr-defined]
    app.jinja_env.bytecode_cache = assets.compiled_templates(Path(page_templates.__file__))
    Babel(app, default_translation_directories=str(messages.FOLDER), locale_selector=language.locale)
    static = assets.folder("static")
    digests = app.extensions["assets"] = assets.digests(static)
    app.extensions["asset_digest"] = assets.digest_of_all(static, assets.folder("templates"), assets.PACKAGE)

    def asset(name: str) -> str:
        return f"{request.script_root}{app.static_url_path}/{name}?v={digests[name]}"

    def addresses() -> dict[str, object]:
        root = request.script_root if has_request_context() else ""

        def url(search_request: SearchRequest, path: str = links.SEARCH_PATH) -> str:
            return root + links.url(search_request, path)

        def article_url(article_id: str, text: str = "", folder: str = links.ARTICLE_PATH) -> str:
            return root + links.article_url(article_id, text, folder)

        return {"url": url, "article_url": article_url}

    words = {
        "message": language.message_in_words,
        "rule": describe_rule,
        "date": language.date_in_words,
        "dated": language.bars_in_words,
        "moment": format_datetime,
        "percent": language.percent,
    }
    app.jinja_env.filters.update(words, number="{:,}".format, place=place_name, office=office)
    app.jinja_env.globals.update(asset=asset, links=links, citation=citation, han_runs=han_runs, pieces=marked_pieces)
    app.context_processor(addresses)
    app.context_processor(language.template_globals)
    app.jinja_env.globals.update(facets=FACETS, languages=language.LANGUAGES, language=language.language_code)


def _secure(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
