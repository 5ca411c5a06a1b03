#!/usr/bin/env python3
"""Stand-in for systemctl on a machine that was not booted with systemd: runs units as their files say.

It knows what the units of deploy/ use: user, folders, environment file, read-only system, allowed system calls, oneshot
services.
"""

from __future__ import annotations

import configparser
import ctypes
import ctypes.util
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

# Actions of libseccomp.
KILL_PROCESS, ALLOW = 0x80000000, 0x7FFF0000
UNITS = Path("/etc/systemd/system")
# A private mount namespace with the system read-only, but for the given folders, and with an empty /home and /tmp.
CONFINE = """
for folder in "$@"; do mount --bind "$folder" "$folder"; done
mount -t tmpfs none /tmp
mount -t tmpfs -o mode=0 none /home
mount -o remount,ro,bind /
"""


def read_unit(name: str) -> configparser.SectionProxy:
    """Return the section Service of a unit."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNITS / name, encoding="utf-8")
    return unit["Service"]


def start(name: str) -> int:
    """Start a service, or look whether a timer has a service; return the exit code."""
    if name.endswith(".timer"):
        return 0 if read_unit(name.replace(".timer", ".service")) else 5
    service = read_unit(name)
    state = Path("/var/lib") / service["StateDirectory"]
    state.mkdir(mode=0o700, exist_ok=True)
    subprocess.run(["chown", service["User"], str(state)], check=True)
    further = [Path(path.lstrip("-")) for path in service.get("ReadWritePaths", "").split()]
    writable = [str(path) for path in (state, *further) if path.exists()]
    program = f"{sys.executable} {__file__} exec {service['SystemCallFilter']} {service['ExecStart']}"
    script = f"{CONFINE}exec runuser -u {service['User']} -- {program}"
    command = ["unshare", "--mount", "sh", "-eu", "-c", script, "sh", *writable]
    places = {"cwd": service["WorkingDirectory"], "env": {**os.environ, **variables(service["EnvironmentFile"])}}
    if service.get("Type") == "oneshot":
        return subprocess.run(command, check=False, **places).returncode  # type: ignore[call-overload, no-any-return]
    with Path(f"/run/{name}.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **places)  # type: ignore[call-overload]
    Path(f"/run/{name}.pid").write_text(str(process.pid), encoding="utf-8")
    return 0


def run_with(calls: str, *command: str) -> int:
    """Run a command in place of this process that is killed at a system call outside a set of systemd's."""
    library = ctypes.CDLL(ctypes.util.find_library("seccomp"), use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(KILL_PROCESS))
    for name in expand(calls):
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:
            library.seccomp_rule_add(context, ALLOW, number, 0)
    if library.seccomp_load(context):
        raise OSError("the system calls cannot be restricted")
    os.execvp(command[0], command)


def expand(group: str) -> set[str]:
    """Return the system calls of a set of systemd's, with those of the sets in it."""
    command = ["systemd-analyze", "syscall-filter", group]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[1:]
    names = {line.strip() for line in lines if line.strip() and not line.strip().startswith("#")}
    inner = {name for name in names if name.startswith("@")}
    return (names - inner).union(*map(expand, inner))


def variables(file: str) -> dict[str, str]:
    """Return the variables of an environment file; - in front says that it may be missing."""
    text = Path(file.lstrip("-")).read_text(encoding="utf-8")
    pairs = [line.partition("=") for line in text.splitlines() if line and not line.startswith("#")]
    return {name: "".join(shlex.split(value)) for name, _, value in pairs}


def stop(name: str) -> int:
    """End a service and wait until it is gone."""
    file = Path(f"/run/{name}.pid")
    if file.exists():
        group = int(file.read_text(encoding="utf-8"))
        os.killpg(group, signal.SIGTERM)
        while Path(f"/proc/{group}").exists() and "Z" not in Path(f"/proc/{group}/stat").read_text().split()[2]:
            time.sleep(0.05)
        file.unlink()
    return 0


def main(action: str, *words: str) -> int:
    """Do one action of systemctl; unknown ones fail."""
    units = [word for word in words if not word.startswith("-")]
    if action == "exec":
        return run_with(*words)
    if action == "daemon-reload":
        return 0
    if action == "reload":
        return subprocess.run(["nginx"], check=False).returncode
    if action == "enable":
        subprocess.run(["/usr/bin/systemctl", "enable", *units], check=True)
    steps = {"enable": (start,), "start": (start,), "stop": (stop,), "restart": (stop, start)}[action]
    return max(step(unit) for unit in units for step in steps)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
