"""E-mail addresses as people type them: taken apart, checked, written in one way."""

from __future__ import annotations

import re

from searchapp.request.reader_errors import ReaderError, translatable

# Recipients of one letter to share.
MAX_RECIPIENTS = 10
# reader.name+news@mail.example.org: no quotes, no comments, nothing that a header or a command could end with.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
# mail or xn--fiqs8s
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
# a@example.org, b@example.org；c@example.org
_BETWEEN = re.compile(r"[\s,;，；、]+")


class AddressRefused(ReaderError):
    """An e-mail address cannot be written to."""


def parse_addresses(text: str) -> tuple[str, ...]:
    """The addresses in `text`, each once, in the order given. Raises AddressRefused for none, too many, a bad one."""
    result = tuple(dict.fromkeys(parse_address(part) for part in _BETWEEN.split(text) if part))
    if not result:
        raise AddressRefused(translatable("请填写收件人的邮箱地址。"))
    if len(result) > MAX_RECIPIENTS:
        raise AddressRefused(translatable("一次最多发给 %(number)s 个地址。"), number=MAX_RECIPIENTS)
    return result


def parse_address(text: str) -> str:
    """One address, its domain in lower case and in ASCII. Raises AddressRefused."""
    local, at, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower() if at else ""
    except UnicodeError:
        domain = ""
    labels = domain.split(".")
    dotted = not (local.startswith(".") or local.endswith(".") or ".." in local)
    good = dotted and _LOCAL.fullmatch(local) and len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    if not good or labels[-1].isdigit() or len(local) + len(domain) > 253:
        raise AddressRefused(translatable("“%(address)s”不是可用的邮箱地址。"), address=_abbreviate(text))
    return f"{local}@{domain}"


def _abbreviate(text: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in text.strip())[:60]
