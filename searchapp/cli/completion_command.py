"""The `completion` command, which lets a shell complete commands and options."""

from __future__ import annotations

import os
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from engine.errors import SettingError
from engine.messages import describe_error, translate
from engine.terminal_text import echo, show

PROGRAM, VARIABLE = "zhenwen", "_ZHENWEN_COMPLETE"
# Where each shell looks for the script below the home folder; zsh has no such place, so a line of .zshrc loads it.
SCRIPTS = {
    "bash": Path(".local/share/bash-completion/completions/zhenwen"),
    "fish": Path(".config/fish/completions/zhenwen.fish"),
    "zsh": Path(".zsh/zhenwen-completion.zsh"),
}
ZSH_LINE = 'source "$HOME/.zsh/zhenwen-completion.zsh"'


@click.command()
@click.argument("shell", type=click.Choice(list(SCRIPTS)), required=False)
@click.option("--install", is_flag=True, help="Write the script where the shell looks for it, for new shells to load.")
@click.pass_context
def completion(context: click.Context, shell: str | None, install: bool) -> None:
    """Print or install the script by which a shell completes commands and options.

    Without SHELL: for the shell of the variable SHELL.
    """
    shell = shell or Path(os.environ.get("SHELL", "")).name
    kind = get_completion_class(shell)
    if shell not in SCRIPTS or kind is None:
        raise SettingError("There is no completion for the shell %(shell)s; name one: bash, fish or zsh.", shell=shell)
    script = kind(context.find_root().command, {}, PROGRAM, VARIABLE).source()
    if not install:
        show(f"{script}\n")
        return
    file = Path.home() / SCRIPTS[shell]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(script, encoding="utf-8")
        if shell == "zsh":
            _load_in(Path.home() / ".zshrc")
    except OSError as error:
        raise SettingError(
            "%(file)s cannot be written: %(reason)s.", file=file, reason=describe_error(error)
        ) from error
    echo(translate("Written to %(file)s; a new shell completes.", file=file))


def _load_in(file: Path) -> None:
    """Add the line that loads the script, unless it is there."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    if ZSH_LINE not in text.splitlines():
        with file.open("a", encoding="utf-8") as settings:
            settings.write(f"{'' if not text or text.endswith(chr(10)) else chr(10)}{ZSH_LINE}\n")
