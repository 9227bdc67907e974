"""What I do not want to be asked or told."""

from __future__ import annotations

from typing import Literal

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.forms import Form
from handlers.notices import DANGER, TEXTS
from handlers.routing import Route
from models.base import Value

MUTABLE = tuple(kind for kind in TEXTS if kind != DANGER)


class Wishes(Value):
    """`follow_up`: I may be asked, weeks later, whether my case is still solved.

    `muted`: of these kinds I am told in the app alone.
    """

    follow_up: bool
    muted: tuple[str, ...]


class NewWishes(Form):
    """The same, as I want it from now on; `muted` left out stays as it is."""

    follow_up: bool
    muted: tuple[Literal[MUTABLE], ...] | None = None  # type: ignore[valid-type]  # the list of notices


class MyPreferences(ApiHandler):
    @endpoint(scope=SIGNED_IN, returns=Wishes)
    async def get(self) -> object:
        """What I want to be asked."""
        return await self.services.store.preferences.of(self.actor.known().account)

    @endpoint(scope=SIGNED_IN, body=NewWishes, returns=Wishes)
    async def put(self, form: NewWishes) -> object:
        """Say what I want to be asked from now on."""
        account, preferences = self.actor.known().account, self.services.store.preferences
        if form.muted is not None:
            await preferences.mute(account, form.muted)
        return await preferences.set_follow_up(account, wanted=form.follow_up)


routes = [Route("/me/preferences", MyPreferences)]
