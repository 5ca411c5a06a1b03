"""Unguessable link tokens, of letters and digits that survive mail clients; secrets are stored as digests."""

from __future__ import annotations

import hashlib
import re
import secrets

# Without 0 O, 1 I l, which look alike in print, and without characters that mail clients take for the end of a link.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# 17 characters out of 57 are 99 bits, 24 are 139.
LINK_CHARS, SECRET_CHARS = 17, 24
# 7Kq2mWv9bXc4Rt8Za
_TOKEN = re.compile(rf"[{ALPHABET}]{{{LINK_CHARS},{SECRET_CHARS}}}")


def new_link() -> str:
    """Return a new token for the short link of a saved search."""
    return _new(LINK_CHARS)


def new_secret() -> str:
    """Return a new secret that gives access to what belongs to one person."""
    return _new(SECRET_CHARS)


def is_token(text: str) -> bool:
    """Return whether `text` has the form of a token."""
    return bool(_TOKEN.fullmatch(text))


def digest(secret: str) -> str:
    """Return the digest to store instead of a secret. A long random secret needs no salt."""
    return hashlib.blake2b(secret.encode("utf-8", "replace"), digest_size=24).hexdigest()


def _new(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
