"""The inquiries of all villages: asked, answered, taken up by silence or by an objection.

Each act is one write that only one of two people (or workers) wins: its filter holds the version
that was seen.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from bson import ObjectId

from models.base import Collection, Index, Page, Row
from models.divisions import LENGTHS
from models.errors import Conflict
from models.inquiries.documents import Act, Answer, Inquiry, InquiryRules, InquiryState
from models.inquiries.levels import Level, desk_at
from models.outbox import EVENTS_INDEX, Event

ERASED_TEXT = "（提问人已注销账号）"


class Inquiries(Collection[Inquiry]):
    """Inquiries by disclosure, by desk, by asker, and by the instant at which something is due."""

    name = "inquiries"
    document = Inquiry
    indexes = (
        Index(
            "what everybody reads about a disclosure and its revisions, newest first",
            (("chain", 1), ("_id", -1)),
            where={"shown": True},
        ),
        Index(
            "the same beside one entry of one revision",
            (("disclosure", 1), ("line", 1), ("_id", -1)),
            where={"shown": True},
        ),
        Index("what lies at a desk", (("desks", 1), ("state", 1), ("due_at", 1), ("_id", 1))),
        Index(
            "the same of one village",
            (("desks", 1), ("division", 1), ("state", 1), ("due_at", 1), ("_id", 1)),
        ),
        Index("mine, newest first", (("asker", 1), ("_id", -1))),
        Index(
            "one open inquiry of a person, kind and line",
            (("asker", 1), ("chain", 1), ("line", 1), ("kind", 1)),
            unique=True,
            where={"state": "open", "asker": {"$exists": True}},
        ),
        Index("whose time has come", (("alarm_at", 1),), where={"alarm_at": {"$exists": True}}),
        EVENTS_INDEX,
    )

    async def ask(self, inquiry: Inquiry) -> Inquiry:
        """Stores it; the same words again, while they wait for an answer, are the same inquiry.

        Raises `Conflict` (`inquiry_open`) for other words of the same person at the same place.
        """
        try:
            return await self._insert(inquiry)
        except Conflict as error:
            open_one = await self.open_of(inquiry)
            if open_one is None or open_one.said != inquiry.said:
                raise Conflict("inquiry_open") from error
            return open_one

    async def open_of(self, inquiry: Inquiry) -> Inquiry | None:
        """The open one of the same person, kind and line."""
        place = {"asker": inquiry.asker, "chain": inquiry.chain, "line": inquiry.line}
        return await self._find_one({**place, "kind": inquiry.kind, "state": "open"})

    async def answer(self, inquiry: Inquiry, answer: Answer, events: Sequence[Event]) -> Inquiry:
        """Answers an open one; `Conflict` (`inquiry_changed`) if it changed meanwhile."""
        change: Row = {
            "$set": {"state": "answered"},
            "$unset": {"alarm_at": "", "alarm": ""},
            "$push": {"answers": answer.model_dump(exclude_none=True)},
        }
        act = Act(what="answered", level=answer.level, at=self.now())
        return await self._act(inquiry, "open", act, events, change)

    async def settle(self, inquiry: Inquiry) -> Inquiry:
        """The asker is content; `Conflict` unless it is answered."""
        act = Act(what="settled", at=self.now())
        return await self._act(inquiry, "answered", act, (), {"$set": {"state": "settled"}})

    async def object_to(
        self,
        inquiry: Inquiry,
        level: Level,
        reason: str,
        events: Sequence[Event],
        rules: InquiryRules,
    ) -> Inquiry:
        """The asker is not content: that level alone answers anew; once (`objected_before`)."""
        if inquiry.objected:
            raise Conflict("objected_before")
        at = self.now()
        fields = {"state": "open", "objected": True, "levels": [level], "red_at": None}
        change: Row = {
            "$set": fields | rules.times(at, is_first=False),
            "$addToSet": {"desks": desk_at(level, inquiry.division)},
        }
        act = Act(what="objected", level=level, note=reason, at=at)
        return await self._act(inquiry, "answered", act, events, change)

    async def withdraw(self, inquiry: Inquiry) -> Inquiry:
        """Takes an open one back; it is shown no more."""
        change: Row = {
            "$set": {"state": "withdrawn", "shown": False},
            "$unset": {"alarm_at": "", "alarm": ""},
        }
        return await self._act(inquiry, "open", None, (), change)

    async def ringing(self, *, limit: int = 100) -> list[Inquiry]:
        """Those whose time has come, the longest first."""
        where = {"alarm_at": {"$lte": self.now()}}
        return await self._find(where, sort=[("alarm_at", 1)], limit=limit)

    async def remind(self, inquiry: Inquiry, events: Sequence[Event]) -> Inquiry:
        """Notes that those who have it were reminded; the next alarm is its due time."""
        act = Act(what="reminded", level=inquiry.level, at=self.now())
        change: Row = {"$set": {"alarm_at": inquiry.due_at, "alarm": "go_up"}}
        return await self._act(inquiry, "open", act, events, change)

    async def go_up(
        self,
        inquiry: Inquiry,
        levels: Sequence[Level],
        events: Sequence[Event],
        rules: InquiryRules,
    ) -> Inquiry:
        """Nobody answered in time: the last of these levels has it from now on."""
        at, level = self.now(), levels[-1]
        change: Row = {
            "$set": {"levels": list(levels), "red_at": at} | rules.times(at, is_first=False),
            "$addToSet": {"desks": desk_at(level, inquiry.division)},
        }
        act = Act(what="went_up", level=level, at=at)
        return await self._act(inquiry, "open", act, events, change)

    async def miss(self, inquiry: Inquiry, events: Sequence[Event]) -> Inquiry:
        """The highest level has not answered in time either: it stays there, and shows red."""
        at = self.now()
        change: Row = {"$set": {"red_at": at}, "$unset": {"alarm_at": "", "alarm": ""}}
        act = Act(what="overdue", level=inquiry.level, at=at)
        return await self._act(inquiry, "open", act, events, change)

    async def content_checked(self, document_id: ObjectId, *, passed: bool, reason: str) -> None:
        """What the content check decided. Refused words are answered, but shown to nobody else."""
        result = {"check": "passed", "shown": True} if passed else {"check": "refused"}
        where = {"_id": document_id, "check": "waiting", "state": {"$ne": "withdrawn"}}
        await self._change(where, {"$set": result})

    async def of_chain(
        self, chain: ObjectId, *, after: str | None = None, limit: int = 20
    ) -> Page[Inquiry]:
        """What everybody reads about a disclosure, all its revisions, newest first."""
        where = {"chain": chain, "shown": True}
        return await self._page(where, by=("_id", -1), after=after, limit=limit)

    async def beside(
        self, disclosure: ObjectId, line: int, *, after: str | None = None, limit: int = 20
    ) -> Page[Inquiry]:
        """What everybody reads beside one entry, newest first."""
        where = {"disclosure": disclosure, "line": line, "shown": True}
        return await self._page(where, by=("_id", -1), after=after, limit=limit)

    async def of_asker(
        self, asker: ObjectId, *, after: str | None = None, limit: int = 20
    ) -> Page[Inquiry]:
        """The inquiries of a person, newest first."""
        return await self._page({"asker": asker}, by=("_id", -1), after=after, limit=limit)

    async def at_desk(
        self,
        desk: str,
        state: InquiryState,
        viewer: ObjectId,
        *,
        within: str,
        after: str | None = None,
        limit: int = 20,
    ) -> Page[Inquiry]:
        """What lies or has lain at a desk, what is due first first; without what bars the viewer.

        Only those of the villages `within` a division that the desk works for.
        """
        where: Row = {"desks": desk, "state": state, "barred": {"$ne": viewer}}
        if len(within) == LENGTHS["village"]:
            where["division"] = within
        elif not desk.endswith(f":{within}"):
            where["division"] = {"$regex": f"^{within}"}
        return await self._page(where, by=("due_at", 1), after=after, limit=limit)

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """What the person asked, and what they were answered."""
        after: str | None = None
        while True:
            page = await self.of_asker(account, after=after, limit=100)
            for inquiry in page.items:
                answers = [answer.text for answer in inquiry.answers]
                shown = {"title", "line", "kind", "visibility", "text", "state", "asked_at"}
                yield {**inquiry.model_dump(mode="json", include=shown), "answers": answers}
            if (after := page.next) is None:
                return

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """What everybody reads stays without its asker; private words go with them."""
        nobody: list[Row] = [
            {
                "$set": {
                    "text": {"$cond": ["$shown", "$shown_text", ERASED_TEXT]},
                    "shown_text": {"$cond": ["$shown", "$shown_text", ERASED_TEXT]},
                }
            },
            {"$unset": "asker"},
        ]
        await self.raw.update_many({"asker": account}, nobody, session=session)

    async def _act(
        self,
        inquiry: Inquiry,
        state: InquiryState,
        act: Act | None,
        events: Sequence[Event],
        change: Row,
    ) -> Inquiry:
        """One atomic change of what was seen; `Conflict` if it is so no more."""
        pushed: Row = {"events": {"$each": [event.model_dump() for event in events]}}
        if act is not None:
            pushed["acts"] = act.model_dump(exclude_none=True)
        update = {**change, "$inc": {"version": 1}, "$push": change.get("$push", {}) | pushed}
        where = {"_id": inquiry.id, "state": state, "version": inquiry.version}
        changed = await self._change(where, update)
        if changed is None:
            now = await self.get(inquiry.id)
            raise Conflict("inquiry_changed", extra={"state": now.state})
        return changed
