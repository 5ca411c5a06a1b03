"""Base URLs of this site for mail, feeds and links to copy."""

from __future__ import annotations

from flask import current_app, has_request_context, request


def mail_base_url() -> str:
    """Return the base URL for letters, without a trailing slash.

    Not taken from the request, since a client can send any Host header.
    """
    configured = str(current_app.config["SITE"]).rstrip("/")
    if configured:
        return configured
    host, port = str(current_app.config["HOST"]), int(current_app.config["PORT"])
    name = "localhost" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{name}" if port == 80 else f"http://{name}:{port}"


def page_base_url() -> str:
    """Return the base URL for pages, without a trailing slash: the setting, else the URL that the browser used."""
    configured = str(current_app.config["SITE"]).rstrip("/")
    return configured or (request.url_root.rstrip("/") if has_request_context() else mail_base_url())
