"""Pictures of who has no account but a receipt code: it comes in `Authorization: Receipt <code>`.

A file is long, and who sends it is known before its first byte: the code cannot be in the body.
"""

from __future__ import annotations

from bson import ObjectId

from handlers.access import Actor
from handlers.base import Endpoint, endpoint
from handlers.media import MediaHandler, MediumView, keep_file
from handlers.problems import TooLarge, UnsupportedMediaType
from handlers.ranges import RangeNotSatisfiable
from handlers.receipts import ReceiptHandler
from handlers.routing import Route
from handlers.uploads import UploadHandler
from models.content import EXTENSIONS, Size
from models.errors import Invalid, Mistake, NotFound, TooMany
from models.feedback import Feedback
from models.media import Medium


class ByReceipt(ReceiptHandler):
    """Finds the case of the code in the header."""

    async def case_in_header(self) -> Feedback:
        """The case; a wrong code counts against the caller's address."""
        kind, _, code = self.request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "receipt":
            raise Invalid([Mistake("header.Authorization", "required")])
        return await self.case_with(code, "header.Authorization")


class PicturesOfReceipt(UploadHandler, ByReceipt):
    admission = Endpoint(None, raw=True)
    _owner: ObjectId | None = None

    @endpoint(
        scope=None,
        returns=MediumView,
        status=201,
        upload=True,
        raises=(TooLarge, UnsupportedMediaType, TooMany),
    )
    async def post(self) -> MediumView:
        """Send a picture for my case, then name its id in what I say (`POST /receipts/talk`).

        The code comes in `Authorization: Receipt <code>`; one address and one case send so many
        files in an hour.
        """
        return await keep_file(self, await self.uploader())

    async def uploader(self) -> ObjectId:
        if self._owner is None:
            case = await self.case_in_header()
            most = self.services.policy.uploads_per_hour
            async with self.limited("receipt picture", "upload_limit", most) as one_try:
                one_try.is_right = False
            self._owner = case.unnamed
        if self._owner is None:
            raise NotFound
        return self._owner


class PictureOfReceipt(MediaHandler, ByReceipt):
    @endpoint(scope=None, raw=True, produces=tuple(EXTENSIONS), raises=(RangeNotSatisfiable,))
    async def get(self, media: ObjectId, size: Size) -> None:
        """A picture of my case, with the code in `Authorization: Receipt <code>`."""
        await self.show(media, size)

    async def visitor(self) -> Actor:
        """Nobody: the header holds no session."""
        return Actor(None)

    async def require_sight(self, medium: Medium) -> None:
        """Raises `NotFound` unless it belongs to the case, or was sent for it just now."""
        case = await self.case_in_header()
        if medium.about != f"feedback/{case.id}" and not medium.is_owned_by(case.unnamed):
            raise NotFound


routes = [
    Route("/receipts/pictures", PicturesOfReceipt),
    Route("/receipts/pictures/{media}/{size}", PictureOfReceipt),
]
