"""The install page: all its commands, run in order as root on a copy of this machine, without network."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from ctypes.util import find_library
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
SECRETS = re.findall(r"^```ini\n(.*?)^```", PAGE, re.M | re.S)[0]
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S)
HERE = Path(__file__).parent
NAMESPACES = ("unshare", "--mount", "--net", "--pid", "--fork")
# The copy: this machine below a layer that takes all writes and is gone with the namespace. $1: its folder.
ENTER = """
mount -t tmpfs none "$1"
mkdir "$1/written" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/written,workdir=$1/work" "$1/root"
mount -t proc proc "$1/root/proc"  # that of the new process numbers
mount --rbind /dev "$1/root/dev"
mount -t tmpfs none "$1/root/run"
cp -R "$2/." "$1/root/srv/"
printf '#!/bin/sh\\n' > "$1/root/usr/local/bin/apt-get"
cp "$2/systemctl.py" "$1/root/usr/local/bin/systemctl"
chmod 0755 "$1/root/srv" "$1/root/usr/local/bin/apt-get" "$1/root/usr/local/bin/systemctl"
rm -rf "$1/root/etc/nginx/sites-enabled"
mount --bind "$3" "$1/root/srv/libraries"
mount -o remount,bind,ro "$1/root/srv/libraries"
python3 -c 'import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh14x", b"lo", 1))'
exec chroot "$1/root" sh /srv/all.sh
"""
# What holds after the page: units as systemd reads them, pages through the proxy, files that nobody else reads.
AFTER = """
printf '%s' "$SECRETS" > /etc/zhenwen/secrets.env
zhenwen config --json
systemctl start zhenwen-alerts.service
systemd-analyze verify --man=no /etc/systemd/system/zhenwen*.service /etc/systemd/system/zhenwen*.timer
curl --silent --fail --retry 30 --retry-delay 1 --retry-all-errors http://127.0.0.1:8000/readyz
curl --silent --fail --insecure --resolve zhenwen.example.org:443:127.0.0.1 --output /run/page 'https://zhenwen.example.org/search?q=%E6%A8%B1%E6%A1%83'
grep -o -m 1 '<mark>[^<]*</mark>' /run/page
ls /etc/systemd/system/*.wants
stat --format '%U %a %n' /var/lib/zhenwen /var/backups/zhenwen /etc/zhenwen/secrets.env /etc/ssl/zhenwen.key
nginx -s stop
systemctl stop zhenwen.service
"""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """Everything that the page's commands print, and how they end."""
    folder = tmp_path_factory.mktemp("machine")
    _require(folder)
    given = tmp_path_factory.mktemp("given")
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "var", "build", "dist", "*.egg-info", "__pycache__", "*.so", "tests"
    )
    shutil.copytree(ROOT, given / "release", ignore=ignored)
    shutil.copy(HERE / "systemctl.py", given)
    (given / "libraries").mkdir()
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(given / "wheels")]
    subprocess.run([*download, "setuptools>=77", "cython>=3.1,<4"], check=True, capture_output=True)
    blocks = "".join(f"echo '$$ block {number}' >&2\n( {block}\n)\n" for number, block in enumerate(BLOCKS))
    (given / "all.sh").write_text(f"set -eux\ncd /srv/release\n{blocks}{AFTER}", encoding="utf-8")
    command = [*NAMESPACES, "--kill-child", "sh", "-eu", "-c", ENTER, "sh"]
    about = {
        "CFLAGS": "-O0",
        "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "LANG": "C.UTF-8",
        "HOME": "/root",
    }
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/srv/wheels", "PIP_NO_DEPS": "1", "PYTHONPATH": "/srv/libraries"}
    return subprocess.run(
        [*command, str(folder), str(given), sysconfig.get_path("purelib")],
        env={**about, **offline, "SECRETS": SECRETS},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


def _require(folder: Path) -> None:
    """Skip where no copy of this machine can be made, or it lacks what apt-get would install."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can make a copy of this machine to install on")
    missing = [name for name in ("nginx", "systemd-analyze", "curl", "openssl", "runuser") if not shutil.which(name)]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    if not find_library("seccomp"):
        pytest.skip("not installed: libseccomp2")
    tried = (
        'mount -t tmpfs none "$1" && cd "$1" && mkdir a b c && mount -t overlay x -o lowerdir=/,upperdir=a,workdir=b c'
    )
    if subprocess.run([*NAMESPACES, "sh", "-c", tried, "sh", str(folder)], capture_output=True, check=False).returncode:
        pytest.skip("this machine allows no file systems in layers")


def test_all_commands_of_the_page_succeed(outcome: subprocess.CompletedProcess[str]) -> None:
    assert outcome.returncode == 0, outcome.stderr[-3000:] + outcome.stdout[-3000:]


def test_systemd_finds_nothing_to_say_of_the_units(outcome: subprocess.CompletedProcess[str]) -> None:
    assert not [line for line in outcome.stderr.splitlines() if line.startswith("/etc/systemd/system/zhenwen")]


def test_pages_are_served_behind_the_proxy(outcome: subprocess.CompletedProcess[str]) -> None:
    assert "<mark>樱桃</mark>" in outcome.stdout


def test_services_and_timers_start_with_the_machine(outcome: subprocess.CompletedProcess[str]) -> None:
    listed = outcome.stdout.partition("multi-user.target.wants:")[2]
    assert "zhenwen.service" in listed.split("\n\n")[0]
    timers = listed.partition("timers.target.wants:")[2].split()
    assert {f"zhenwen-{name}.timer" for name in ("alerts", "backup", "update")} <= set(timers)


def test_data_backups_and_secrets_are_closed_to_others(outcome: subprocess.CompletedProcess[str]) -> None:
    assert outcome.stdout.endswith(
        """zhenwen 700 /var/lib/zhenwen
zhenwen 700 /var/backups/zhenwen
root 600 /etc/zhenwen/secrets.env
root 600 /etc/ssl/zhenwen.key
"""
    )


def test_services_and_commands_know_the_secrets(outcome: subprocess.CompletedProcess[str]) -> None:
    assert '"value": "smtp://user:***@mail.example.org:587"' in outcome.stdout
    assert "0 alerts looked at" in outcome.stdout


def test_the_backup_has_index_and_settings(outcome: subprocess.CompletedProcess[str]) -> None:
    assert re.search(r"^index\n(saved.sqlite\n)?(searches.json\n)?zhenwen.toml$", outcome.stdout, re.M)


def test_the_system_calls_of_the_units_are_restricted_in_this_test(outcome: subprocess.CompletedProcess[str]) -> None:
    assert outcome.returncode == 0
    stand_in = [sys.executable, str(HERE / "systemctl.py"), "exec", "@system-service"]
    allowed = subprocess.run([*stand_in, "true"], check=False)
    refused = subprocess.run([*stand_in, "unshare", "--mount", "true"], check=False, capture_output=True)
    assert (allowed.returncode, refused.returncode) == (0, -signal.SIGSYS)
