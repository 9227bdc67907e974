"""An upload as it lies in the store once it has arrived; attachments without their bytes."""

from __future__ import annotations

import hashlib

from bson import ObjectId
from PIL import Image

from models.accounts import Account
from models.content import Content, Rendering
from models.store import Store
from tests.api import Reply
from tests.pictures import encoded


async def upload(store: Store, owner: Account, kind: str = "picture") -> ObjectId:
    """A stored upload of the account; its id. No two pictures are alike."""
    medium = await store.media.begin(owner.id, per_hour=100)
    if kind == "picture":
        colour = tuple(medium.id.binary[-3:])
        data = encoded(Image.new("RGB", (48, 32), colour))
        content = Content("picture", {"original": Rendering(data, "image/jpeg", 48, 32)})
        return (await store.media.store(medium, content, keep_hours=1)).id
    file = {"file": medium.files["original"], "type": "image/jpeg", "bytes": 9, "chunk_bytes": 9}
    sizes = {"original": file | {"sha256": hashlib.sha256(medium.id.binary).hexdigest()}}
    await store.media.raw.update_one(
        {"_id": medium.id}, {"$set": {"state": "stored", "kind": kind, "sizes": sizes}}
    )
    return medium.id


async def stored_file(
    store: Store, owner: Account, data: bytes = b"%PDF-1.4 a table", name: str = "a.pdf"
) -> ObjectId:
    """An attachment of the account with its bytes; its id."""
    begun = await store.media.begin(owner.id, per_hour=100)
    content = Content("attachment", {"original": Rendering(data, "application/pdf")})
    return (await store.media.store(begun, content, name=name, keep_hours=1)).id


def codes(reply: Reply) -> list[tuple[str, str]]:
    """Where a form was wrong and in what."""
    return [(mistake["path"], mistake["code"]) for mistake in reply.json["errors"]]
