"""Errors as problem details for programs (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.exceptions import HTTPException

from engine import errors
from searchapp.request.params import BadArgument
from searchapp.request.reader_errors import Overloaded, TooMany

MIMETYPE = "application/problem+json"
# Page that explains each error type.
TYPES = "/api#"


def problem(error: Exception, status: int, translate: Callable[..., str]) -> dict[str, Any]:
    """Return `type`, `title`, `status` and `detail`, and fields of the error type, such as the argument or the offsets.

    Unexpected errors reveal nothing about themselves.
    """
    if not isinstance(error, errors.SearchError):
        title = error.name if isinstance(error, HTTPException) else "Internal Server Error"
        return {"type": "about:blank", "title": title, "status": status}
    kind = type(error)
    details: dict[str, Any] = {"type": f"{TYPES}{kind.code()}", "title": translate(kind.title()), "status": status}
    details["detail"] = error.render(translate)
    if isinstance(error, BadArgument):
        details |= {"detail": translate(error.problem), "parameter": error.name}
    if isinstance(error, errors.QuerySyntaxError):
        details |= {"start": error.start, "end": error.end, "guess": error.guess}
    if isinstance(error, TooMany | Overloaded | errors.SearchTimedOut):
        details["retry_after"] = error.seconds
    return details
