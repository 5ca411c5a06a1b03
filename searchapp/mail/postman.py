"""Background delivery of letters in the web server, running only while letters wait."""

from __future__ import annotations

import datetime
import logging
import threading

from engine.errors import SearchError
from searchapp.mail.delivery import deliver
from searchapp.mail.smtp import MailServer
from searchapp.request.reader_errors import reason
from searchapp.saved.store_factory import LazyStore
from searchapp.saved.store_protocol import StoreBusy

_log = logging.getLogger(__name__)
# Maximum seconds between two checks of the queue, which other processes fill too.
POLL_SECONDS = 900.0
# Seconds until the next attempt while another process is sending.
_BUSY_RETRY_SECONDS = 5.0


class Postman:
    """A thread that runs while there are letters to send; `wake` may be called from any thread."""

    def __init__(self, store: LazyStore, server: MailServer) -> None:
        self._store = store
        self._server = server
        self._lock = threading.Lock()
        self._bell = threading.Event()
        self._thread: threading.Thread | None = None
        self._closed = False

    def wake(self) -> None:
        """Start or wake the thread for a letter that was queued."""
        with self._lock:
            self._bell.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="postman", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop sending; queued letters are left to the next process."""
        self._closed = True
        self._bell.set()
        self.join(10)

    def join(self, timeout: float) -> None:
        """Wait until the thread has ended, at most `timeout` seconds."""
        with self._lock:
            thread = self._thread
        if thread:
            thread.join(timeout)

    def _work(self) -> None:
        while not self._closed:
            self._bell.clear()
            pause = self._send()
            with self._lock:
                if not self._bell.is_set() and pause is None:
                    self._thread = None
                    return
            if pause:
                self._bell.wait(min(pause, POLL_SECONDS))

    def _send(self) -> float | None:
        """Send the letters that are due; return the seconds until the next one is due, None if there is none."""
        try:
            outbox = self._store.get().outbox
            deliver(outbox, self._server, wait=_BUSY_RETRY_SECONDS)
            due = outbox.next_due()
        except StoreBusy:
            return _BUSY_RETRY_SECONDS
        except SearchError as error:
            _log.error("Letters could not be sent: %s", reason(error))
            return None
        except Exception:  # a bug: later letters are tried all the same
            _log.exception("Letters could not be sent.")
            return POLL_SECONDS
        if due is None:
            return None
        return max(1.0, (due - datetime.datetime.now(datetime.UTC)).total_seconds())
