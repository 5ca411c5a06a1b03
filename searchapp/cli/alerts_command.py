"""Commands for e-mail alerts, to be run by cron."""

from __future__ import annotations

import click

from engine.factory import open_engine
from engine.messages import Message
from engine.settings import engine_url, load
from engine.terminal_text import echo
from engine.vocabulary import read_vocabulary
from searchapp import create_app
from searchapp.alerts import alert_check, letters
from searchapp.cli.mail_command import mail_server_of, tally_text
from searchapp.cli.reader_options import DATA_OPTION, ENGINE_OPTION
from searchapp.cli.search_command import given_places
from searchapp.mail.delivery import DeliveryTally, deliver


@click.group()
def alerts() -> None:
    """E-mail alerts about new articles."""


@alerts.command()
@click.option("--retry", is_flag=True, help="Try e-mails again at once that the mail server did not take.")
@DATA_OPTION
@ENGINE_OPTION
@click.pass_context
def send(context: click.Context, /, retry: bool, **places: str | None) -> None:
    """Look for new articles, write to those who follow them, and send all e-mails that wait.

    Run it by cron as often as news should arrive. Killed at any moment, the next run goes on: nobody is written to
    twice about the same article.
    """
    arguments = given_places(context, **places)
    values = load(arguments)
    server = mail_server_of(values)
    app = create_app(arguments)
    store = app.extensions["store"].get()
    engine = open_engine(engine_url(values), read_vocabulary(values))
    try:
        if retry:
            store.outbox.hurry()
        with app.app_context():
            run = alert_check.run_alerts(engine, store, letters.alert)
        tally = deliver(store.outbox, server)
    finally:
        engine.close()
        app.extensions["store"].close()
    echo(_said(run, tally))
    if run.failed or tally.waiting or tally.failed:
        context.exit(1)


def _said(run: alert_check.AlertRun, tally: DeliveryTally) -> Message:
    looked = Message("%(alerts)s alerts looked at, %(letters)s with news", alerts=run.alerts, letters=run.letters)
    if run.failed:
        looked = Message("%(looked)s, %(failed)s could not be looked at", looked=looked, failed=run.failed)
    return Message("%(looked)s; %(letters)s", looked=looked, letters=tally_text(tally))
