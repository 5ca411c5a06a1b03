"""Writes docs/reference.md: every command with its options, every setting, every exit code, as the code has them.

python scripts/make_reference.py            writes the file
python scripts/make_reference.py --check    exits 1 where the file is not what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

import zhenwen
from engine.settings import SETTINGS

PAGE = Path(__file__).parent.parent / "docs" / "reference.md"
HEAD = """# Reference

This page is written by `scripts/make_reference.py` from the code; `make docs` renews it and a test holds it.

Results go to standard output, messages and progress to standard error.
"""


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """The command and all below it, each with the words that call it."""
    if isinstance(command, click.Group):
        for word, child in sorted(command.commands.items()):
            yield from commands(child, f"{name} {word}")
    else:
        yield name, command


def describe(name: str, command: click.Command) -> str:
    """One command in Markdown: how it is called, what it does, a table of its options."""
    with click.Context(command, info_name=name) as context:
        usage = command.get_usage(context).removeprefix("Usage: ")
        rows = [record for p in command.get_params(context) if (record := p.get_help_record(context))]
    text = [f"### {name}", "", f"`{usage}`", "", " ".join((command.help or "").split()), ""]
    text += ["| option | meaning |", "| --- | --- |"]
    text += [f"| `{option}` | {' '.join(meaning.split())} |" for option, meaning in rows]
    return "\n".join(text).replace("|  |", "| |") + "\n"


def reference() -> str:
    """The whole page."""
    parts = [HEAD, "## Commands\n"]
    parts += [describe(name, command) for name, command in commands(zhenwen.main, "zhenwen")]
    parts += ["## Exit codes\n", "| code | meaning |\n| --- | --- |"]
    parts[-1] += "".join(f"\n| {code} | {meaning} |" for code, meaning in sorted(zhenwen.EXIT_CODES.items())) + "\n"
    parts += [
        "## Settings\n",
        "An argument counts before the environment, that before `zhenwen.toml`, that before the default.\n",
    ]
    parts += ["| name | environment | default | meaning |\n| --- | --- | --- | --- |"]
    parts[-1] += "".join(
        f"\n| `{s.name}` | `ZHENWEN_{s.name.upper()}` | `{s.default!r}` | {s.help} |" for s in SETTINGS
    )
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text(encoding="utf-8") != reference())
    PAGE.write_text(reference(), encoding="utf-8")
