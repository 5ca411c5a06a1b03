"""The addresses of this site that leave it: in mails, feeds and links to copy."""

from __future__ import annotations

from flask import current_app, has_request_context, request


def mail_base_url() -> str:
    """The site as letters name it, without a slash at the end; not from the request: anybody can choose its Host."""
    configured = str(current_app.config["SITE"]).rstrip("/")
    if configured:
        return configured
    host, port = str(current_app.config["HOST"]), int(current_app.config["PORT"])
    name = "localhost" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{name}" if port == 80 else f"http://{name}:{port}"


def page_base_url() -> str:
    """The site as pages name it, without a slash at the end: the setting, else as the browser reached it."""
    configured = str(current_app.config["SITE"]).rstrip("/")
    return configured or (request.url_root.rstrip("/") if has_request_context() else mail_base_url())
