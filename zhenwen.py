"""The `zhenwen` command line, which combines the commands of the indexer and the search application."""

from __future__ import annotations

import logging
import os
import re
from copy import copy
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

from engine import errors, settings
from engine.messages import LANGUAGES, translate
from engine.terminal_text import echo, escape
from searchapp.server.logs import OneLine

COMMANDS = {
    "alerts": "searchapp.cli.alerts_command",
    "articles": "indexer.cli.articles_command",
    "build": "indexer.cli.build_command",
    "check": "indexer.cli.generations_command",
    "completion": "searchapp.cli.completion_command",
    "config": "searchapp.cli.operator_commands",
    "doctor": "indexer.cli.generations_command",
    "export": "searchapp.cli.export_command",
    "generations": "indexer.cli.generations_command",
    "mail": "searchapp.cli.mail_command",
    "mcp": "searchapp.cli.mcp_command",
    "rollback": "indexer.cli.generations_command",
    "search": "searchapp.cli.search_command",
    "serve": "searchapp.cli.serve_command",
    "stats": "searchapp.cli.operator_commands",
    "update": "indexer.cli.build_command",
}
# What click calls a path that must be a file, or must not be one.
PATH_NAMES = {True: "file", False: "directory"}
LANGUAGE_VARIABLE = "ZHENWEN_LANG"
# Subcommands of `zhenwen eval`.
EVALUATIONS = {"articles": "indexer.cli.evaluation_command"}
# The only table of exit codes. The first matching class applies; all other errors exit with 1.
EXIT_CODES: tuple[tuple[type[errors.SearchError], int], ...] = (
    (errors.QuerySyntaxError, 2),
    (errors.SettingError, 2),
    (errors.IndexMissing, 3),
    (errors.IndexVersionError, 3),
    (errors.DocumentRejected, 4),
    (errors.BuildRefused, 5),
    (errors.IndexDamaged, 6),
    (errors.IndexNotWritten, 74),
    (errors.IndexLocked, 75),
    (errors.IndexUnavailable, 75),
    (errors.SearchTimedOut, 75),
    (errors.SearchError, 1),
)


if logging.lastResort:  # used where no handler is configured, such as while files are read
    logging.lastResort.setFormatter(OneLine())


def translated(command: click.Command) -> click.Command:
    """Return a copy of a command with its help in the language of the environment."""
    twin = copy(command)
    vars(twin)["_help_option"] = None  # which would be in the language of its first use
    twin.help = "\n\n".join(map(translate, help_paragraphs(command.help)))
    twin.short_help = re.split(r"。|\.(?= |$)", twin.help)[0]
    twin.params = [copy(parameter) for parameter in command.params]
    for parameter in twin.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = translate(parameter.help)
        if isinstance(parameter.type, click.Path):  # which has its name in the language of its making
            kind = parameter.type
            parameter.type = copy(kind)
            parameter.type.name = translate("path" if kind.file_okay == kind.dir_okay else PATH_NAMES[kind.file_okay])
    if isinstance(twin, click.Group):
        twin.commands = {name: translated(child) for name, child in twin.commands.items()}
    return twin


def help_paragraphs(text: str | None) -> list[str]:
    """Return the paragraphs of a help text, each on one line: the keys of the catalogues."""
    return [" ".join(part.split()) for part in (text or "").split("\n\n") if part.strip()]


class Commands(click.Group):
    """Command group that imports a command's module on first use and turns a SearchError into an exit code."""

    table = COMMANDS

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands."""
        return sorted({*self.table, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command with this name, importing its module."""
        if cmd_name not in self.table:
            return super().get_command(ctx, cmd_name)
        return translated(getattr(import_module(self.table[cmd_name]), cmd_name))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the command that the first argument names; the error for an unknown one names similar ones."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            vars(error)["possibilities"] = get_close_matches(args[0], self.list_commands(ctx))
            raise

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line, in the language of ZHENWEN_LANG where it is set."""
        if os.environ.get(LANGUAGE_VARIABLE) in LANGUAGES:
            os.environ["LANGUAGE"] = os.environ[LANGUAGE_VARIABLE]
        return super().main(*args, **extra)

    def get_help(self, ctx: click.Context) -> str:
        """Return the help in the language of the environment."""
        twin = translated(self)
        return str(super(Commands, twin).get_help(ctx))  # type: ignore[misc]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. A SearchError is printed on standard error and becomes an exit code of EXIT_CODES."""
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            vars(error)["message"] = escape(error.message)
            raise
        except errors.SearchError as error:
            echo(f"zhenwen: {translate(error)}", err=True)
            return ctx.exit(next(code for kind, code in EXIT_CODES if isinstance(error, kind)))


def use_language(_: click.Context, __: click.Parameter, language: str | None) -> None:
    """Speak this language; gettext reads LANGUAGE before LC_ALL, LC_MESSAGES and LANG."""
    if language:
        os.environ["LANGUAGE"] = language


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zhenwen")
@click.option("--data", help="Folder that holds the index and the saved searches; the same as --data of a command.")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    envvar=LANGUAGE_VARIABLE,
    is_eager=True,
    expose_value=False,
    callback=use_language,
    help="Language of messages; else ZHENWEN_LANG, else that of the environment (LC_ALL, LC_MESSAGES, LANG).",
)
@click.pass_context
def main(ctx: click.Context, data: str | None) -> None:
    """Full-text search for China's local-government news."""
    settings.load()
    if data:
        ctx.default_map = {name: {"data": data} for name in COMMANDS}


class Evaluations(Commands):
    """Command group of the evaluations."""

    table = EVALUATIONS


@main.group("eval", cls=Evaluations)
def evaluate() -> None:
    """Measure the product against labels."""


if __name__ == "__main__":
    main()
