"""The disclosures of all villages: drafts, lists of what is out, and revisions.

A published revision is never changed: a correction is a new one, with a reason, that supersedes
it. What is done with a draft stands in `steps.py`. Knows nothing of Markdown or of cutting text
into words: a statement brings both done.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.base import Index, Page, Row
from models.disclosures.board import BOARD, Boards
from models.disclosures.documents import (
    CATEGORIES,
    Category,
    CategoryCount,
    Disclosure,
    Statement,
)
from models.disclosures.flow import PUBLIC, DisclosureState
from models.disclosures.laying import ORIGINAL
from models.disclosures.lookups import LOOKUP_INDEXES, Lookups
from models.disclosures.publishing import Publishing
from models.disclosures.steps import CARD, STEP_INDEXES
from models.errors import Conflict
from models.outbox import EVENTS_INDEX

# A home page says "99+" behind this.
MOST_COUNTED = 100

SEARCH = Index(
    "search: published disclosures of a village that hold a word, newest first",
    (("division", 1), ("tokens", 1), ("published_at", -1), ("_id", -1)),
    where={"state": "published"},
)


class Disclosures(Publishing, Lookups, Boards):
    """Disclosures by village, category and state, and the revisions of each."""

    name = "disclosures"
    document = Disclosure
    sealed = (ORIGINAL,)
    indexes = (
        Index(
            "what a village has published in a category, newest first; how much of each, for which"
            " no document is read, as the state stands in the index",
            (("division", 1), ("state", 1), ("category", 1), ("published_at", -1), ("_id", -1)),
            where={"state": "published"},
        ),
        SEARCH,
        BOARD,
        Index(
            "the authors' list: a village's disclosures in one state, newest first",
            (("division", 1), ("state", 1), ("_id", -1)),
        ),
        Index(
            "the revisions of one disclosure in order; there is one of each number",
            (("chain", 1), ("revision", 1)),
            unique=True,
        ),
        Index(
            "what is on its way of an item and period; there is one of each",
            (("division", 1), ("claim", 1)),
            unique=True,
            where={"claim": {"$exists": True}},
        ),
        *STEP_INDEXES,
        *LOOKUP_INDEXES,
        EVENTS_INDEX,
    )

    async def draft(
        self,
        statement: Statement,
        *,
        division: str,
        author: ObjectId,
        first_id: ObjectId | None = None,
        session: Any = None,
    ) -> Disclosure:
        """A new draft: the first revision of a chain of its own.

        Raises `Conflict` (`draft_exists`, which names it) where the same item and period is on its
        way already, `Invalid` for what no document can hold.
        """
        first = first_id or ObjectId()
        draft = self._new(statement, first, first, division, author)
        try:
            return await self._insert(draft, session=session)
        except Conflict as error:
            raise await self._claimed(division, statement) from error

    async def revise(
        self,
        published: Disclosure,
        original: Statement | None = None,
        *,
        reason: str,
        author: ObjectId,
    ) -> Disclosure:
        """A draft of the next revision, to be corrected; `Conflict` if there is one.

        It begins with the original where something of it is covered in public. What was decided
        about personal data in it holds for the same data in the draft.
        """
        if published.state != "published":
            raise Conflict("disclosure_changed", extra={"state": published.state})
        draft = self._new(
            original or published.statement, ObjectId(), published.chain, published.division, author
        )
        place = {
            "revision": published.revision + 1,
            "supersedes": published.id,
            "revision_reason": reason,
            "decisions": published.decisions,
        }
        try:
            return await self._insert(draft.model_copy(update=place))
        except Conflict as error:
            holder = await self._holder(draft.division, draft.claim)
            if holder is not None and holder.chain != published.chain:
                raise await self._claimed(draft.division, draft) from error
            raise Conflict("revision_exists") from error

    async def edit(
        self,
        disclosure_id: ObjectId,
        statement: Statement,
        *,
        version: int,
        writer: ObjectId,
        session: Any = None,
    ) -> Disclosure:
        """Replaces the text of a draft; `Conflict` if it is on its way or no longer `version`, and
        otherwise as `draft`."""
        claim = statement.claim_of_it
        update: Row = {
            "$set": {**statement.stored(), "changed_at": self.now()},
            "$inc": {"version": 1},
            "$addToSet": {"writers": writer},
        }
        if claim is None:
            update["$unset"] = {"claim": ""}
        else:
            update["$set"]["claim"] = claim
        where = {"_id": disclosure_id, "state": "draft", "version": version}
        try:
            changed = await self._change(where, update, session=session)
        except DuplicateKeyError as error:
            division = (await self.get(disclosure_id)).division
            raise await self._claimed(division, statement) from error
        if changed is None:
            raise await self._refusal(disclosure_id)
        return changed

    async def discard(self, disclosure_id: ObjectId, *, session: Any = None) -> None:
        """Deletes a draft; what was ever published is never deleted."""
        where = {"_id": disclosure_id, "state": "draft"}
        deleted = await self.raw.delete_one(where, session=session)
        if not deleted.deleted_count:
            raise await self._refusal(disclosure_id)

    async def of_village(
        self,
        village: str,
        categories: Sequence[Category] = CATEGORIES,
        *,
        after: str | None = None,
        limit: int = 20,
    ) -> Page[Disclosure]:
        """What is published and current, newest first; without entries and text."""
        where = {"division": village, "category": {"$in": list(categories)}, "state": "published"}
        return await self._page(
            where, by=("published_at", -1), after=after, limit=limit, projection=CARD
        )

    async def counts(self, village: str) -> tuple[CategoryCount, ...]:
        """What the village shows of every category, those with nothing included.

        Each is counted up to `MOST_COUNTED`, in one query that reads no document: so a home
        page costs the same in a village that has published for many years.
        """
        first, *others = (_newest_of(village, category) for category in CATEGORIES)
        unions = [{"$unionWith": {"coll": self.name, "pipeline": other}} for other in others]
        group = {
            "_id": "$category",
            "count": {"$sum": 1},
            "newest_at": {"$max": "$published_at"},
        }
        rows = await self.db.aggregate(self.name, [*first, *unions, {"$group": group}])
        found = {row.pop("_id"): row for row in rows}
        return tuple(CategoryCount(category=name, **found.get(name, {})) for name in CATEGORIES)

    async def of_division(
        self, village: str, state: DisclosureState, *, after: str | None = None, limit: int = 20
    ) -> Page[Disclosure]:
        """The village's disclosures in that state, newest first, for their authors."""
        where = {"division": village, "state": state}
        return await self._page(where, by=("_id", -1), after=after, limit=limit, projection=CARD)

    async def revisions(
        self, chain: ObjectId, *, after: str | None = None, limit: int = 20
    ) -> Page[Disclosure]:
        """The published revisions of a disclosure, the first one first."""
        where = {"chain": chain, "state": {"$in": list(PUBLIC)}}
        return await self._page(
            where, by=("revision", 1), after=after, limit=limit, projection=CARD, unique=True
        )

    async def holding(
        self, village: str, tokens: Sequence[str], *, after: str | None = None, limit: int = 20
    ) -> Page[Disclosure]:
        """Current disclosures of the village that hold all the tokens, newest first.

        The first token bounds what is read, the others only filter it: put the rarest first.
        """
        where = {"division": village, "tokens": {"$all": list(tokens)}, "state": "published"}
        return await self._page(
            where,
            by=("published_at", -1),
            after=after,
            limit=limit,
            projection={name: 0 for name in CARD if name != "html"},
            hint=SEARCH,
        )

    async def _holder(self, division: str, claim: str | None) -> Disclosure | None:
        """Who holds the claim in the village."""
        if claim is None:
            return None
        return await self._find_one({"division": division, "claim": claim})

    async def _claimed(self, division: str, statement: Statement) -> Conflict:
        """The refusal that names the draft which is there already."""
        holder = await self._holder(division, statement.claim_of_it)
        return Conflict("draft_exists", extra={"disclosure": str(holder.id)} if holder else None)

    def _new(
        self,
        statement: Statement,
        own_id: ObjectId,
        chain: ObjectId,
        division: str,
        author: ObjectId,
    ) -> Disclosure:
        at = self.now()
        return Disclosure(
            **statement.stored(),
            claim=statement.claim_of_it,
            id=own_id,
            chain=chain,
            division=division,
            author=author,
            writers=(author,),
            created_at=at,
            changed_at=at,
        )


def _newest_of(village: str, category: Category) -> list[Row]:
    """The pipeline of a category's newest, holding only what stands in the index."""
    where = {"division": village, "state": "published", "category": category}
    return [
        {"$match": where},
        {"$sort": {"published_at": -1}},
        {"$limit": MOST_COUNTED},
        {"$project": {"_id": 0, "category": 1, "published_at": 1}},
    ]
