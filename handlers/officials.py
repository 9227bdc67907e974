"""Who works for a village: whom one may name as deputy, as on duty, or as who is away."""

from __future__ import annotations

from handlers.base import ApiHandler, endpoint
from handlers.directory import village_of
from handlers.listing import Listing
from handlers.routing import Route
from models.absences import DEPUTY_ROLES
from models.accounts import Account, Role
from models.base import Id, Value


class OfficialView(Value):
    """Somebody at a desk of the village or its township, with the roles they hold there."""

    account: Id
    name: str
    roles: tuple[Role, ...]


class OfficialsOfVillage(ApiHandler):
    @endpoint(scope="absence:read", returns=Listing[OfficialView])
    async def get(self, village: str) -> Listing[OfficialView]:
        """Who handles cases in the village, and in its township; those who left are not there."""
        place = await village_of(village, self.services)
        found = (_view(person, village) for person in place.officials)
        return Listing(items=tuple(person for person in found if person.roles))


def _view(person: Account, village: str) -> OfficialView:
    roles = [g.role for g in person.grants if g.role in DEPUTY_ROLES and g.over(village)]
    return OfficialView(account=person.id, name=person.name, roles=tuple(dict.fromkeys(roles)))


routes = [Route("/villages/{village}/officials", OfficialsOfVillage)]
