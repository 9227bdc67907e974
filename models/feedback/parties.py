"""Who stands beside a case without being its reporter; knows nothing of the case itself."""

from __future__ import annotations

from models.accounts import Role
from models.base import Id, Instant, Value


class Follower(Value):
    """Somebody who said "me too"; `case` is their own report, where it was joined to this one."""

    account: Id
    at: Instant
    case: Id | None = None


class Authorised(Value):
    """Who filed for somebody else, and the words to which that person agreed."""

    by: Id
    name: str
    role: Role
    statement: str
    at: Instant
