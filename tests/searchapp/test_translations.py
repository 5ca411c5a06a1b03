"""The catalogues: every message is translated, and the compiled files are current."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_every_message_is_translated_and_compiled() -> None:
    command = [sys.executable, "scripts/make_catalogues.py", "--check"]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout
