"""The Flask application: create_app puts settings, index, views and errors together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from engine import settings
from searchapp import assets, errors, links
from searchapp.live import LiveIndex
from searchapp.views import article, current, home, search

BLUEPRINTS = (home.blueprint, search.blueprint, article.blueprint)
CONTENT_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
CONTENT_POLICY += "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The application; `config` has settings by name (engine/settings.py), which count before all other places.

    Raises SettingError.
    """
    values = settings.load(config)
    app = Flask(__name__, template_folder=assets.folder("templates"), static_folder=assets.folder("static"))
    app.config.update({name.upper(): value.value for name, value in values.items()})
    app.extensions["live_index"] = LiveIndex(settings.engine_url(values))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["links"] = links
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    errors.register(app)
    app.teardown_appcontext(current.give_back)
    return app
