"""An upload as it lies in the store once it has arrived, without its bytes."""

from __future__ import annotations

import hashlib

from bson import ObjectId

from models.accounts import Account
from models.store import Store


async def upload(store: Store, owner: Account, kind: str = "picture") -> ObjectId:
    """A stored upload of the account; its id."""
    medium = await store.media.begin(owner.id, per_hour=100)
    file = {"file": medium.files["original"], "type": "image/jpeg", "bytes": 9, "chunk_bytes": 9}
    sizes = {"original": file | {"sha256": hashlib.sha256(medium.id.binary).hexdigest()}}
    await store.media.raw.update_one(
        {"_id": medium.id}, {"$set": {"state": "stored", "kind": kind, "sizes": sizes}}
    )
    return medium.id
