"""Write docs/reference.md and docs/zh/reference.md from the code: commands with options, settings, exit codes.

python scripts/make_reference.py            writes both files
python scripts/make_reference.py --check    exits 1 if one is out of date
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

import zhenwen
from engine.errors import SearchError
from engine.messages import Message, translate
from engine.settings import SETTINGS

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {"en": DOCS / "reference.md", "zh": DOCS / "zh" / "reference.md"}


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
    usage = command.get_usage(context).removeprefix(translate("Usage:"))
    records = [record for p in command.get_params(context) if (record := p.get_help_record(context))]
    options = table(
        (translate("option"), translate("meaning")), *((f"`{option}`", meaning) for option, meaning in records)
    )
    help_text = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    return "\n\n".join([f"### {name}", f"`{' '.join(usage.split())}`", help_text, options])


def exit_codes() -> str:
    """Return the table of exit codes: those of Click itself, then the kinds of SearchError."""
    meanings = {0: [translate("Done.")], 2: [translate("The command was called wrongly.")]}
    for kind, code in zhenwen.EXIT_CODES:
        sentence = translate("Any other failure.")
        if kind is not SearchError:
            sentence = translate("%(title)s.", title=Message(kind.title()))
        meanings.setdefault(code, []).append(sentence)
    return table(
        (translate("code"), translate("meaning")), *((str(code), " ".join(meanings[code])) for code in sorted(meanings))
    )


def settings() -> str:
    """Return the table of settings with variable, default, range and meaning."""
    rows = (
        (
            f"`{s.name}`",
            f"`ZHENWEN_{s.name.upper()}`",
            f"`{s.default!r}`",
            translate(s.valid.message),
            translate(s.help),
        )
        for s in SETTINGS
    )
    head = (
        translate("name"),
        translate("environment"),
        translate("default"),
        translate("valid values"),
        translate("meaning"),
    )
    return table(head, *rows)


def reference(language: str) -> str:
    """Return the whole page in a language."""
    os.environ["LANGUAGE"] = language
    parts = ["# " + translate("Reference")]
    parts += [translate("Written by `scripts/make_reference.py` from the code; `make docs` renews this page.")]
    parts += [translate("Results go to standard output, messages and progress to standard error.")]
    parts += ["## " + translate("Commands")]
    parts += [describe(name, command) for name, command in commands(zhenwen.translated(zhenwen.main), "zhenwen")]
    parts += ["## " + translate("Exit codes"), exit_codes(), "## " + translate("Settings")]
    parts += [
        translate(
            "An argument takes precedence over the environment, that over `zhenwen.toml`, that over the default. Every "
            "command refuses a value out of range at its start."
        ),
        settings(),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    pages = {page: reference(language) for language, page in PAGES.items()}
    if "--check" in sys.argv:
        sys.exit(any(not page.exists() or page.read_text(encoding="utf-8") != text for page, text in pages.items()))
    for page, text in pages.items():
        page.write_text(text, encoding="utf-8")
