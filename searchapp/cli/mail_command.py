"""Commands for letters: list the queue, retry delivery, test the mail server."""

from __future__ import annotations

from typing import Any

import click

from engine.errors import SettingError
from engine.messages import Message, command_language, translatable, translate
from engine.settings import Value, load
from engine.terminal_text import echo, echo_json
from searchapp.cli.operator_commands import table
from searchapp.cli.reader_options import DATA_OPTION
from searchapp.cli.search_command import given_places
from searchapp.mail.delivery import DeliveryTally, deliver
from searchapp.mail.email_address import AddressRefused, parse_address
from searchapp.mail.message import LetterText, compose_message
from searchapp.mail.smtp import MailServer, NotSent
from searchapp.saved.link_tokens import new_secret
from searchapp.saved.records import Letter
from searchapp.server import reader_services

COLUMNS = (
    translatable("id"),
    translatable("kind"),
    translatable("recipient"),
    translatable("state"),
    translatable("attempts"),
    translatable("due"),
    translatable("error"),
)
JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def mail() -> None:
    """E-mails: the queue, another attempt, a test of the mail server."""


@mail.command()
@JSON_OPTION
@DATA_OPTION
@click.pass_context
def queue(context: click.Context, /, as_json: bool, data: str | None) -> None:
    """List the e-mails that wait or have failed, the oldest first, with what the mail server said last."""
    store = reader_services.store_of(load(given_places(context, data=data)))
    letters = store.get().outbox.all_letters()
    store.close()
    if as_json:
        echo_json({"letters": [_letter_row(letter) for letter in letters]})
        return
    if not letters:
        echo(translate("No e-mail waits, and none has failed."), err=True)
        return
    rows = [tuple(str(_letter_row(letter)[column]) for column in COLUMNS) for letter in letters]
    table("", tuple(map(translate, COLUMNS)), rows)


@mail.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@JSON_OPTION
@DATA_OPTION
@click.pass_context
def retry(context: click.Context, /, ids: tuple[str, ...], as_json: bool, data: str | None) -> None:
    """Send e-mails again that wait or have failed: all, or those of these ids.

    E-mails are kept for thirty days. Those to readers who want none from here are left out. Exits with 1 where some of
    them were not taken again, or an id is none of an e-mail that can be sent.
    """
    values = load(given_places(context, data=data))
    server, store = mail_server_of(values), reader_services.store_of(values)
    try:
        outbox = store.get().outbox
        retried = outbox.retry(ids)
        tally = deliver(outbox, server)
    finally:
        store.close()
    missing = max(0, len(set(ids)) - retried)
    if as_json:
        echo_json({"sent": tally.sent, "waiting": tally.waiting, "failed": tally.failed, "unknown": missing})
    else:
        echo(tally_text(tally))
    if missing:
        echo(
            translate(
                "%(count)s of the ids are of no e-mail that can be sent: see `zhenwen mail queue`.", count=missing
            ),
            err=True,
        )
    if tally.waiting or tally.failed or missing:
        context.exit(1)


@mail.command()
@click.argument("recipient", metavar="ADDRESS")
@JSON_OPTION
@DATA_OPTION
@click.pass_context
def test(context: click.Context, /, recipient: str, as_json: bool, data: str | None) -> None:
    """Send a test e-mail to ADDRESS at once, past the queue. Exits with 1 where the mail server does not take it."""
    server = mail_server_of(load(given_places(context, data=data)))
    try:
        checked = parse_address(recipient)
    except AddressRefused:
        raise click.BadParameter(
            translate("%(recipient)r is no e-mail address.", recipient=recipient), param_hint="ADDRESS"
        ) from None
    name = new_secret()
    problem = _try(
        server,
        checked,
        compose_message(name, server.sender, checked, _test_letter(), command_language(), automatic=True),
    )
    if as_json:
        about = {"server": str(server), "recipient": checked, "taken": not problem, "error": problem}
        echo_json(about)
    elif not problem:
        echo(translate("%(server)s took the e-mail to %(recipient)s.", server=server.message, recipient=checked))
    if problem:
        echo(
            translate(
                "zhenwen: %(server)s did not take the e-mail to %(recipient)s: %(problem)s",
                server=server.message,
                recipient=checked,
                problem=Message(problem),
            ),
            err=True,
        )
        context.exit(1)


def _test_letter() -> LetterText:
    sentence = translate("This is a test e-mail of zhenwen mail test.")
    return LetterText(translate("Zhenwen test e-mail"), f"{sentence}\n", f"<p>{sentence}</p>")


def tally_text(tally: DeliveryTally) -> Message:
    """Format the tally as a sentence."""
    text = Message("%(count)s e-mails sent", count=tally.sent)
    if tally.waiting:
        text = Message("%(letters)s, %(count)s wait for another attempt", letters=text, count=tally.waiting)
    if tally.failed:
        text = Message("%(letters)s, %(count)s failed", letters=text, count=tally.failed)
    return Message("%(letters)s.", letters=text)


def mail_server_of(values: dict[str, Value]) -> MailServer:
    """Return the mail server of the settings. Raises SettingError if there is none."""
    server = reader_services.server_of(values)
    if server is None:
        raise SettingError("There is no mail server: set smtp and mail_from (ZHENWEN_SMTP, ZHENWEN_MAIL_FROM).")
    return server


def _try(server: MailServer, recipient: str, content: bytes) -> str:
    """Send the letter and return the server's objection, empty if it is accepted."""
    try:
        with server.connect() as session:
            session.send(recipient, content)
    except NotSent as error:
        return str(error)
    return ""


def _letter_row(letter: Letter) -> dict[str, Any]:
    names = ("id", "kind", "recipient", "subject", "state", "attempts", "error")
    moments = {name: getattr(letter, name).isoformat(timespec="seconds") for name in ("created", "due")}
    return {**{name: getattr(letter, name) for name in names}, **moments}
