"""Pictures and attachments: sent, and shown to those who may see what they belong to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from urllib.parse import quote

from bson import ObjectId
from pymongo.errors import PyMongoError
from tornado.iostream import StreamClosedError

from handlers.access import Actor
from handlers.base import ApiHandler, Endpoint, Verb, endpoint
from handlers.paths import Loader
from handlers.problems import TooLarge, UnsupportedMediaType
from handlers.ranges import RangeNotSatisfiable, read_range
from handlers.routing import Route
from handlers.signin import visitor_of
from handlers.uploads import UploadHandler, in_slot
from models.base import Id, Instant, Value
from models.blobs import Blob
from models.content import EXTENSIONS, MediaKind, Size
from models.errors import DomainError, NotFound, TooMany
from models.media import Medium
from models.pictures import prepare

log = logging.getLogger("cunwu.web")

# The bytes behind an address never change. What is private is asked about each time, so that
# nobody is shown from a cache what they may no longer see.
PUBLIC_CACHE = "public, max-age=31536000, immutable"
PRIVATE_CACHE = "private, no-cache"
# A client that takes no piece of a file for this long is gone.
PIECE_SECONDS = 30.0

# Who may see the private media of a document: how it is loaded, and the scope to hold for it.
GUARDS: dict[str, tuple[Loader, str]] = {
    "feedback": (lambda store, document_id: store.feedback.get(document_id), "feedback:read"),
    "posts": (lambda store, document_id: store.posts.get(document_id), "post:draft"),
    "disclosures": (
        lambda store, document_id: store.disclosures.get(document_id),
        "disclosure:read_draft",
    ),
}


class MediumView(Value):
    """An upload. Its files: `/media/{id}` or `/media/{id}/original`, `/960` and `/320`.

    Measures are those of the original in pixels; attachments have none. An upload that nothing
    refers to is gone after `expires_at`.
    """

    id: Id
    kind: MediaKind
    type: str
    name: str
    bytes: int
    sha256: str
    width: int | None
    height: int | None
    expires_at: Instant | None

    @classmethod
    def of(cls, medium: Medium) -> MediumView:
        """The view of a stored upload."""
        return cls.model_validate(
            {**medium.blob("original").model_dump(), **medium.model_dump(exclude={"sizes"})}
        )


class Uploads(UploadHandler):
    @endpoint(
        scope="media:upload",
        returns=MediumView,
        status=201,
        upload=True,
        raises=(TooLarge, UnsupportedMediaType, TooMany),
    )
    async def post(self) -> MediumView:
        """Send one picture (JPEG, PNG, WebP) or attachment (PDF, DOCX, XLSX).

        A picture is turned upright, loses all metadata (place, camera) and gets two smaller sizes;
        moving pictures are refused. Name the id in what it belongs to, or it is removed.
        """
        return await keep_file(self, await self.uploader())


async def keep_file(handler: UploadHandler, owner: ObjectId) -> MediumView:
    """Makes what was sent harmless, off the loop, and stores it as this owner's."""
    services, policy = handler.services, handler.services.policy
    file, media = handler.file(), services.store.media
    medium = await media.begin(owner, per_hour=policy.uploads_per_hour)
    work = services.blocking.run(prepare, file.data, policy.max_picture_pixels)
    content = await in_slot(services.picture_slots, work)
    # The name of a picture shows nowhere, and may say more than its sender knows.
    name = file.name if content.kind == "attachment" else ""
    stored = await media.store(medium, content, name=name, keep_hours=policy.upload_keep_hours)
    return MediumView.of(stored)


class MediaHandler(ApiHandler):
    """Streams a file. Access is asked of the document that the upload belongs to."""

    _pieces: AsyncIterator[bytes] | None = None

    async def show(self, media: ObjectId, size: Size) -> None:
        """Answers with the file, the asked part of it, or that it has not changed."""
        self.actor = await self.visitor()
        medium = await self.services.store.media.shown(media)
        if not medium.public:
            await self.require_sight(medium)
        await self._begin(medium, medium.blob(size), public=medium.public)

    async def show_unmarked(self, media: ObjectId) -> None:
        """The same with the file as it was uploaded, never to everybody."""
        self.actor = await self.visitor()
        medium = await self.services.store.media.shown(media)
        await self.require_sight(medium)
        await self._begin(medium, medium.in_original(), public=False)

    async def _begin(self, medium: Medium, blob: Blob, *, public: bool) -> None:
        self._describe(medium, blob, public=public)
        if self.check_etag_header():
            self.set_status(304)
            return
        first, last = self._part_of(blob)
        self.set_header("Content-Length", str(last - first + 1))
        if self.request.method == "GET":
            self._pieces = self.services.store.media.blobs.read(blob, first, last)
            # The first piece is fetched while an error can still be told.
            self.write(await anext(self._pieces))

    async def answer(self, declaration: Endpoint, method: Verb, path: dict[str, str]) -> None:
        """Checks and finds within the time of a request; how long sending takes is up to them."""
        await super().answer(declaration, method, path)
        if self._pieces is not None and not self._finished:
            async with aclosing(self._pieces):  # type: ignore[type-var]  # it is a generator
                await self._send(self._pieces)

    def begin_refusal(self, error: DomainError) -> bytes:
        body = super().begin_refusal(error)
        if isinstance(error, RangeNotSatisfiable):
            self.set_header("Content-Range", f"bytes */{error.size}")
        return body

    async def visitor(self) -> Actor:
        """Who asks, or nobody."""
        return await visitor_of(self.request, self.services)

    async def require_sight(self, medium: Medium) -> None:
        """Raises `NotFound` for nobody and for outsiders, as if there were no such upload."""
        if self.actor.account is None:
            raise NotFound
        self.actor.require_own_password()
        if medium.is_owned_by(self.actor.account):
            return
        collection, _, document_id = (medium.about or "").partition("/")
        if collection not in GUARDS:
            raise NotFound
        load, scope = GUARDS[collection]
        document = await load(self.services.store, ObjectId(document_id))
        shown = self.services.store.publications.is_shown_inside
        if collection == "disclosures" and await shown(document.id, medium.id):
            scope = "disclosure:read_inside"
        self.actor.require_for(scope, document)

    def _describe(self, medium: Medium, blob: Blob, *, public: bool) -> None:
        self._etag = f'"{blob.sha256[:32]}"'
        self.set_etag_header()
        self.set_header("Content-Type", blob.type)
        self.set_header("Content-Disposition", _disposition(medium, blob))
        self.set_header("Accept-Ranges", "bytes")
        self.set_header("Cache-Control", PUBLIC_CACHE if public else PRIVATE_CACHE)
        if public:
            self.set_header("Cross-Origin-Resource-Policy", "cross-origin")
        else:
            self.add_header("Vary", "Authorization, Cookie")

    def _part_of(self, blob: Blob) -> tuple[int, int]:
        """The bytes to send; a range of something older (`If-Range`) is answered by the whole."""
        asked = self.request.headers.get("Range")
        if self.request.headers.get("If-Range", self._etag) != self._etag:
            asked = None
        part = read_range(asked, blob.bytes)
        if part is None:
            return 0, blob.bytes - 1
        self.set_status(206)
        self.set_header("Content-Range", f"bytes {part[0]}-{part[1]}/{blob.bytes}")
        return part

    async def _send(self, pieces: AsyncIterator[bytes]) -> None:
        try:
            await self._flush()
            async for piece in pieces:
                self.write(piece)
                await self._flush()
        except StreamClosedError:
            # The client has what it wanted, or has gone.
            return
        except (TimeoutError, PyMongoError, NotFound) as error:
            # A body that ends early is the only way left to say that something is wrong.
            log.warning("sending broke off", extra={"error": type(error).__name__})
            self.detach().close()
            self.on_finish()

    async def _flush(self) -> None:
        """Sends what is written; the next piece is fetched only when the client has taken it."""
        async with asyncio.timeout(PIECE_SECONDS):
            await self.flush()


class OneMedium(MediaHandler):
    @endpoint(scope=None, raw=True, produces=tuple(EXTENSIONS), raises=(RangeNotSatisfiable,))
    async def get(self, media: ObjectId) -> None:
        """A file, or a part of it (`Range`); what is private is shown to those who may see it."""
        await self.show(media, "original")


class OneUnmarked(MediaHandler):
    @endpoint(scope=None, raw=True, produces=tuple(EXTENSIONS), raises=(RangeNotSatisfiable,))
    async def get(self, media: ObjectId) -> None:
        """The file as it was uploaded, without a watermark: for its owner and for those who may
        see the private files of what it belongs to, published or not."""
        await self.show_unmarked(media)


class OneSize(MediaHandler):
    @endpoint(scope=None, raw=True, produces=tuple(EXTENSIONS), raises=(RangeNotSatisfiable,))
    async def get(self, media: ObjectId, size: Size) -> None:
        """A picture in that size, never enlarged; otherwise like the file itself."""
        await self.show(media, size)


def _disposition(medium: Medium, blob: Blob) -> str:
    """Pictures are shown, attachments saved under their name, whatever a browser could do."""
    extension = EXTENSIONS[blob.type]
    if medium.kind == "picture":
        return f'inline; filename="{medium.id}.{extension}"'
    if (medium.about or "").startswith(("disclosures/", "posts/")):
        # Its own name may hold what is covered where it is shown, which tells the covered one.
        return f'attachment; filename="{medium.id}.{extension}"'
    name = medium.name if medium.name.endswith(f".{extension}") else f"{medium.name}.{extension}"
    return f"attachment; filename=\"{medium.id}.{extension}\"; filename*=UTF-8''{quote(name)}"


routes = [
    Route("/media", Uploads),
    Route("/media/{media}", OneMedium),
    Route("/media/{media}/unmarked", OneUnmarked),
    Route("/media/{media}/{size}", OneSize),
]
