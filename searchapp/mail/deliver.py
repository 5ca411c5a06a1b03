"""From the queue to the mail server: each letter once, again later where it was not taken.

A letter goes queued -> sending -> handing -> sent, and each step is on disk before the next begins. Killed while
sending, the server has not got the letter: the next run sends it. Killed while handing, between the last line and the
server's answer, nobody can know: SMTP has no way to ask (RFC 1047). The next run sends it again, under the same
Message-ID, by which mailboxes drop a second copy: better twice in those milliseconds than lost.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial

from searchapp.mail.smtp import LetterFailed, MailServer, ServerUnreachable, Session
from searchapp.saved.contract import Outbox
from searchapp.saved.records import Letter

# Minutes until the next attempt; after the last one the letter has failed.
DELAYS = (1, 5, 30, 120, 480, 1440)
# Letters in a row to which the server says nothing until the rest is left for later.
SILENCES = 2
# Seconds to wait for another process that is sending.
WAIT = 60.0


@dataclass
class Tally:
    """How many letters were sent, wait for another attempt, or failed."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0


def deliver(outbox: Outbox, server: MailServer, wait: float = WAIT) -> Tally:
    """Send all that is due. Raises StoreBusy where another process sends for longer than `wait` seconds."""
    tally = Tally()
    session: Session | None = None
    silences = 0
    with outbox.exclusive(wait):
        outbox.orphans()
        try:
            # Where nobody answers, the others need not wait for the same silence one after another.
            while silences < SILENCES and (letter := outbox.due(datetime.datetime.now(datetime.UTC))):
                try:
                    outbox.mark(letter.id, "sending")
                    session = session or server.connect()
                    session.send(letter, finishing=partial(outbox.mark, letter.id, "handing"))
                    outbox.mark(letter.id, "sent")
                    tally.sent, silences = tally.sent + 1, 0
                except LetterFailed as error:
                    _put_off(outbox, letter, error, tally)
                    silences += isinstance(error, ServerUnreachable)
                    if session:
                        session.close()
                    session = None
        finally:
            if session:
                session.close()
    return tally


def _put_off(outbox: Outbox, letter: Letter, error: LetterFailed, tally: Tally) -> None:
    if error.final or letter.attempts >= len(DELAYS):
        outbox.mark(letter.id, "failed", str(error))
        tally.failed += 1
        return
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=DELAYS[letter.attempts])
    outbox.mark(letter.id, "queued", str(error), later)
    tally.waiting += 1
