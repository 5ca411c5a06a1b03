"""Request logging: one JSON object per line, with the request id and nothing about the reader."""

from __future__ import annotations

import datetime
import logging
import re
import sys
from contextvars import ContextVar

from engine.terminal_text import escape, to_json

request_id: ContextVar[str] = ContextVar("request_id", default="")
access = logging.getLogger("zhenwen.requests")
# an id of a proxy: 5f0c9a2e-7c1b-4a52-9d0e-0e5d5b1a2c3d
ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class JsonLines(logging.Formatter):
    """Log record as JSON, so that no content can end its line or begin another."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        entry = {"time": moment, "level": record.levelname.lower(), "logger": record.name}
        entry |= {"message": record.getMessage(), "request": request_id.get()} | getattr(record, "told", {})
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return to_json({key: value for key, value in entry.items() if value != ""})


class OneLine(logging.Formatter):
    """Log record as plain text; control characters, line ends above all, are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the message on one line, followed by the lines of a traceback."""
        text = record.getMessage()
        request = f" [{request_id.get()}]" if request_id.get() else ""
        lines = [f"{record.levelname} {record.name}{request}: {text}"]
        # A traceback ends with the message of the exception, which may contain untrusted text.
        lines += [f"  {line}" for line in self.formatException(record.exc_info).split("\n")] if record.exc_info else []
        return "\n".join(map(escape, lines))


def begin(kind: str) -> None:
    """Log to standard error: `plain` logs warnings and errors, `json` also requests."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if kind == "json" else OneLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if kind == "json" else logging.WARNING)
    # Logs the queue length at every burst, which the gate bounds.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # Logs the path of a request that the client aborted.
    logging.getLogger("waitress").setLevel(logging.WARNING)
