"""A division's own words for tags, and who gets which tag in its villages.

What a county, a township and a village have added holds together for the village. The words are
checked against the list of topics by the caller, who knows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bson import ObjectId

from models.base import Collection, Id, Index, Instant, Value
from models.divisions import areas_of
from models.errors import Conflict
from models.viewers import Placed

MappedRole = Literal["secretary", "clerk", "grid_worker"]


class TopicWords(Value):
    """Words that count for a topic."""

    topic: str
    words: tuple[str, ...]


class TopicDesk(Value):
    """The role of the village that receives a topic."""

    topic: str
    role: MappedRole


class Vocabulary(Placed):
    """One division's additions; `version` counts its changes."""

    words: tuple[TopicWords, ...] = ()
    desks: tuple[TopicDesk, ...] = ()
    version: int = 0
    changed_by: Id | None = None
    changed_at: Instant | None = None


class Vocabularies(Collection[Vocabulary]):
    """One vocabulary a division."""

    name = "vocabularies"
    document = Vocabulary
    indexes = (Index("a division's own, and those above it", (("division", 1),), unique=True),)

    async def of(self, division: str) -> Vocabulary:
        """The division's own additions, empty if it made none."""
        found = await self._find_one({"division": division})
        return found or Vocabulary(division=division)

    async def over(self, village: str) -> tuple[Vocabulary, ...]:
        """What holds for a village, the county's first."""
        where = {"division": {"$in": list(areas_of(village))}}
        return tuple(await self._find(where, sort=[("division", 1)], limit=3))

    async def replace(
        self,
        division: str,
        *,
        words: Sequence[TopicWords],
        desks: Sequence[TopicDesk],
        version: int,
        by: ObjectId,
    ) -> Vocabulary:
        """Replaces the additions that were read as `version`; `Conflict` if they have changed."""
        fields = {
            "words": [entry.model_dump() for entry in words],
            "desks": [entry.model_dump() for entry in desks],
            "changed_by": by,
            "changed_at": self.now(),
        }
        if version == 0:
            first = Vocabulary(division=division, version=1, **fields)
            return await self._insert(first)
        changed = await self._change(
            {"division": division, "version": version}, {"$set": fields, "$inc": {"version": 1}}
        )
        if changed is None:
            raise Conflict
        return changed


def merged_words(vocabularies: Sequence[Vocabulary]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """All added words by topic, as the tagger takes them."""
    words: dict[str, dict[str, None]] = {}
    for vocabulary in vocabularies:
        for entry in vocabulary.words:
            words.setdefault(entry.topic, {}).update(dict.fromkeys(entry.words))
    return tuple((topic, tuple(found)) for topic, found in sorted(words.items()))


def merged_desks(vocabularies: Sequence[Vocabulary]) -> dict[str, MappedRole]:
    """Who gets which topic; what is nearest to the village wins."""
    return {entry.topic: entry.role for v in vocabularies for entry in v.desks}
