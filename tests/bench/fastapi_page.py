"""The same feed page as FastAPI and Motor serve it without a memory: one query, one validation.

For comparison only; the four packages know nothing of FastAPI.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

import uvicorn
from bson.codec_options import CodecOptions
from fastapi import FastAPI
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import BaseModel

from models.divisions import areas_of
from models.posts import POST_KINDS
from models.posts.lists import CARD

PAGE = 20


class Card(BaseModel):
    """A post in the list, with the fields that Cunwu's feed shows."""

    id: str
    division: str
    kind: str
    title: str
    summary: str
    cover: str | None = None
    asks_confirmation: bool
    published_at: datetime


class Listing(BaseModel):
    """A page of cards."""

    items: list[Card]
    next: str | None = None


app = FastAPI()
client = AsyncIOMotorClient(os.environ["MONGODB_URI"])
database = client.get_database(
    os.environ["MONGODB_DATABASE"], codec_options=CodecOptions(tz_aware=True)
)


@app.get("/")
async def ready() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/villages/{village}/feed")
async def feed(village: str) -> Listing:
    where = {
        "targets": {"$in": list(areas_of(village))},
        "kind": {"$in": list(POST_KINDS)},
        "state": "published",
    }
    order = [("published_at", -1), ("_id", -1)]
    rows = await database["posts"].find(where, CARD, sort=order, limit=PAGE + 1).to_list(PAGE + 1)
    after = str(rows[PAGE - 1]["_id"]) if len(rows) > PAGE else None
    return Listing(items=[_card(row) for row in rows[:PAGE]], next=after)


def _card(row: dict[str, Any]) -> Card:
    cover = next(iter(row["pictures"]), None)
    return Card(**{**row, "id": str(row["_id"]), "cover": cover and str(cover)})


if __name__ == "__main__":
    port = int(os.environ["PORT"])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
