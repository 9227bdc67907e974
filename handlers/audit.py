"""Reading the audit log: an area's for its administrators, one's own for everybody."""

from __future__ import annotations

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.forms import Paging
from handlers.listing import Listing
from handlers.routing import Route
from models.base import Id, Instant, Page, Value


class EntryView(Value):
    """Who did what to what, when and from where; `request_id` finds it in the logs.

    `name` is what the account is called now; empty for nobody, and for an account that is gone.
    """

    id: Id
    at: Instant
    what: str
    account: Id | None
    name: str = ""
    division: str
    about: str
    note: str
    address: str
    success: bool
    request_id: str


# The name is no field of an entry: people are called differently later.
READ = set(EntryView.model_fields) - {"name"}


class OwnEntryView(Value):
    """What I did, when and from where."""

    id: Id
    at: Instant
    what: str
    about: str
    address: str
    success: bool


class AuditOfDivision(ApiHandler):
    @endpoint(scope="audit:read", query=Paging, returns=Listing[EntryView])
    async def get(self, division: str, query: Paging) -> Page[EntryView]:
        """The official acts in a division and all below it, newest first."""
        store = self.services.store
        page = await store.audit.of_area(division, after=query.after, limit=query.limit)
        names = await store.accounts.named(entry.account for entry in page.items if entry.account)
        views = [
            EntryView(
                **entry.model_dump(include=READ),
                name=names.get(entry.account, "") if entry.account else "",
            )
            for entry in page.items
        ]
        return Page(tuple(views), page.next)


class MyAudit(ApiHandler):
    @endpoint(scope=SIGNED_IN, query=Paging, returns=Listing[OwnEntryView])
    async def get(self, query: Paging) -> object:
        """What was done with my account, newest first."""
        return await self.services.store.audit.of_account(
            self.actor.known().account, after=query.after, limit=query.limit
        )


routes = [
    Route("/divisions/{division}/audit", AuditOfDivision),
    Route("/me/audit", MyAudit),
]
