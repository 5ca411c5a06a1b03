"""Identity of a visitor: form token, owner's secret, and the address that limits count by."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from flask import Response, after_this_request, g, request

from engine.messages import translatable
from searchapp.request.reader_errors import ReaderError
from searchapp.saved.link_tokens import is_token, new_secret
from searchapp.server.networks import network_of

FORM_COOKIE, OWNER_COOKIE = "form", "owner"
_TWO_YEARS = 2 * 365 * 24 * 3600


class ForeignForm(ReaderError):
    """A form was sent from another site, or from a page that is too old."""


def form_token() -> str:
    """Return the token of this visitor's forms; it is also in a cookie, which no other site can read."""
    if "form_token" not in g:
        given = request.cookies.get(FORM_COOKIE, "")
        g.form_token = given if is_token(given) else new_secret()
        if g.form_token != given:
            _remember(FORM_COOKIE, g.form_token, "Strict")
    token: str = g.form_token
    return token


def check_form() -> None:
    """Raise ForeignForm if the form does not come from a page of this site."""
    token, known = request.form.get("form_token", ""), request.cookies.get(FORM_COOKIE, "")
    same = bool(known) and hmac.compare_digest(token.encode("utf-8", "replace"), known.encode("utf-8", "replace"))
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        same = False
    if not same or request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise ForeignForm(
            translatable(
                "The form has expired, nothing was changed. "
                "Go back, reload the page and try again (cookies must be allowed)."
            )
        )


def owner() -> str:
    """Return the owner's secret of this visitor, empty if there is none."""
    secret = request.cookies.get(OWNER_COOKIE, "")
    return secret if is_token(secret) else ""


def become_owner(secret: str) -> None:
    """Store the owner's secret in this browser."""
    if owner() != secret:
        _remember(OWNER_COOKIE, secret, "Lax")


def sender() -> str:
    """Return the address of the client."""
    return request.remote_addr or "unknown"


def reader() -> str:
    """Return the network that counts as one reader in every limit: requests, places, saves, letters."""
    return network_of(sender())


def _remember(name: str, value: str, same_site: str) -> None:
    path = f"{request.script_root}/"

    @after_this_request
    def set_cookie(response: Response) -> Response:
        # Secure only on https: a browser would never send a secure cookie back to a plain http:// site.
        options = {"max_age": _TWO_YEARS, "path": path, "httponly": True, "secure": request.is_secure}
        response.set_cookie(name, value, samesite=same_site, **options)  # type: ignore[arg-type]
        return response
