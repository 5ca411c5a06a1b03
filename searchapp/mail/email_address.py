"""E-mail addresses typed by readers: parsing, validation and normalisation."""

from __future__ import annotations

import re

from engine.messages import translatable
from searchapp.request.reader_errors import ReaderError

# Maximum number of recipients of one shared letter.
MAX_RECIPIENTS = 10
# reader.name+news@mail.example.org: no quotes, no comments, nothing that could end a header or a command
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
# mail or xn--fiqs8s
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
# a@example.org, b@example.org；c@example.org
_BETWEEN = re.compile(r"[\s,;，；、]+")


class AddressRefused(ReaderError):
    """An e-mail address cannot be written to."""


def parse_addresses(text: str) -> tuple[str, ...]:
    """Return the addresses in `text`, without duplicates and in order.

    Raises AddressRefused if there are none, too many, or an invalid one.
    """
    result = tuple(dict.fromkeys(parse_address(part) for part in _BETWEEN.split(text) if part))
    if not result:
        raise AddressRefused(translatable("Fill in the e-mail address of the recipient."))
    if len(result) > MAX_RECIPIENTS:
        raise AddressRefused(translatable("An e-mail can go to %(number)s addresses at a time."), number=MAX_RECIPIENTS)
    return result


def parse_address(text: str) -> str:
    """Normalise one address, with its domain in lower case and IDNA. Raises AddressRefused."""
    local, at, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower() if at else ""
    except UnicodeError:
        domain = ""
    labels = domain.split(".")
    dotted = not (local.startswith(".") or local.endswith(".") or ".." in local)
    good = dotted and _LOCAL.fullmatch(local) and len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    if not good or labels[-1].isdigit() or len(local) + len(domain) > 253:
        raise AddressRefused(
            translatable("“%(address)s” is not an e-mail address that can be written to."), address=_abbreviate(text)
        )
    return f"{local}@{domain}"


def _abbreviate(text: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in text.strip())[:60]
