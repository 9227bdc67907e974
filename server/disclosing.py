"""What the worker does on the way of a disclosure: late reviews, and publishing at its time.

Each act is for the alarm that rang and no other, in one write: two workers, or one that dies and
comes back, do it once.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bson import ObjectId
from pymongo.errors import PyMongoError

from handlers.marking import Marking
from handlers.messages import sentence
from handlers.notices import notify
from handlers.publishing_gate import Gate
from models.accounts import Account
from models.base import CHINA
from models.catalogue import CalendarRules, Item
from models.catalogue.audience import audience_of
from models.catalogue.filing import posting_of
from models.desks import desk_of, people_at, role_at
from models.disclosures import Disclosure, Hand, Posting
from models.disclosures.laying import Copies
from models.errors import Conflict, Invalid, NotFound, Unavailable
from models.outbox import Event, Job
from models.store import Store
from models.uploads import Uploads
from server.approvals import still_may
from server.looking import one_by_one

# What could not be answered comes again after this, behind what rings meanwhile.
LATER = timedelta(minutes=1)


class DisclosureWork:
    """Answers the alarms of disclosures."""

    def __init__(self, store: Store, rules: CalendarRules, gate: Gate | None = None) -> None:
        """Without a gate nothing is published: it stays scheduled."""
        self._gate = gate
        self._store = store
        self._disclosures = store.disclosures
        self._rules = rules
        self._marking = Marking(store)

    async def look(self) -> int:
        """Answers what rings, up to one look; how many alarms were answered here."""
        return await one_by_one(await self._disclosures.ringing(), self._hear, str)

    async def _hear(self, disclosure_id: ObjectId) -> int:
        disclosure = await self._disclosures.rings(disclosure_id)
        if disclosure is None:
            return 0
        try:
            await self._answer(disclosure)
        except (Conflict, PyMongoError):
            raise
        except Exception:
            await self._disclosures.ring_later(disclosure, self._store.now() + LATER)
            raise
        return 1

    async def _answer(self, disclosure: Disclosure) -> None:
        if disclosure.state == "scheduled":
            await self._publish(disclosure)
        elif disclosure.reminded:
            await self._go_up(disclosure)
        else:
            await self._remind(disclosure)

    async def mark(self, job: Job) -> None:
        """A disclosure was handed in: its vouchers are marked, a few in each job."""
        try:
            disclosure = await self._disclosures.get(ObjectId(str(job.payload["disclosure"])))
        except NotFound:
            # Sent back and discarded before its turn came.
            return
        if await self._marking.mark_some(disclosure):
            root, _, turn = job.key.partition(">")
            key = f"{root}>{int(turn or 0) + 1}"
            await self._store.jobs.enqueue(job.kind, key, job.payload)

    async def _remind(self, disclosure: Disclosure) -> None:
        """Reminds who should review it; the township has nobody above it here to go to."""
        desk = disclosure.desk or desk_of("overseer", disclosure.division)
        again = (
            None if role_at(desk) == "monitor" else self._after(self._rules.review_reminded_days)
        )
        events = await self._tell("disclosure.review_late", desk, disclosure)
        await self._disclosures.remind(disclosure, again_at=again, events=events)

    async def _go_up(self, disclosure: Disclosure) -> None:
        desk = desk_of("monitor", disclosure.division)
        events = await self._tell("disclosure.review_up", desk, disclosure)
        again = self._after(self._rules.review_days)
        await self._disclosures.go_up(disclosure, desk=desk, again_at=again, events=events)

    async def _publish(self, disclosure: Disclosure) -> None:
        """Publishes what the secretary approved for this time, with its uploads, or not at all."""
        if not await still_may(
            self._store, disclosure.publisher, "disclosure:publish", disclosure.division
        ):
            await self._lapse(disclosure)
            return
        if self._gate is None:
            raise Unavailable("personal_data_unchecked")
        today = self._store.now().astimezone(CHINA).date()
        item = await self._item(disclosure, today)
        try:
            copies = await self._gate.copies(disclosure, audience_of(item))
        except Invalid as found:
            await self._send_back(disclosure, found)
            return
        while await self._marking.mark_some(disclosure):
            continue
        posting = posting_of(disclosure.item, item, today, self._rules)
        await self._show(disclosure, copies, posting)

    async def _item(self, disclosure: Disclosure, today: date) -> Item | None:
        """The item of the catalogue as its village has it today."""
        village = disclosure.division
        catalogue = await self._store.catalogue_changes.over(village)
        return catalogue.items(village, today.isoformat()).get(disclosure.item or "")

    async def _show(self, disclosure: Disclosure, copies: Copies, posting: Posting) -> None:
        uploads = Uploads(
            self._store.media,
            about=disclosure.about,
            division=disclosure.division,
            had=disclosure.references,
        )
        out = notify("disclosure.out", disclosure.writers, f"disclosures/{disclosure.id}")
        await uploads.set_public(
            copies.audience == "all",
            lambda session: self._disclosures.publish(
                disclosure,
                Hand(),
                version=disclosure.version,
                copies=copies,
                posting=posting,
                events=out,
                session=session,
            ),
        )

    async def _lapse(self, disclosure: Disclosure) -> None:
        """Who approved it may not any more: it waits for the secretary there is now."""
        desk = desk_of("secretary", disclosure.division)
        events = await self._tell("disclosure.to_approve", desk, disclosure)
        await self._disclosures.lapse(disclosure, events=events)

    async def _send_back(self, disclosure: Disclosure, found: Invalid) -> None:
        """What was approved holds what nobody has decided about: its authors must."""
        about = f"disclosures/{disclosure.id}"
        await self._disclosures.send_back(
            disclosure,
            Hand(),
            version=disclosure.version,
            note=sentence(found.code, {}),
            events=notify("disclosure.sent_back", disclosure.writers, about),
        )

    async def _tell(self, kind: str, desk: str, disclosure: Disclosure) -> tuple[Event, ...]:
        officials: list[Account] = await self._store.accounts.officials(disclosure.division)
        people = [person.id for person in people_at(desk, officials)]
        return notify(kind, people, f"disclosures/{disclosure.id}")

    def _after(self, days: int) -> datetime:
        return self._store.now() + timedelta(days=days)
