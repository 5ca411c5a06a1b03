"""Open files: how many connections the limit of this process leaves room for."""

from __future__ import annotations

import select
import sys

from engine.errors import SettingError

if sys.platform != "win32":
    import resource

# Connections at most; the fewest that a server is of use with.
MAX_CONNECTIONS, MIN_CONNECTIONS = 1000, 16
# Files for all else: the index and its successor, the database, the log, letters, what is uploaded or downloaded.
RESERVED_FILES = 96
# What select() watches where there is no poll().
_SELECTED = 400


def connection_limit() -> int:
    """How many connections may be open; the limit of files is raised for them as far as the system lets it.

    Raises SettingError where too few are left.
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
            f"This process may have {soft} files open, which is too few for a server: "
            f"let it have {RESERVED_FILES + MIN_CONNECTIONS} or more (ulimit -n, LimitNOFILE of systemd)."
        )
    return most
