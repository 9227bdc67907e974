"""Password hashes by argon2, and which passwords are too weak; slow on purpose: run blocking."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_CHARACTERS = 10
# The ten-character-and-longer ones that people choose first.
COMMON = frozenset(
    {"1234567890", "0123456789", "0987654321", "qwertyuiop", "1q2w3e4r5t", "password123"}
)

# OWASP's argon2id figures. The library's own (64 MiB, 4 lanes) would let four sign-ins at once
# take 256 MiB of a process that has 220.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def one_time_password() -> str:
    """A password for the first sign-in: 72 random bits, easy to copy, shown once."""
    return secrets.token_urlsafe(9)


def hash_password(password: str) -> str:
    """The argon2id hash with its parameters and salt."""
    return _hasher.hash(password)


def is_right_password(stored: str | None, password: str) -> bool:
    """True if the password fits the hash.

    Without a hash (an unknown user) the same work is done, so that the time tells nothing.
    """
    nobody = _nobody()
    try:
        return _hasher.verify(stored or nobody, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def weakness(password: str, username: str) -> bool:
    """True if the password is too short, too simple or holds the user name."""
    return (
        len(password) < MIN_CHARACTERS
        or len(set(password)) < 4
        or password.lower() in COMMON
        or username.lower() in password.lower()
    )


@cache
def _nobody() -> str:
    return _hasher.hash("nobody signs in with this")
