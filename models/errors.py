"""Every way a rule of the domain can say no; knows nothing of HTTP (handlers map these to it).

DomainError
├── NotFound          there is none, or you may not know that there is
├── Forbidden         you are known, and this is not yours to do
├── Unauthenticated   nobody is signed in, or the session is over
├── Conflict          the state changed meanwhile, or does not allow it
├── Invalid           the form is wrong: every mistake at once
├── TooMany           slow down, and when to come back
└── Unavailable       a part we need is away; try again
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong field: where (`body.title`), a stable code, and the values its sentence needs."""

    path: str
    code: str
    values: tuple[tuple[str, object], ...] = ()


class DomainError(Exception):
    """Base of all; `code` is stable and has a Chinese sentence in `handlers/messages.py`.

    `values` fill the sentence; `extra` goes to the program beside it (for example the new state).
    """

    default_code = "error"

    def __init__(
        self, code: str = "", *, extra: dict[str, object] | None = None, **values: object
    ) -> None:
        self.code = code or self.default_code
        self.values = values
        self.extra = extra or {}
        super().__init__(self.code)


class NotFound(DomainError):
    """There is none, or the asker may not know that there is: both look the same."""

    default_code = "not_found"


class Forbidden(DomainError):
    """The asker is known, and their roles do not allow this."""

    default_code = "forbidden"


class Unauthenticated(DomainError):
    """Nobody is signed in, or the session has ended."""

    default_code = "unauthenticated"


class Conflict(DomainError):
    """The document is in a state that does not allow this, or somebody else was first."""

    default_code = "conflict"


class Invalid(DomainError):
    """The form is wrong; `mistakes` holds all of them, never just the first."""

    default_code = "invalid"

    def __init__(
        self,
        mistakes: Sequence[Mistake],
        code: str = "",
        *,
        extra: dict[str, object] | None = None,
    ) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(code, extra=extra)


class TooMany(DomainError):
    """Too many tries; `retry_after` is in seconds."""

    default_code = "too_many"

    def __init__(self, code: str = "", *, retry_after: int, **values: object) -> None:
        self.retry_after = retry_after
        super().__init__(code, extra=None, retry_after=retry_after, **values)


class Unavailable(DomainError):
    """A part this needs is away or overloaded; nothing was changed, and trying again is safe."""

    default_code = "unavailable"

    def __init__(self, code: str = "", *, retry_after: int = 2, **values: object) -> None:
        self.retry_after = retry_after
        super().__init__(code, extra=None, **values)
