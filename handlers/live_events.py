"""What is told live, where in the order, and why a connection ends. Knows no connections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bson import ObjectId

from handlers.access import Actor

# Who holds it hears of the cases of their desks and areas; everybody hears of what is their own.
SCOPE = "feedback:handle"
# Seconds, and increment within the second, of the change; then which of the changes that happened
# at once, in one transaction.
Position = tuple[int, int, int]


class Ended(Exception):  # it is no error but the end of a connection
    """Why a connection ends: a code for programs, and the websocket's number for it."""

    def __init__(self, reason: str, code: int) -> None:
        super().__init__(reason)
        self.reason, self.code = reason, code


SLOW = Ended("slow_client", 4408)
SESSION_ENDED = Ended("session_ended", 4401)
NO_TOKEN = Ended("no_token", 4400)
SILENT = Ended("no_heartbeat", 4409)
RESTART = Ended("restart", 1012)
TOO_MANY = Ended("too_many", 4429)


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """What happened, where in the order, and what of it (if anything) a person is told.

    `keys` are the divisions and desks whose people it may concern, `people` the accounts whose own
    it is; `tell` decides for each.
    """

    position: Position
    keys: tuple[str, ...]
    tell: Callable[[Actor], bytes | None]
    people: tuple[ObjectId, ...] = ()


def name_of(position: Position) -> str:
    """The event's id, as clients send it back."""
    return ".".join(str(part) for part in position)


def read_position(name: str) -> Position:
    """The position of an id that we gave out; raises `ValueError` for anything else."""
    first, second, third = (int(part) for part in name.split("."))
    return first, second, third
