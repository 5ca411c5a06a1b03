"""Two web servers with separate folders, one index and one PostgreSQL, behind the proxy of deploy/nginx.conf."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
import trustme

from bench.cluster.cluster_node import free_ports
from tests.searchapp.mail.server import SENDER, Server

ROOT = Path(__file__).parents[3]
# The proxy sends from its own address, to be distinguishable from other clients on this machine.
PROXY = "127.0.0.9"
NAMES = {"10.0.0.11:8000": 0, "10.0.0.12:8000": 1}
AROUND = """\
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
worker_processes 1;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    add_header X-Answered-By $upstream_addr always;
    proxy_bind {proxy};
    {site}
}}
"""


@dataclass(frozen=True)
class Answer:
    """A response, and the place of the server that sent it; None if the proxy did itself."""

    status: int
    headers: Message
    text: str
    by: int | None


@dataclass
class Pair:
    """The proxy on `port`, and the servers on `ports` behind it."""

    port: int
    plain: int
    ports: tuple[int, int]
    authority: Path
    index: str
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def kill(self, place: int) -> None:
        """Kill one server."""
        self.processes[place].send_signal(signal.SIGKILL)
        self.processes[place].wait(10)


class Browser:
    """A reader at an address of the loopback interface, who keeps cookies."""

    def __init__(self, pair: Pair, address: str = "127.0.0.1") -> None:
        self._pair, self._address = pair, address
        self._cookies: dict[str, str] = {}
        self._trust = ssl.create_default_context(cafile=str(pair.authority))

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """Get a page through the proxy, or send a form."""
        connection = http.client.HTTPSConnection(
            "localhost", self._pair.port, timeout=30, context=self._trust, source_address=(self._address, 0)
        )
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()), **headers}
        if form is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded"}
            sent |= {"Origin": f"https://localhost:{self._pair.port}"}
        body = urlencode(form) if form is not None else None
        connection.request("GET" if form is None else "POST", path, body, sent)
        return self._read(connection)

    def ask_other(self, than: Answer, path: str, form: dict[str, str] | None = None) -> Answer:
        """Send the same to the other server, as the proxy alternates between them."""
        if self.ask("/healthz").by != than.by:
            self.ask("/healthz")
        answer = self.ask(path, form)
        assert answer.by == 1 - (than.by or 0)
        return answer

    def _read(self, connection: http.client.HTTPSConnection) -> Answer:
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        for line in response.headers.get_all("Set-Cookie") or ():
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        # 127.0.0.1:1, 127.0.0.1:2 if the first was down; the upstream's name if all were
        last = (response.headers["X-Answered-By"] or "").rpartition(":")[2]
        places = {str(port): place for place, port in enumerate(self._pair.ports)}
        return Answer(response.status, response.headers, text, places.get(last))


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory, index_url: str, empty_postgresql: str, running: Server
) -> Iterator[Pair]:
    """Both servers and the proxy, running."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        assert not os.environ.get("CI"), "no nginx: run scripts/find_proxy.sh"
        pytest.skip("no nginx is installed (scripts/find_proxy.sh installs it)")
    port, plain, *ports = free_ports(4)
    folder = tmp_path_factory.mktemp("together")
    made = Pair(port, plain, (ports[0], ports[1]), folder / "authority.pem", index_url)
    environment = {**os.environ, "ZHENWEN_DATABASE": empty_postgresql, "ZHENWEN_ENGINE": index_url}
    environment |= {"ZHENWEN_PROXIES": "1", "ZHENWEN_PROXY_ADDRESSES": PROXY, "ZHENWEN_EXPORTS_PER_MINUTE": "6"}
    # The first answer takes long on a busy machine.
    environment |= {"ZHENWEN_QUERY_SECONDS": "60", "ZHENWEN_WAIT_SECONDS": "30"}
    environment |= {"ZHENWEN_SMTP": running.url, "ZHENWEN_MAIL_FROM": SENDER}
    try:
        for number, own in enumerate(made.ports):
            command: list[str | Path] = [
                sys.executable,
                ROOT / "zhenwen.py",
                "serve",
                "--port",
                str(own),
                "--data",
                folder / f"web{number}",
            ]
            made.processes.append(
                subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, text=True)
            )
        made.processes.append(subprocess.Popen([nginx, "-c", _configuration(made, folder), "-p", folder], text=True))
        _wait(made)
        yield made
    finally:
        for process in made.processes:
            process.terminate()
        for process in made.processes:
            process.wait(30)


def _configuration(pair: Pair, folder: Path) -> Path:
    """Write the configuration that users get, with the ports and certificates of this machine."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(pair.authority))
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(folder / "site.pem"))
    site = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    site = site.replace("    server 127.0.0.1:8000;\n", "").replace("# server ", "server ")
    changes = {address: f"127.0.0.1:{pair.ports[place]}" for address, place in NAMES.items()}
    changes |= {"listen 443 ssl": f"listen 127.0.0.1:{pair.port} ssl", "listen 80": f"listen 127.0.0.1:{pair.plain}"}
    changes |= {f"/etc/ssl/zhenwen.{end}": str(folder / "site.pem") for end in ("pem", "key")}
    for written, here in changes.items():
        assert written in site
        site = re.sub(rf"{re.escape(written)}(?=[;\s])", here, site)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, proxy=PROXY, site=site), "utf-8")
    return folder / "nginx.conf"


def _wait(pair: Pair) -> None:
    deadline = time.monotonic() + 60
    numbers: set[int | None] = set()
    while not numbers >= {0, 1}:
        assert time.monotonic() < deadline, "the servers do not answer"
        assert all(process.poll() is None for process in pair.processes)
        try:
            answer = Browser(pair).ask("/readyz")
        except OSError:
            time.sleep(0.1)
            continue
        if answer.status == 200:
            numbers.add(answer.by)
