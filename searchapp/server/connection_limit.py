"""Number of connections that the open-file limit of the process allows."""

from __future__ import annotations

import select
import sys

from engine.errors import SettingError

if sys.platform != "win32":
    import resource

# Maximum number of connections; the minimum for a usable server.
MAX_CONNECTIONS, MIN_CONNECTIONS = 1000, 16
# Files for everything else: the index and its successor, database, log, letters, uploads and downloads.
RESERVED_FILES = 96
# Descriptors that select() can watch, where there is no poll().
_SELECTED = 400


def connection_limit() -> int:
    """Return the number of connections that may be open, raising the file limit as far as the system allows.

    Raises SettingError if fewer than `MIN_CONNECTIONS` remain.
    """
    most = MAX_CONNECTIONS if hasattr(select, "poll") else _SELECTED
    if sys.platform == "win32":
        return most
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = RESERVED_FILES + most
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        most = soft - RESERVED_FILES
    if most < MIN_CONNECTIONS:
        raise SettingError(
            "This process may have %(number)s files open, which is too few for a server: let it have "
            "%(limit)s or more (ulimit -n, LimitNOFILE of systemd).",
            number=soft,
            limit=RESERVED_FILES + MIN_CONNECTIONS,
        )
    return most
