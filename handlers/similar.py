"""Cases that report the same: offered to who handles one, and told to who is about to file one.

A villager learns only that it was reported and when; whose report it was and what it says stays
with those who may see the case. What is hidden from a village is never counted for its people.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.base import ApiHandler, endpoint
from handlers.case_views import AlreadyReported, CaseLine, case_line
from handlers.listing import Listing
from handlers.routing import Route
from models.divisions import areas_of
from models.errors import Forbidden, NotFound
from models.feedback import Feedback
from models.feedback.documents import Likeness
from models.viewers import Viewer
from nlp.similar import LIKELY, VERSION, Signature, signature, similarity

MOST_SHOWN = 5


class Similar(CaseLine):
    """A similar case, and how similar (0..1)."""

    similarity: float


def likeness_of(village: str, title: str, text: str) -> Likeness:
    """The signature of a report, its keys bound to the township so that they stay inside it.

    About 1 ms for 500 characters: run it in the blocking runner or a worker.
    """
    found = signature(title, text)
    township = areas_of(village)[1]
    keys = tuple(f"{township}:{key}" for key in found.keys)
    return Likeness(keys=keys, hashes=found.hashes, size=found.size, version=VERSION)


def ranked(likeness: Likeness, candidates: Sequence[Feedback]) -> list[tuple[float, Feedback]]:
    """The candidates that are likely the same report, the most similar first."""
    mine = _signature(likeness)
    scored = [
        (similarity(mine, _signature(case.likeness)), case)
        for case in candidates
        if case.likeness is not None and case.likeness.version == likeness.version
    ]
    likely = [pair for pair in scored if pair[0] >= LIKELY]
    return sorted(likely, key=lambda pair: -pair[0])


def already_reported(
    village: str, likeness: Likeness, candidates: Sequence[Feedback]
) -> tuple[AlreadyReported, ...]:
    """What may be told to a villager: open cases of the village that are not hidden from it."""
    near = [c for c in candidates if c.division == village and not c.hidden]
    found = [AlreadyReported.model_validate(case) for _, case in ranked(likeness, near)]
    return tuple(found[:MOST_SHOWN])


class SimilarCases(ApiHandler):
    @endpoint(scope="feedback:handle", returns=Listing[Similar])
    async def get(self, case: Feedback) -> Listing[Similar]:
        """Open cases of the township that report the same and that I may see."""
        if case.likeness is None:
            return Listing(items=())
        viewer = Viewer(self.actor.account, self.actor.grants_for("feedback:handle"))
        candidates = await self.services.store.feedback.alike(case, case.likeness)
        visible = [other for other in candidates if self._sees(viewer, other)]
        return Listing(
            items=tuple(
                Similar(**case_line(other).model_dump(), similarity=round(score, 3))
                for score, other in ranked(case.likeness, visible)[:MOST_SHOWN]
            )
        )

    def _sees(self, viewer: Viewer, other: Feedback) -> bool:
        try:
            self.actor.require_for("feedback:handle", other)
        except (NotFound, Forbidden):
            return False
        return other.admits(viewer)


def _signature(likeness: Likeness) -> Signature:
    return Signature(keys=likeness.keys, hashes=likeness.hashes, size=likeness.size)


routes = [Route("/feedback/{case}/similar", SimilarCases)]
