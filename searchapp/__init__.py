"""The Flask application: create_app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The application; `config` has settings by name (engine/settings.py), which count before all other places.

    Raises SettingError.
    """
    # A command that prints to the terminal imports modules of this package, and waits for no web framework.
    from searchapp.application import create_app as create

    return create(config)
