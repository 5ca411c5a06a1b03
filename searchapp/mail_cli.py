"""The commands for letters: which wait or have failed, send them again, try the mail server."""

from __future__ import annotations

from typing import Any

import click

from engine.errors import SettingError
from engine.settings import Value, load
from engine.terminal import echo, echo_json
from searchapp.cli import DATA, given_places
from searchapp.mail.addresses import AddressRefused, address
from searchapp.mail.compose import Text, compose
from searchapp.mail.deliver import Tally, deliver
from searchapp.mail.smtp import MailServer, NotSent
from searchapp.operator_cli import table
from searchapp.saved.records import Letter
from searchapp.saved.tokens import new_secret
from searchapp.views import keeping

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
TEST = Text(
    "镇闻测试信 · Zhenwen test letter",
    "这是“zhenwen mail test”寄出的测试信。\nThis is a test letter of `zhenwen mail test`.\n",
    "<p>这是“zhenwen mail test”寄出的测试信。</p><p>This is a test letter of <code>zhenwen mail test</code>.</p>",
)


@click.group()
def mail() -> None:
    """Letters: the queue, another attempt, a test of the mail server."""


@mail.command()
@JSON
@DATA
@click.pass_context
def queue(context: click.Context, /, as_json: bool, data: str | None) -> None:
    """List the letters that wait or have failed, the oldest first, with what the mail server said last."""
    store = keeping.store_of(load(given_places(context, data=data)))
    letters = store.get().outbox.listed()
    store.close()
    if as_json:
        echo_json({"letters": [_told(letter) for letter in letters]})
        return
    if not letters:
        echo("No letter waits, and none has failed.", err=True)
        return
    columns = ("id", "kind", "recipient", "state", "attempts", "due", "error")
    table("", columns, [tuple(str(_told(letter)[column]) for column in columns) for letter in letters])


@mail.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@JSON
@DATA
@click.pass_context
def retry(context: click.Context, /, ids: tuple[str, ...], as_json: bool, data: str | None) -> None:
    """Send letters again that wait or have failed: all, or those of these ids.

    Letters are kept for thirty days. Those to readers who want none from here are left out. Exits with 1 where some of
    them were not taken again, or an id is none of a letter that can be sent.
    """
    values = load(given_places(context, data=data))
    server, store = server_of(values), keeping.store_of(values)
    try:
        outbox = store.get().outbox
        chosen = outbox.retry(ids)
        tally = deliver(outbox, server)
    finally:
        store.close()
    missing = max(0, len(set(ids)) - chosen)
    if as_json:
        echo_json({"sent": tally.sent, "waiting": tally.waiting, "failed": tally.failed, "unknown": missing})
    else:
        echo(said(tally))
    if missing:
        echo(f"{missing} of the ids are of no letter that can be sent: see `zhenwen mail queue`.", err=True)
    if tally.waiting or tally.failed or missing:
        context.exit(1)


@mail.command()
@click.argument("recipient", metavar="ADDRESS")
@JSON
@DATA
@click.pass_context
def test(context: click.Context, /, recipient: str, as_json: bool, data: str | None) -> None:
    """Send a test letter to ADDRESS at once, past the queue. Exits with 1 where the mail server does not take it."""
    server = server_of(load(given_places(context, data=data)))
    try:
        checked = address(recipient)
    except AddressRefused:
        raise click.BadParameter(f"{recipient!r} is no e-mail address.", param_hint="ADDRESS") from None
    name = new_secret()
    problem = _try(server, checked, compose(name, server.sender, checked, TEST, "zh", automatic=True))
    if as_json:
        about = {"server": str(server), "recipient": checked, "taken": not problem, "error": problem}
        echo_json(about)
    elif not problem:
        echo(f"{server} took the letter to {checked}.")
    if problem:
        echo(f"zhenwen: {server} did not take the letter to {checked}: {problem}", err=True)
        context.exit(1)


def said(tally: Tally) -> str:
    """The tally in words."""
    parts = [f"{tally.sent} letters sent"]
    parts += [f"{tally.waiting} wait for another attempt"] if tally.waiting else []
    parts += [f"{tally.failed} failed"] if tally.failed else []
    return ", ".join(parts) + "."


def server_of(values: dict[str, Value]) -> MailServer:
    """The mail server of the settings. Raises SettingError where there is none."""
    server = keeping.server_of(values)
    if server is None:
        raise SettingError("There is no mail server: set smtp and mail_from (ZHENWEN_SMTP, ZHENWEN_MAIL_FROM).")
    return server


def _try(server: MailServer, recipient: str, content: bytes) -> str:
    """What the server has against the letter; empty where it takes it."""
    try:
        with server.connect() as session:
            session.send(recipient, content)
    except NotSent as error:
        return str(error)
    return ""


def _told(letter: Letter) -> dict[str, Any]:
    names = ("id", "kind", "recipient", "subject", "state", "attempts", "error")
    moments = {name: getattr(letter, name).isoformat(timespec="seconds") for name in ("created", "due")}
    return {**{name: getattr(letter, name) for name in names}, **moments}
