"""Flask application package; `create_app` builds the application."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: Mapping[str, Any] | None = None, shared: Path | None = None) -> Flask:
    """Create the application; `config` maps setting names (engine/settings.py) to values that override other sources.

    `shared` is the file in which the processes of one server count requests. Raises SettingError.
    """
    # Imported late so that terminal commands, which import modules of this package, do not load the web framework.
    from searchapp.application import create_app as create

    return create(config, shared)
