"""What was decided about the personal data in a draft, and who agreed that it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from bson import ObjectId

from models.base import Row
from models.disclosures.documents import Disclosure
from models.disclosures.flow import DisclosureState
from models.disclosures.steps import Steps
from models.masking import Decision


class Deciding(Steps):
    """Decisions are part of a disclosure and of its version: who acts on it has seen them."""

    async def decide(
        self,
        disclosure: Disclosure,
        decisions: Sequence[Decision],
        *,
        version: int,
        writer: ObjectId,
    ) -> Disclosure:
        """Takes the place of what was decided; who decides has written in it."""
        written = {"$addToSet": {"writers": writer}}
        return await self._decided(disclosure, "draft", version, decisions, writer, written)

    async def confirm(self, disclosure: Disclosure, *, version: int, by: ObjectId) -> Disclosure:
        """The reviewer, who wrote nothing in it, agrees with every reason that was given."""
        agreed = [
            d.model_copy(update={"confirmed_by": by}) if d.needs_confirmation else d
            for d in disclosure.decisions
        ]
        return await self._decided(
            disclosure, "review", version, agreed, by, {}, others=("writers",)
        )

    async def _decided(
        self,
        disclosure: Disclosure,
        state: DisclosureState,
        version: int,
        decisions: Sequence[Decision],
        by: ObjectId,
        update: Row,
        *,
        others: Sequence[str] = (),
    ) -> Disclosure:
        """The one write; `others` are the fields whose people may not do it."""
        elsewhere = {name: {"$ne": by} for name in others}
        made = [d.model_dump(exclude_none=True) for d in decisions]
        changed = await self._change(
            {"_id": disclosure.id, "state": state, "version": version, **elsewhere},
            {
                **update,
                "$set": {"decisions": made, "changed_at": self.now()},
                "$inc": {"version": 1},
            },
        )
        if changed is None:
            raise await self._refusal(disclosure.id, by, version, others)
        return changed
