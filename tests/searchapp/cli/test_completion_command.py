"""Completion of commands in a shell: printed, installed by one command, and working."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import zhenwen


def complete(*words: str, shell: str = "/bin/bash", home: Path = Path("/nowhere")) -> Result:
    return CliRunner().invoke(zhenwen.main, ["completion", *words], env={"SHELL": shell, "HOME": str(home)})


@pytest.mark.parametrize(("shell", "sign"), [("bash", "complete -o"), ("zsh", "#compdef"), ("fish", "complete --")])
def test_the_script_of_a_shell_is_printed(shell: str, sign: str) -> None:
    named, found = complete(shell), complete(shell=f"/usr/bin/{shell}")
    assert named.exit_code == 0
    assert named.stdout == found.stdout
    assert sign in named.stdout
    assert "_ZHENWEN_COMPLETE=" in named.stdout


@pytest.mark.parametrize("shell", ["/bin/tcsh", ""])
def test_an_unknown_shell_is_one_sentence(shell: str) -> None:
    done = complete(shell=shell)
    assert done.exit_code == 2
    assert "name one: bash, fish or zsh" in done.stderr


@pytest.mark.parametrize(
    ("shell", "file"),
    [
        ("bash", ".local/share/bash-completion/completions/zhenwen"),
        ("fish", ".config/fish/completions/zhenwen.fish"),
        ("zsh", ".zsh/zhenwen-completion.zsh"),
    ],
)
def test_it_is_installed_where_the_shell_looks(shell: str, file: str, tmp_path: Path) -> None:
    for _ in range(2):
        assert complete(shell, "--install", home=tmp_path).exit_code == 0
    assert (tmp_path / file).read_text("utf-8") == complete(shell).stdout.removesuffix("\n")
    assert (tmp_path / ".zshrc").exists() == (shell == "zsh")


def test_the_settings_of_zsh_are_kept_and_get_one_line(tmp_path: Path) -> None:
    (tmp_path / ".zshrc").write_text("alias ll='ls -l'", encoding="utf-8")
    for _ in range(2):
        complete("zsh", "--install", home=tmp_path)
    lines = (tmp_path / ".zshrc").read_text("utf-8").splitlines()
    assert lines == ["alias ll='ls -l'", 'source "$HOME/.zsh/zhenwen-completion.zsh"']


def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".config").write_text("no folder", encoding="utf-8")
    done = complete("fish", "--install", home=tmp_path)
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize(
    ("words", "offered"), [("sear", {"search"}), ("search --not-", {"--not-town", "--not-source"})]
)
def test_bash_completes_commands_and_options(words: str, offered: set[str], tmp_path: Path) -> None:
    program = tmp_path / "zhenwen"
    program.write_text(f'#!{sys.executable}\nimport zhenwen\nzhenwen.main(prog_name="zhenwen")\n', encoding="utf-8")
    program.chmod(0o755)
    typed = ["zhenwen", *words.split()]
    script = f"""{complete("bash").stdout}
COMP_WORDS=({" ".join(typed)}); COMP_CWORD={len(typed) - 1}
_zhenwen_completion {program}
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    root = Path(zhenwen.__file__).parent
    done = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "PYTHONPATH": str(root)},
        check=False,
    )
    assert offered <= set(done.stdout.split()), done.stderr
