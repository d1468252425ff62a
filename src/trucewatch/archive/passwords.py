"""Passwords: hashed by argon2-cffi with its own defaults, and checked.

Invariant: checking takes as long for a name that nobody has as for a wrong password, and at most a few checks run
at once, since each takes 64 MiB; no password is kept, logged or part of a message.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from trucewatch.archive.problems import ArchiveError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12
LONGEST = 1024
"""Characters of the shortest and the longest password. More than a length is not asked for: rules of composition
make passwords worse (NIST SP 800-63B, 5.1.1.2)."""

_AT_ONCE = threading.BoundedSemaphore(4)


def unfit(password: str, *, name: str = "") -> str | None:
    """Why `password` cannot be that of `name`, in words that do not repeat it; None where it can."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"a password has {SHORTEST} to {LONGEST:,} characters"
    if len(set(password)) < 4:
        return "a password of one, two or three characters repeated is guessed at once"
    if name and password.casefold() in (name.casefold() * (LONGEST // len(name)))[: LONGEST + 1]:
        return "a password is not one's own name"
    return None


def hashed(password: str) -> str:
    """What is kept of `password`: Argon2id's hash with its parameters and salt."""
    with _AT_ONCE:
        return _hasher().hash(_bytes(password))


def fits(password: str, kept: str) -> bool:
    """Whether `kept` is the hash of `password`; "" is the hash of none, and takes as long to say so."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _AT_ONCE:
        try:
            return _hasher().verify(kept or _nobodys(), _bytes(password[: LONGEST + 1])) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def outdated(kept: str) -> bool:
    """Whether `kept` was made with other parameters than are used today."""
    return _hasher().check_needs_rehash(kept)


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@cache
def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher
    except ImportError:
        raise ArchiveError(
            "people need a library that is not installed: pip install 'trucewatch[desk]'"
        ) from None
    return PasswordHasher()


@cache
def _nobodys() -> str:
    """A hash that no password is known of, to spend the time of a check on."""
    import secrets

    return _hasher().hash(secrets.token_bytes(32))
