"""Stored pictures and attachments: who uploaded them, what they belong to, and their bytes.

The document is written before the bytes and names every file that may come to exist, so whatever
is interrupted, the worker finds it by `expires_at` and removes all of it. Knows nothing of Pillow.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import timedelta
from typing import Any, Literal

from bson import ObjectId
from pydantic import Field

from models.base import Clock, Collection, Document, Id, Index, Instant, Row, Value, now
from models.blobs import Blob, Blobs
from models.content import SIZES, Content, MediaKind, Size
from models.driver import Database
from models.errors import Conflict, Invalid, Mistake, NotFound, TooMany

MediaState = Literal["arriving", "stored", "leaving"]

HOUR = timedelta(hours=1)
# An upload that does not get to its end, and one that its document has let go, stay this long.
GRACE = HOUR
# A worker that has begun to remove an upload and dies gives it up to others after this time.
REMOVAL_LEASE = timedelta(minutes=5)


class Medium(Document):
    """An upload. `about` names the document it belongs to (`feedback/<id>`), in `division`.

    While it belongs to none it is its owner's alone, and goes at `expires_at`. `files` and
    `more_files` are the ids that its bytes may have in GridFS; `sizes` describes those that are
    shown. Once it bears a watermark, `unmarked` are the files without it.
    """

    owner: Id
    state: MediaState = "arriving"
    kind: MediaKind | None = None
    name: str = ""
    files: dict[Size, Id]
    more_files: tuple[Id, ...] = ()
    sizes: dict[Size, Blob] = Field(default_factory=dict)
    unmarked: dict[Size, Blob] | None = None
    about: str | None = None
    division: str = ""
    public: bool = False
    created_at: Instant
    expires_at: Instant | None = None

    def blob(self, size: Size) -> Blob:
        """The file of that size; where it would enlarge, the next larger one there is."""
        larger = SIZES[: SIZES.index(size) + 1]
        return next(self.sizes[name] for name in reversed(larger) if name in self.sizes)

    def in_original(self) -> Blob:
        """The largest file as it was uploaded, without a watermark."""
        return (self.unmarked or self.sizes)["original"]

    def is_owned_by(self, account: ObjectId | None) -> bool:
        """True for the account that uploaded it."""
        return account is not None and account == self.owner


class Claim(Value):
    """What `attach` was called with; forgetting any part of it between its steps is a hole."""

    ids: tuple[Id, ...]
    about: str
    division: str
    owner: Id | None
    public: bool
    kind: MediaKind
    path: str

    def mistakes(self, claimed: Container[ObjectId]) -> Invalid:
        """One mistake for each id that comes again or could not be claimed."""
        found = []
        for place, medium_id in enumerate(self.ids):
            if medium_id in self.ids[:place]:
                found.append(Mistake(f"{self.path}.{place}", "media_repeated"))
            elif medium_id not in claimed:
                found.append(Mistake(f"{self.path}.{place}", "media_unknown"))
        return Invalid(found)


class Media(Collection[Medium]):
    """Uploads by owner, by the document they belong to, and by when they go."""

    name = "media"
    document = Medium
    indexes = (
        Index("how much an account uploads in an hour", (("owner", 1), ("created_at", -1))),
        Index(
            "uploads that belong to nothing and are due to go",
            (("expires_at", 1),),
            where={"expires_at": {"$exists": True}},
        ),
        Index("all uploads of one document", (("about", 1),), where={"about": {"$exists": True}}),
    )

    def __init__(self, db: Database, clock: Clock = now) -> None:
        super().__init__(db, clock)
        self.blobs = Blobs(db)

    async def refuse_if_too_many(
        self, owner: ObjectId, *, per_hour: int, but: ObjectId | None = None
    ) -> None:
        """Raises `TooMany` (`upload_limit`) if the account has had its uploads of this hour."""
        where = {"owner": owner, "created_at": {"$gt": self.now() - HOUR}, "_id": {"$ne": but}}
        order = [("created_at", -1)]
        found = await self.raw.find(
            where, {"created_at": 1}, sort=order, skip=per_hour - 1, limit=1
        ).to_list(1)
        if found:
            wait = found[0]["created_at"] + HOUR - self.now()
            raise TooMany("upload_limit", retry_after=max(1, int(wait.total_seconds())))

    async def begin(self, owner: ObjectId, *, per_hour: int) -> Medium:
        """Notes an upload that is about to be stored; counts even if it comes to nothing.

        Raises `TooMany`: it is looked after writing, so uploads at one time cannot all slip by.
        """
        at = self.now()
        medium = Medium(
            owner=owner,
            files={size: ObjectId() for size in SIZES},
            created_at=at,
            expires_at=at + GRACE,
        )
        await self._insert(medium)
        try:
            await self.refuse_if_too_many(owner, per_hour=per_hour, but=medium.id)
        except TooMany:
            await self.raw.delete_one({"_id": medium.id})
            raise
        return medium

    async def store(
        self, medium: Medium, content: Content, *, name: str = "", keep_hours: int
    ) -> Medium:
        """Writes the bytes, and only then shows the upload; unattached it goes after `keep_hours`.

        Raises `Conflict` if it took so long that the upload was given up.
        """
        sizes = await self._write(medium.files, content)
        change = {
            "state": "stored",
            "kind": content.kind,
            "name": name,
            "sizes": _rows(sizes),
            "expires_at": self.now() + timedelta(hours=keep_hours),
        }
        stored = await self._change({"_id": medium.id, "state": "arriving"}, {"$set": change})
        if stored is None:
            raise Conflict
        return stored

    async def mark(self, medium: Medium, content: Content) -> bool:
        """Shows the upload with its watermark from now on; False if that was done before.

        Whoever writes files names them first, so that none is left behind by who dies or loses.
        """
        files = {size: ObjectId() for size in content.renderings}
        named = {"$addToSet": {"more_files": {"$each": list(files.values())}}}
        unmarked: Row = {"_id": medium.id, "state": "stored", "unmarked": {"$exists": False}}
        if await self._change(unmarked, named) is None:
            return False
        sizes = await self._write(files, content)
        both = {"sizes": _rows(sizes), "unmarked": _rows(medium.sizes)}
        if await self._change(unmarked, {"$set": both}) is not None:
            return True
        for file in files.values():
            await self.blobs.remove(file)
        return False

    async def shown(self, medium_id: ObjectId) -> Medium:
        """The stored upload of that id; raises `NotFound` for one that is not there in full."""
        medium = await self.get(medium_id)
        if medium.state != "stored":
            raise NotFound
        return medium

    async def of(self, ids: Iterable[ObjectId]) -> dict[ObjectId, Medium]:
        """The stored uploads among up to a page of ids, in one query."""
        wanted = list(set(ids))
        found = await self._find({"_id": {"$in": wanted}, "state": "stored"})
        return {medium.id: medium for medium in found}

    async def fingerprints(
        self, ids: Iterable[ObjectId], *, session: Any = None
    ) -> dict[ObjectId, str]:
        """The sha256 of the original files of the stored uploads among these, in one query."""
        if not (wanted := list(set(ids))):
            return {}
        where = {"_id": {"$in": wanted}, "state": "stored", "sizes.original": {"$exists": True}}
        found = self.raw.find(where, {"sizes.original.sha256": 1}, session=session)
        return {row["_id"]: row["sizes"]["original"]["sha256"] async for row in found}

    async def attach(
        self,
        ids: Sequence[ObjectId],
        *,
        about: str,
        division: str,
        owner: ObjectId | None,
        public: bool = False,
        kind: MediaKind = "picture",
        path: str = "body.pictures",
        session: Any = None,
    ) -> None:
        """Claims uploads of this owner for a document: all, or none.

        What already belongs to the same document stays with it, whoever uploaded it. Raises
        `Invalid` with a mistake at `path.<place>` for each repeated id (`media_repeated`) and for
        each that is unknown, gone, another's, of another kind or taken (`media_unknown`). Without
        a transaction's `session` it runs one of its own.
        """
        if not ids:
            return
        given = Claim(
            ids=tuple(ids),
            about=about,
            division=division,
            owner=owner,
            public=public,
            kind=kind,
            path=path,
        )
        if session is not None:
            await self._claim(given, session)
        else:
            await self.db.in_transaction(lambda own: self._claim(given, own))

    async def set_public(self, about: str, *, public: bool, session: Any = None) -> None:
        """Opens a document's uploads to everybody (publication) or closes them (withdrawal)."""
        await self.raw.update_many({"about": about}, {"$set": {"public": public}}, session=session)

    async def release(
        self, about: str, *, keep: Iterable[ObjectId] = (), session: Any = None
    ) -> None:
        """Lets go what the document no longer shows; its owner may claim it again for an hour."""
        await self.raw.update_many(
            {"about": about, "_id": {"$nin": list(keep)}},
            {
                "$set": {"public": False, "division": "", "expires_at": self.now() + GRACE},
                "$unset": {"about": ""},
            },
            session=session,
        )

    async def expire(self, *, limit: int = 20) -> int:
        """Removes up to `limit` uploads that are due, with their bytes; how many.

        The first change takes the upload from those who might still claim it and from other
        workers; until the last one, whoever comes after the lease does it all again.
        """
        for done in range(limit):
            at = self.now()
            medium = await self._change(
                {"expires_at": {"$lte": at}},
                {"$set": {"state": "leaving", "expires_at": at + REMOVAL_LEASE}},
                sort=[("expires_at", 1)],
            )
            if medium is None:
                return done
            await self._remove(medium)
        return limit

    async def _write(self, files: dict[Size, ObjectId], content: Content) -> dict[Size, Blob]:
        made = content.renderings.items()
        return {size: await self.blobs.write(files[size], rendering) for size, rendering in made}

    async def _remove(self, medium: Medium) -> None:
        for file in (*medium.files.values(), *medium.more_files):
            await self.blobs.remove(file)
        await self.raw.delete_one({"_id": medium.id, "state": "leaving"})

    async def _claim(self, claim: Claim, session: Any) -> None:
        ids = list(set(claim.ids))
        own = {"owner": claim.owner, "about": None, "expires_at": {"$gt": self.now()}}
        where: Row = {
            "_id": {"$in": ids},
            "state": "stored",
            "kind": claim.kind,
            "$or": [own, {"about": claim.about}],
        }
        belongs = {"about": claim.about, "division": claim.division, "public": claim.public}
        update = {"$set": belongs, "$unset": {"expires_at": ""}}
        claimed = await self.raw.update_many(where, update, session=session)
        if claimed.matched_count < len(claim.ids):
            where = {"_id": {"$in": ids}, "about": claim.about, "kind": claim.kind}
            found = self.raw.find(where, {"_id": 1}, limit=len(ids), session=session)
            raise claim.mistakes({row["_id"] for row in await found.to_list(len(ids))})


def _rows(sizes: dict[Size, Blob]) -> Row:
    return {size: blob.model_dump(exclude_none=True) for size, blob in sizes.items()}
