"""Who listens to live changes: the session behind a token, as it is now. Knows no connections."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from handlers.forms import Form
from handlers.live_events import SESSION_ENDED, Ended
from handlers.services import Services
from handlers.signin import session_unused
from models.driver import is_outage
from models.errors import Unauthenticated
from models.sessions import Session

BUSY = Ended("database_unavailable", 1013)


class FirstWord(Form):
    """The first message of a websocket that came without credentials."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=200)]


async def session_now(token: str, services: Services) -> Session:
    """The session as it is now; raises `Ended` if it is over or may not listen any more.

    It is read without being used: somebody who only watches idles out like anybody else.
    """
    try:
        session = await session_unused(token, services)
    except Unauthenticated:
        raise SESSION_ENDED from None
    except Exception as error:
        if not is_outage(error):
            raise
        raise BUSY from error
    if session.must_change_password:
        raise SESSION_ENDED
    return session
