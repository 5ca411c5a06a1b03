"""Write docs/reference.md from the code: every command with its options, every setting, every exit code.

python scripts/make_reference.py            writes the file
python scripts/make_reference.py --check    exits 1 if the file is out of date
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

import zhenwen
from engine.errors import SearchError
from engine.settings import SETTINGS

PAGE = Path(__file__).parent.parent / "docs" / "reference.md"
HEAD = """# Reference

Written by `scripts/make_reference.py` from the code: `make docs` renews this page, and a test holds it.

Results go to standard output, messages and progress to standard error."""


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Yield the command and all its subcommands, each with its full name."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command, info_name=name)
    for word in command.list_commands(context):
        child = command.get_command(context, word)
        assert child, word
        yield from commands(child, f"{name} {word}")


def table(*rows: tuple[str, ...]) -> str:
    """Return a table in Markdown; the first row is its head."""
    head, *body = (f"| {' | '.join(' '.join(cell.split()).replace('|', '&#124;') for cell in row)} |" for row in rows)
    return "\n".join([head, "|" + " --- |" * len(rows[0]), *body])


def describe(name: str, command: click.Command) -> str:
    """Return the section of one command: usage, help text, options."""
    context = click.Context(command, info_name=name)
    usage = command.get_usage(context).removeprefix("Usage: ")
    records = [record for p in command.get_params(context) if (record := p.get_help_record(context))]
    options = table(("option", "meaning"), *((f"`{option}`", meaning) for option, meaning in records))
    help_text = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    return "\n\n".join([f"### {name}", f"`{' '.join(usage.split())}`", help_text, options])


def exit_codes() -> str:
    """Return the table of exit codes: those of Click itself, then the kinds of SearchError."""
    meanings = {0: ["Done."], 2: ["The command was called wrongly."]}
    for kind, code in zhenwen.EXIT_CODES:
        sentence = (
            "Any other failure." if kind is SearchError else f"{(kind.__doc__ or '').partition(':')[0].rstrip('.')}."
        )
        meanings.setdefault(code, []).append(sentence)
    return table(("code", "meaning"), *((str(code), " ".join(meanings[code])) for code in sorted(meanings)))


def settings() -> str:
    """Return the table of settings with variable, default, range and meaning."""
    rows = ((f"`{s.name}`", f"`ZHENWEN_{s.name.upper()}`", f"`{s.default!r}`", str(s.valid), s.help) for s in SETTINGS)
    return table(("name", "environment", "default", "what it may be", "meaning"), *rows)


def reference() -> str:
    """Return the whole page."""
    parts = [HEAD, "## Commands", *(describe(name, command) for name, command in commands(zhenwen.main, "zhenwen"))]
    parts += ["## Exit codes", exit_codes(), "## Settings"]
    parts += [
        "An argument counts before the environment, that before `zhenwen.toml`, that before the default. "
        "A value that it may not be is refused by every command at its start.",
        settings(),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != reference())
    PAGE.write_text(reference(), encoding="utf-8")
