"""A real client of the live changes, which hears only what happens after it has come."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bson import ObjectId
from tornado.websocket import websocket_connect

from tests.waiting import PATIENCE_SECONDS, eventually


class Listener:
    """A real websocket client."""

    def __init__(self, socket) -> None:
        self.socket = socket

    async def next(self, seconds: float = PATIENCE_SECONDS) -> dict | None:
        """The next message; None if the connection ended."""
        async with asyncio.timeout(seconds):
            text = await self.socket.read_message()
        return None if text is None else json.loads(text)

    async def case(self) -> dict:
        """The next message about a case, leaving out that figures changed."""
        return await self.but("overview")

    async def but(self, kind: str) -> dict:
        """The next message of another kind."""
        while (found := await self.next())["type"] == kind:
            continue
        return found

    async def nothing(self, seconds: float = 0.4) -> bool:
        """True if nothing comes in this time."""
        try:
            found = await self.next(seconds)
        except TimeoutError:
            return True
        raise AssertionError(found)


async def all_heard(server) -> None:
    """Waits until the process has heard of all that was written, also by the test before."""
    changes, divisions = server.services.remembered.changes, server.services.store.divisions.raw
    mark = (await divisions.insert_one({"code": str(ObjectId())})).inserted_id
    await eventually(lambda: changes.versions([f"divisions/{mark}"])[1] > 0)
    await divisions.delete_one({"_id": mark})


@asynccontextmanager
async def listening(server, token: str, query: str = "") -> AsyncIterator[Listener]:
    """A connection that has been greeted; with `query` the greeting is left to the test."""
    await eventually(lambda: server.services.live.latest is not None)
    await all_heard(server)
    url = server.url.replace("http", "ws") + "/live" + query
    socket = await websocket_connect(url, subprotocols=["bearer", token])
    listener = Listener(socket)
    if not query:
        assert (await listener.next())["type"] == "hello"
    try:
        yield listener
    finally:
        socket.close()
