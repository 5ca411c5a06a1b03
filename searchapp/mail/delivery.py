"""Delivery of queued letters to the mail server, with retries.

A letter goes queued -> sending -> handing -> sent, and each step is on disk before the next begins. If the process is
killed while sending, the server has not got the letter, and the next run sends it. If it is killed while handing,
between the last line and the server's answer, the outcome is unknown: SMTP has no way to ask (RFC 1047). The next run
sends the letter again under the same Message-ID, by which mailboxes drop a duplicate: a rare duplicate is better than a
lost letter.

A refusal of the letter counts against the letter; trouble of the server itself does not, however long it lasts.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial

from searchapp.mail.smtp import LetterRefused, MailServer, NotSent, ServerTrouble, Session
from searchapp.saved.records import Letter
from searchapp.saved.store_protocol import LETTER_RETENTION, Outbox

# Minutes until the next attempt after a temporary refusal; after the last attempt, in five days (RFC 5321, 4.5.4.1),
# the letter has failed.
RETRY_DELAYS_MINUTES = (1, 5, 30, 120, 480, 1440, 1440, 1440, 1440)
# Bounds of the wait for a server in trouble; in between, the wait equals the age of the letter.
MIN_SERVER_WAIT, MAX_SERVER_WAIT = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
# Consecutive letters that fail by server trouble before the rest is left for later.
MAX_SILENT_LETTERS = 2
# Seconds to wait for another process that is sending.
LOCK_TIMEOUT_SECONDS = 60.0


@dataclass
class DeliveryTally:
    """Number of letters that were sent, wait for another attempt, or failed."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0


def deliver(outbox: Outbox, server: MailServer, wait: float = LOCK_TIMEOUT_SECONDS) -> DeliveryTally:
    """Send all letters that are due. Raises StoreBusy if another process sends for longer than `wait` seconds."""
    tally = DeliveryTally()
    session: Session | None = None
    silences = 0
    with outbox.exclusive(wait):
        outbox.orphans()
        try:
            # If the server does not answer, the other letters need not wait for the same timeout one after another.
            while silences < MAX_SILENT_LETTERS and (letter := outbox.due(datetime.datetime.now(datetime.UTC))):
                try:
                    outbox.mark(letter.id, "sending")
                    session = session or server.connect()
                    session.send(letter.recipient, letter.content, partial(outbox.mark, letter.id, "handing"))
                    outbox.mark(letter.id, "sent")
                    tally.sent, silences = tally.sent + 1, 0
                except NotSent as error:
                    _put_off(outbox, letter, error, tally)
                    silences = silences + 1 if isinstance(error, ServerTrouble) else 0
                    if session:
                        session.close()
                    session = None
        finally:
            if session:
                session.close()
    return tally


def _put_off(outbox: Outbox, letter: Letter, error: NotSent, tally: DeliveryTally) -> None:
    now = datetime.datetime.now(datetime.UTC)
    if isinstance(error, LetterRefused) and not error.final and letter.attempts < len(RETRY_DELAYS_MINUTES):
        outbox.mark(
            letter.id, "queued", str(error), now + datetime.timedelta(minutes=RETRY_DELAYS_MINUTES[letter.attempts])
        )
    elif isinstance(error, ServerTrouble) and now - letter.created < LETTER_RETENTION:
        outbox.put_back(letter.id, str(error), now + wait_for_server(letter.created, now))
    else:
        outbox.mark(letter.id, "failed", str(error))
        tally.failed += 1
        return
    tally.waiting += 1


def wait_for_server(created: datetime.datetime, now: datetime.datetime) -> datetime.timedelta:
    """Return the time until a server in trouble is tried again for a letter of this age."""
    return min(max(now - created, MIN_SERVER_WAIT), MAX_SERVER_WAIT)
