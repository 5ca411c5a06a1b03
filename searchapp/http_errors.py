"""Mapping of errors to HTTP responses, the only table of statuses. Readers see a message, never a traceback."""

from __future__ import annotations

import json
import logging

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from engine import errors
from searchapp.api import problem
from searchapp.mail.email_address import AddressRefused
from searchapp.request.params import BadArgument
from searchapp.request.reader_errors import LinkGone, LinkUnknown, Overloaded, ReaderError, TooMany, reason
from searchapp.request.search_name import WordingRefused
from searchapp.saved.store_protocol import StoreFailed, StoreFull
from searchapp.server.logs import request_id
from searchapp.server.visitor import ForeignForm
from searchapp.service.full_listing import IndexChanged
from searchapp.service.live_index import Starting
from searchapp.views.api_endpoints import UnknownArgument
from searchapp.views.api_saved_searches import BodyRefused, OwnerUnknown
from searchapp.views.shared_mail import NobodyWants

_log = logging.getLogger(__name__)

STATUSES: dict[type[errors.SearchError], int] = {
    BadArgument: 400,
    errors.QuerySyntaxError: 400,
    errors.QueryTooCostly: 400,
    errors.ArticleNotFound: 404,
    errors.IndexMissing: 503,
    errors.IndexVersionError: 503,
    errors.IndexDamaged: 503,
    errors.IndexLocked: 503,
    errors.IndexUnavailable: 503,
    errors.SearchTimedOut: 503,
    IndexChanged: 503,
    AddressRefused: 400,
    WordingRefused: 400,
    NobodyWants: 400,
    BodyRefused: 400,
    UnknownArgument: 400,
    OwnerUnknown: 401,
    ForeignForm: 403,
    LinkUnknown: 404,
    LinkGone: 410,
    TooMany: 429,
    Overloaded: 503,
    Starting: 503,
    StoreFailed: 503,
    StoreFull: 507,
}


def status_of(error: Exception) -> int:
    """Return the HTTP status of an error: its own, that of its class, else 500."""
    if isinstance(error, HTTPException):
        return error.code or 500
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def register(app: Flask) -> None:
    """Answer every error with an error page, or with problem details below /api/."""
    app.extensions["statuses"] = STATUSES
    app.register_error_handler(Exception, _error_response)


def _error_response(error: Exception) -> ResponseReturnValue:
    status = status_of(error)
    if status >= 500 and not isinstance(error, Overloaded | errors.SearchTimedOut):
        # The message of an expected failure is enough unless it has a cause; the database logs its own causes.
        unexpected = not isinstance(error, errors.SearchError | HTTPException) or (
            error.__cause__ is not None and not isinstance(error, StoreFailed)
        )
        _log.error("%s", reason(error), exc_info=error if unexpected else None)
    if status < 400:
        return error  # type: ignore[return-value]  # a redirect is an HTTPException and a response
    headers = (
        {"Retry-After": str(error.seconds)} if isinstance(error, TooMany | Overloaded | errors.SearchTimedOut) else {}
    )
    if isinstance(error, HTTPException):
        headers |= {name: value for name, value in error.get_headers() if name == "Allow"}
    if request.path.startswith("/api/"):
        details = problem.problem(error, status, gettext)
        headers |= {"Content-Type": problem.MIMETYPE, "Access-Control-Allow-Origin": "*"}
        if status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return json.dumps(details, ensure_ascii=False).encode("utf-8", "replace"), status, headers
    kind = type(error).__name__ if isinstance(error, errors.SearchError) else None
    page = render_template(
        "error.html",
        status=status,
        kind=kind,
        error=error if kind else None,
        for_reader=isinstance(error, ReaderError | errors.QuerySyntaxError),
        number=request_id.get(),
    )
    return page, status, headers
