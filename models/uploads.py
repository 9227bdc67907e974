"""The uploads that a text refers to: claimed, opened and let go in one step with its change.

Either the change holds and all its uploads belong to it, or neither. Knows no kind of text.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bson import ObjectId

from models.content import MediaKind
from models.errors import Invalid, Mistake
from models.media import Media

T = TypeVar("T")
# A change of the text, in the session of a transaction or, for None, by itself.
Work = Callable[[Any], Awaitable[T]]


@dataclass(frozen=True, slots=True)
class Reference:
    """An upload, what it must be, and the field of the form that names it (`body.pictures.0`)."""

    media: ObjectId
    kind: MediaKind
    path: str


class Uploads:
    """The uploads of one text. `about` names it, `had` is what it refers to before the change."""

    def __init__(
        self, media: Media, *, about: str, division: str, had: Sequence[Reference] = ()
    ) -> None:
        self._media = media
        self._about = about
        self._division = division
        self._had = {reference.media for reference in had}

    async def replace(
        self,
        wanted: Sequence[Reference],
        work: Work[T],
        *,
        owner: ObjectId,
        public: bool = False,
        lets_go: bool = True,
    ) -> T:
        """Claims what is new for this owner and lets go what is no longer wanted, with `work`.

        Raises `Invalid` at the fields whose uploads cannot be claimed: then nothing is changed.
        """
        ids = {reference.media for reference in wanted}
        new = {r.media: r for r in wanted if r.media not in self._had}
        gone = self._had - ids if lets_go else set()

        async def all_of_it(session: Any) -> T:
            done = await work(session)
            await self._claim(list(new.values()), owner, public, session)
            if gone:
                await self._media.release(self._about, keep=ids, session=session)
            return done

        return await self._together(all_of_it, needed=bool(new or gone))

    async def claim(
        self, pictures: Sequence[ObjectId], work: Work[T], *, owner: ObjectId | None
    ) -> T:
        """Makes these pictures of this owner part of the text, with `work`."""

        async def both(session: Any) -> T:
            await self._media.attach(
                pictures,
                about=self._about,
                division=self._division,
                owner=owner,
                session=session,
            )
            return await work(session)

        return await self._together(both, needed=bool(pictures))

    async def set_public(self, public: bool, work: Work[T]) -> T:
        """Opens the uploads to everybody, or closes them, with `work`."""

        async def both(session: Any) -> T:
            done = await work(session)
            await self._media.set_public(self._about, public=public, session=session)
            return done

        return await self._together(both, needed=bool(self._had))

    async def release(self, work: Work[T]) -> T:
        """Lets all of them go, with `work`."""

        async def both(session: Any) -> T:
            done = await work(session)
            await self._media.release(self._about, session=session)
            return done

        return await self._together(both, needed=bool(self._had))

    async def _together(self, work: Work[T], *, needed: bool) -> T:
        """A text without uploads needs no transaction: most have none."""
        if needed:
            return await self._media.db.in_transaction(work)
        return await work(None)

    async def _claim(
        self, new: Sequence[Reference], owner: ObjectId, public: bool, session: Any
    ) -> None:
        kinds: tuple[MediaKind, ...] = ("picture", "attachment")
        for kind in kinds:
            asked = [reference for reference in new if reference.kind == kind]
            try:
                await self._media.attach(
                    [reference.media for reference in asked],
                    about=self._about,
                    division=self._division,
                    owner=owner,
                    public=public,
                    kind=kind,
                    path="",
                    session=session,
                )
            except Invalid as error:
                raise Invalid([_at_its_field(m, asked) for m in error.mistakes]) from None


def _at_its_field(mistake: Mistake, asked: Sequence[Reference]) -> Mistake:
    place = int(mistake.path.rpartition(".")[2])
    return replace(mistake, path=asked[place].path)
