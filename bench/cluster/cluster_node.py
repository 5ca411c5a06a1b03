"""A node of a test cluster: a server process with its own folders and ports, stopped with the tests."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.cluster.security import Security

HEAP = 512  # MB
# The server refuses to run as root if it can detect it, and continuous integration often is root. Tests need no native
# calls.
AS_ROOT = ("-Djna.nosys=true", "-Djna.nounpack=true", "-Djna.boot.library.path=/nonexistent")
LOGGING = """\
status = error
appender.file.type = File
appender.file.name = file
appender.file.fileName = ${sys:opensearch.logs.base_path}${sys:file.separator}server.log
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d{ISO8601} %p %c{1.} %m%n
rootLogger.level = info
rootLogger.appenderRef.file.ref = file
"""


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback interface on which nothing listens now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


@dataclass
class Node:
    """A server in `folder` that listens on `port` for clients and on `transport` for the other nodes."""

    name: str
    folder: Path
    port: int
    transport: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    paused: bool = False

    def configure(self, cluster: str, peers: Sequence[Node], security: Security, extra: Mapping[str, Any]) -> None:
        """Write the configuration files of the node."""
        config = self.folder / "config"
        shutil.copytree(security.folder, config)
        settings = {
            "cluster.name": cluster,
            "node.name": self.name,
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": self.transport,
            "discovery.seed_hosts": [f"127.0.0.1:{peer.transport}" for peer in peers],
            "cluster.initial_cluster_manager_nodes": [peer.name for peer in peers],
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "bootstrap.memory_lock": False,
            **extra,
        }
        # Every JSON value is valid YAML.
        lines = [f"{name}: {json.dumps(value)}" for name, value in settings.items()]
        (config / "opensearch.yml").write_text("\n".join(lines) + "\n", "utf-8")
        (config / "log4j2.properties").write_text(LOGGING, "ascii")
        (self.folder / "tmp").mkdir()

    def start(self, home: Path, quick: bool) -> None:
        """Start the process, which dies with its parent. With `quick`, it starts faster but runs slower."""
        options = [
            f"-Xms{HEAP}m",
            f"-Xmx{HEAP}m",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            *(["-XX:TieredStopAtLevel=1"] if quick else []),
            "-Djava.security.manager=allow",
            f"-Djava.io.tmpdir={self.folder / 'tmp'}",
            "-Dio.netty.noUnsafe=true",
            "-Dlog4j2.formatMsgNoLookups=true",
            "-Dlog4j2.disable.jmx=true",
            *([] if os.geteuid() else AS_ROOT),
            f"-Dopensearch.path.home={home}",
            f"-Dopensearch.path.conf={self.folder / 'config'}",
            "-Dopensearch.distribution.type=tar",
            "-cp",
            f"{home / 'lib'}/*",
        ]
        with (self.folder / "output.log").open("ab") as output:
            self.process = subprocess.Popen(
                ["java", *options, "org.opensearch.bootstrap.OpenSearch"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )

    def kill(self) -> None:
        """Kill the process at once, as a power cut would."""
        self._signal(signal.SIGKILL)

    def pause(self) -> None:
        """Suspend the process; its connections stay open."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        self.paused = True

    def resume(self) -> None:
        """Resume the process after `pause`."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)
        self.paused = False

    def _signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(60)

    @property
    def running(self) -> bool:
        """Return whether the process is alive."""
        return self.process is not None and self.process.poll() is None

    @property
    def worked(self) -> float:
        """Return the CPU seconds used by the process; 0 where the system does not report them."""
        if not self.running or self.process is None or sys.platform != "linux":
            return 0.0
        # 4711 (java) S …, whose 14th and 15th field are ticks of user and system
        told = Path(f"/proc/{self.process.pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def log(self, lines: int = 30) -> str:
        """Return the last lines of its log."""
        found = []
        for path in (self.folder / "output.log", self.folder / "logs" / "server.log"):
            if path.is_file():
                found += path.read_text("utf-8", "replace").splitlines()[-lines:]
        return "\n".join(found)


def _die_with_parent() -> None:
    """Have Linux kill the child when its parent dies."""
    parent_death = 1
    ctypes.CDLL(None).prctl(parent_death, signal.SIGKILL)
