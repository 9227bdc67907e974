"""What I do not want to be asked or told."""

from __future__ import annotations

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.forms import Form
from handlers.routing import Route
from models.base import Value


class Wishes(Value):
    """`follow_up`: I may be asked, weeks later, whether my case is still solved."""

    follow_up: bool


class NewWishes(Form):
    """The same, as I want it from now on."""

    follow_up: bool


class MyPreferences(ApiHandler):
    @endpoint(scope=SIGNED_IN, returns=Wishes)
    async def get(self) -> object:
        """What I want to be asked."""
        return await self.services.store.preferences.of(self.actor.known().account)

    @endpoint(scope=SIGNED_IN, body=NewWishes, returns=Wishes)
    async def put(self, form: NewWishes) -> object:
        """Say what I want to be asked from now on."""
        return await self.services.store.preferences.set_follow_up(
            self.actor.known().account, wanted=form.follow_up
        )


routes = [Route("/me/preferences", MyPreferences)]
