"""The act of publishing: the masked copy becomes what is read, and a link of the village's chain.

All of it in one transaction. Whoever checks the links finds here what was published.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from bson import ObjectId

from models.base import Clock, Row, now
from models.disclosures.deciding import Deciding
from models.disclosures.documents import Disclosure
from models.disclosures.flow import PUBLIC, Hand, Posting
from models.disclosures.laying import Copies, files_of, laid_of
from models.disclosures.steps import AT_REST
from models.driver import Database
from models.media import Media
from models.outbox import Event
from models.publications import Publications

PAGE = 50


class Publishing(Deciding):
    """The act of publishing, and all that was ever published, one after the other."""

    def __init__(self, db: Database, clock: Clock = now) -> None:
        super().__init__(db, clock)
        self._media = Media(db, clock)
        self._publications = Publications(db, clock)

    async def publish(
        self,
        disclosure: Disclosure,
        by: Hand,
        *,
        version: int,
        copies: Copies,
        posting: Posting,
        note: str = "",
        events: Sequence[Event] = (),
        session: Any = None,
    ) -> Disclosure:
        """Shows the copies made of it; what it supersedes stops being current with it.

        The copies must be of the version that the caller saw, or it is a `Conflict`, as it is
        after anybody else's act. Raises `Forbidden` (`same_person`) for a writer or the reviewer.
        The worker (a hand without account) publishes what was approved.
        """
        appeared = Event(kind="disclosure.published", payload={"disclosure": disclosure.id})
        if copies.version != version:
            raise self._changed(disclosure)
        shown: Row = {**copies.to_fields(), "published_at": self.now()}
        shown |= {"board_until": posting.until, "retention": posting.retention}
        if by.account is not None:
            shown["publisher"] = by.account

        async def both(session: Any) -> Disclosure:
            published = await self._step(
                disclosure,
                "publish",
                by,
                version=version,
                note=note,
                events=(appeared, *events),
                others=("writers", "reviewer"),
                update={"$set": shown, "$unset": dict.fromkeys(AT_REST, "")},
                session=session,
            )
            if published.supersedes is not None:
                await self._supersede(published, session)
            await self._lay_down(published, session)
            return published

        return await (self.db.in_transaction(both) if session is None else both(session))

    async def by_ids(self, ids: Sequence[ObjectId]) -> dict[ObjectId, Disclosure]:
        """Those there are of up to a page of ids, whole."""
        found = await self._find({"_id": {"$in": list(ids)}})
        return {disclosure.id: disclosure for disclosure in found}

    async def ever_published(self, village: str) -> AsyncIterator[list[Disclosure]]:
        """What the village has published, current or not, a page at a time."""
        for state in PUBLIC:
            after = ObjectId("0" * 24)
            while True:
                where = {"division": village, "state": state, "_id": {"$gt": after}}
                page = await self._find(where, sort=[("_id", 1)], limit=PAGE)
                if not page:
                    break
                yield page
                after = page[-1].id

    async def _lay_down(self, published: Disclosure, session: Any) -> None:
        """Makes it a link of its village's chain: what readers are shown, and every file."""
        hashes = await self._media.fingerprints(files_of(published), session=session)
        await self._publications.append(laid_of(published, hashes), session=session)

    async def _supersede(self, by: Disclosure, session: Any) -> None:
        """Marks what `by` replaces; in the same transaction, so that one of them is current."""
        await self.raw.update_one(
            {"_id": by.supersedes, "state": "published"},
            {"$set": {"state": "superseded", "superseded_by": by.id}, "$inc": {"version": 1}},
            session=session,
        )
