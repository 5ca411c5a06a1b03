"""Links that nobody can guess: made of letters and digits that survive mail clients, and stored as digests."""

from __future__ import annotations

import hashlib
import re
import secrets

# Without 0 O, 1 I l, which look alike in print, and without signs that a mail client takes for the end of a link.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# 17 signs of 57 are 99 bits, 24 are 139.
LINK_CHARS, SECRET_CHARS = 17, 24
# 7Kq2mWv9bXc4Rt8Za
_TOKEN = re.compile(rf"[{ALPHABET}]{{{LINK_CHARS},{SECRET_CHARS}}}")


def new_link() -> str:
    """The name of a saved search in its short link."""
    return _new(LINK_CHARS)


def new_secret() -> str:
    """A secret that opens what belongs to one person."""
    return _new(SECRET_CHARS)


def is_token(text: str) -> bool:
    """Whether this can be a link or a secret at all."""
    return bool(_TOKEN.fullmatch(text))


def digest(secret: str) -> str:
    """What is stored of a secret: who reads the database cannot use it. A long random text needs no salt."""
    return hashlib.blake2b(secret.encode("utf-8", "replace"), digest_size=24).hexdigest()


def _new(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
