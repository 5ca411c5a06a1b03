"""The commands for e-mail alerts, to be run by cron."""

from __future__ import annotations

import click

from engine.factory import open_engine
from engine.settings import engine_url, load
from engine.terminal import echo
from searchapp import create_app, following
from searchapp.cli import DATA, ENGINE, given_places
from searchapp.mail.deliver import Tally, deliver
from searchapp.mail_cli import said, server_of
from searchapp.views import letters


@click.group()
def alerts() -> None:
    """E-mail alerts about new articles."""


@alerts.command()
@click.option("--retry", is_flag=True, help="Try letters again at once that the mail server did not take.")
@DATA
@ENGINE
@click.pass_context
def send(context: click.Context, /, retry: bool, **places: str | None) -> None:
    """Look for new articles, write to those who follow them, and send all letters that wait.

    Run it by cron as often as news should arrive. Killed at any moment, the next run goes on: nobody is written to
    twice about the same article.
    """
    arguments = given_places(context, **places)
    values = load(arguments)
    server = server_of(values)
    app = create_app(arguments)
    store = app.extensions["store"].get()
    engine = open_engine(engine_url(values), follow=False)
    try:
        if retry:
            store.outbox.hurry()
        with app.app_context():
            looked = following.look(engine, store, letters.alert)
        tally = deliver(store.outbox, server)
    finally:
        engine.close()
        app.extensions["store"].close()
    echo(_said(looked, tally))
    if looked.failed or tally.waiting or tally.failed:
        context.exit(1)


def _said(looked: following.Looked, tally: Tally) -> str:
    parts = [(looked.alerts, "alerts looked at"), (looked.letters, "with news")]
    parts += [(looked.failed, "could not be looked at")] if looked.failed else []
    return ", ".join([*(f"{number} {what}" for number, what in parts), said(tally)])
