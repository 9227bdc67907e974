"""What cases hold about a person: shown to them on request, and taken out when they erase it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from bson import ObjectId

from models.accounts import ERASED_NAME
from models.base import MAX_PAGE, Row
from models.feedback.documents import Feedback

if TYPE_CHECKING:
    from models.base import Collection

    _Base = Collection[Feedback]
else:
    _Base = object


class CasePrivacy(_Base):
    """The two verbs of `models.people.HoldsPersonalData`, for cases."""

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """The person's cases, and of others' those to which they said "me too".

        The phone number of a case is that of the account or sealed.
        """
        shown = {"case_no", "title", "text", "place", "visibility", "channel", "state"}
        async for case in self._every({"people": account}):
            yield case.model_dump(mode="json", include=shown | {"created_at", "answer"})
        async for case in self._every({"followers.account": account, "hidden": False}):
            for one in case.followers:
                if one.account == account and one.case is None:
                    yield {"case_no": case.case_no, "me_too_at": one.at.isoformat()}

    async def _every(self, where: Row) -> AsyncIterator[Feedback]:
        after: str | None = None
        while True:
            page = await self._page(where, by=("_id", -1), after=after, limit=MAX_PAGE)
            for case in page.items:
                yield case
            if (after := page.next) is None:
                return

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """Cases stay, as others rely on their answers; name and phone of the reporter go.

        What the person wrote into the text stays: it is the case.
        """
        await self.raw.update_many(
            {"people": account, "reporter": account},
            {"$set": {"reporter_name": ERASED_NAME}, "$unset": {"phone": ""}},
            session=session,
        )
        await self.raw.update_many(
            {"people": account, "authorised": {"$exists": True}},
            {"$set": {"reporter_name": ERASED_NAME}, "$unset": {"phone": "", "person": ""}},
            session=session,
        )
        await self.raw.update_many(
            {"followers.account": account, "hidden": {"$in": [False, True]}},
            {"$pull": {"followers": {"account": account}}, "$set": {"uncounted": True}},
            session=session,
        )
        await self.raw.update_many(
            {"people": account},
            {"$set": {"entries.$[mine].name": ERASED_NAME}},
            array_filters=[{"mine.by": account}],
            session=session,
        )
