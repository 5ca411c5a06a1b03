"""The page of an operator's questions: all its commands, run in order on the samples."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")


def test_every_command_of_the_page_works_on_the_samples(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "zhenwen").write_text(f'#!/bin/sh\nexec {sys.executable} -m zhenwen "$@"\n', encoding="utf-8")
    (programs / "zhenwen").chmod(0o755)
    for name in ("corpus", "deploy"):
        (tmp_path / name).symlink_to(ROOT / name)
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    environment = {name: value for name, value in environment.items() if not name.startswith("ZHENWEN_")}
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S)
    script = "".join(["zhenwen build corpus\n", *blocks])
    done = subprocess.run(
        ["sh", "-eu", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"^## \d+\. ", PAGE, re.M)) == 10
    assert "潞水融媒客户端 · 2022-05-21" in done.stdout
    assert (tmp_path / "backup" / "latest" / "index").is_dir()
