"""The floor: a bare Tornado that writes given bytes, or inserts one document of a size.

It knows nothing of Cunwu; what it does is what any such server must at least do.
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import jieba
import tornado.web
from bson import ObjectId
from motor.motor_asyncio import AsyncIOMotorClient
from tornado.httpserver import HTTPServer


class Page(tornado.web.RequestHandler):
    """Writes the same bytes to everybody."""

    def initialize(self, body: bytes) -> None:
        self.body = body

    def get(self) -> None:
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(self.body)


class Insert(tornado.web.RequestHandler):
    """Stores one document, waits for the majority, and says so."""

    def initialize(self, documents: Any, size: int) -> None:
        self.documents = documents
        self.filling = "x" * size

    async def post(self) -> None:
        await self.documents.insert_one({"_id": ObjectId(), "filling": self.filling})
        self.set_status(201)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(b"{}")


class CutAndInsert(Insert):
    """The same after cutting the text with plain jieba: nothing is found in it without."""

    async def post(self) -> None:
        jieba.lcut(json.loads(self.request.body)["text"])
        await super().post()


class Ready(tornado.web.RequestHandler):
    def get(self) -> None:
        self.finish(b"{}")


def make_app() -> tornado.web.Application:
    """The application; the environment says which bytes, which size and which database."""
    body = Path(os.environ["BENCH_BODY"]).read_bytes()
    client = AsyncIOMotorClient(os.environ["MONGODB_URI"], w="majority", retryWrites=True)
    insert = {
        "documents": client.get_database(os.environ["MONGODB_DATABASE"])["bare"],
        "size": int(os.environ["BENCH_DOCUMENT_BYTES"]),
    }
    routes = [
        ("/", Ready),
        ("/page", Page, {"body": body}),
        ("/insert", Insert, insert),
        ("/cut", CutAndInsert, insert),
    ]
    return tornado.web.Application(routes, log_function=lambda handler: None)


async def serve() -> None:
    """Listens until it is ended."""
    HTTPServer(make_app()).listen(int(os.environ["PORT"]), address="127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
