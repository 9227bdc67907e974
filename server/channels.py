"""What carries a message out of the app, as a protocol; whoever implements one decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from models.accounts import Account


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as it leaves, without anything sensitive; the same `key` is the same message."""

    key: str
    kind: str
    text: str
    about: str


class Channel(Protocol):
    """A way to reach people outside of the app."""

    @property
    def name(self) -> str:
        """What counts and jobs call it: `wechat`, `sms`."""
        ...

    async def send(self, account: Account, message: Outgoing) -> bool:
        """True if it was taken; False if this account cannot be reached that way.

        Raises what it likes: the job is tried again later, and longer each time.
        """
        ...
