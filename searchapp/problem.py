"""Errors as problem details for programs (RFC 9457)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from werkzeug.exceptions import HTTPException

from engine import errors
from searchapp.params import BadArgument
from searchapp.saved.contract import TooMany
from searchapp.sentences import ReaderError, title_of
from searchapp.server.gate import Overloaded

MIMETYPE = "application/problem+json"
# The page that explains each kind.
TYPES = "/api#"
# between the words of QuerySyntaxError
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def problem(error: Exception, status: int, translate: Callable[..., str]) -> dict[str, Any]:
    """`type`, `title`, `status` and `detail`, and what the kind knows beside: the argument, the place in the query.

    What is no expected failure shows nothing of itself.
    """
    if not isinstance(error, errors.SearchError):
        title = error.name if isinstance(error, HTTPException) else "Internal Server Error"
        return {"type": "about:blank", "title": title, "status": status}
    kind = type(error)
    told: dict[str, Any] = {"type": f"{TYPES}{slug(kind)}", "title": title_of(kind), "status": status}
    told["detail"] = str(error)
    if isinstance(error, ReaderError):
        told["detail"] = translate(error.sentence, **error.values)
    if isinstance(error, BadArgument):
        told |= {"detail": translate(error.problem), "parameter": error.name}
    if isinstance(error, errors.QuerySyntaxError):
        told |= {"start": error.start, "end": error.end, "guess": error.guess}
    if isinstance(error, TooMany | Overloaded | errors.SearchTimedOut):
        told["retry_after"] = error.seconds
    return told


def slug(kind: type[errors.SearchError]) -> str:
    """query-syntax-error: the name in the type's address."""
    return _WORDS.sub("-", kind.__name__).lower()
