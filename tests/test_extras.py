"""Without the extras everything else works, and what needs one says how to install it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXTRAS = ("docx", "mcp", "openpyxl", "opensearchpy", "psycopg", "psycopg2", "pypdf", "rjieba", "watchfiles")
RUN = f"""
import sys
sys.modules.update(dict.fromkeys({EXTRAS!r}))  # importing one of them raises ModuleNotFoundError
import zhenwen
zhenwen.main(prog_name="zhenwen")
"""


def zhenwen(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line without any extra."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "ZHENWEN_LANG": "en", **environment}
    command = [sys.executable, "-W", "ignore", "-c", RUN, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=variables, cwd=folder, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bare")
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text(
        "西集镇樱桃节开幕\n本报讯（记者 林晓舟）樱桃熟了，果农忙。\n", encoding="utf-8"
    )
    (folder / "in" / "b.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\nendobj\n")
    return folder


def test_a_file_that_needs_an_extra_is_listed_and_the_rest_is_built_and_found(folder: Path) -> None:
    built = zhenwen(folder, "build", "in")
    assert built.returncode == 0, built.stderr
    assert "b.pdf requires the extra pdf: pip install 'zhenwen[pdf]'." in built.stderr
    found = zhenwen(folder, "search", "樱桃", "--json")
    assert '"total": 1' in found.stdout, found.stderr


@pytest.mark.parametrize(
    ("extra", "arguments", "environment"),
    [
        ("mcp", ("mcp",), {}),
        ("watch", ("update", "--watch", "in"), {}),
        ("opensearch", ("search", "樱桃", "--engine", "opensearch+http://127.0.0.1:9/zhenwen"), {}),
        ("postgresql", ("alerts", "send"), {"ZHENWEN_DATABASE": "postgresql://127.0.0.1:9/zhenwen"}),
    ],
)
def test_a_command_that_needs_an_extra_says_how_to_install_it(
    folder: Path, extra: str, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    mail = {"ZHENWEN_SMTP": "smtp://127.0.0.1:9", "ZHENWEN_MAIL_FROM": "a@example.org"}
    run = zhenwen(folder, *arguments, **environment, **(mail if extra == "postgresql" else {}))
    assert run.returncode == 2, run.stderr
    assert f"requires the extra {extra}: pip install 'zhenwen[{extra}]'" in run.stderr
    assert "Traceback" not in run.stderr
