"""Walks every route as everybody: who is let in, who is told no, who is told nothing.

The rows come from the declarations, so a route that somebody adds is walked by itself. What an
address needs is made in `access_makers.py` and `access_published.py`; a query or a body that access
depends on stands in `access_table.py`.
"""

from __future__ import annotations

import json

from bson import ObjectId
from tornado.httpclient import AsyncHTTPClient

from handlers.paths import parameters
from models.accounts import ROLES
from tests import access_makers, access_published
from tests.access_makers import Bench, Made
from tests.access_table import BODIES, COLUMNS, NEWCOMER, NOBODY, OWNER, QUERIES, Column, Row

# Parameter of an address -> what makes an object for it. A new parameter needs a maker.
MAKERS = access_makers.MAKERS | access_published.MAKERS


class Walk:
    """Calls as each column; objects are made anew after a call that may have changed them."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.client = AsyncHTTPClient()

    async def begin(self) -> None:
        """Makes the village and everybody who calls."""
        await self.bench.make.village()
        for column in COLUMNS:
            if column.role in ROLES:
                await self.bench.make.token(column.role, column.place)

    async def row(self, row: Row) -> str:
        """One character for each column."""
        keep = await self._accounts()
        objects, answers = await self._objects(row), ""
        for column in COLUMNS:
            answer = await self._answer(row, column, objects)
            answers += answer
            if answer == "+" and row.verb != "GET":
                objects = await self._objects(row)
        await self._forget_all_but(keep)
        return answers

    async def _answer(self, row: Row, column: Column, objects: dict[str, Made]) -> str:
        token = await self._token(row, column, objects)
        key = (row.verb, row.short)
        path = row.template.format(**{name: made.value for name, made in objects.items()})
        body = None if row.verb == "GET" else json.dumps(BODIES.get(key, {})).encode()
        headers = {"Content-Type": "application/json"} if body else {}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        root = self.bench.api.server.url.removesuffix("/api/v1")
        reply = await self.client.fetch(
            root + path + QUERIES.get(key, ""),
            method=row.verb,
            headers=headers,
            body=body,
            allow_nonstandard_methods=True,
            raise_error=False,
        )
        return _symbol(row, reply.code, reply.body)

    async def _token(self, row: Row, column: Column, objects: dict[str, Made]) -> str | None:
        make = self.bench.make
        if column is NOBODY:
            return None
        if column is NEWCOMER:
            fields = {"must_change_password": True}
            return await make.token_of(await make.account("secretary", **fields))
        if column is OWNER:
            owners = [made.owner for made in objects.values() if made.owner]
            return await make.token_of(owners[0] if owners else await self.bench.villager())
        if row.verb != "GET" and row.short.startswith(("/session", "/me")):
            # What one does to oneself here may end one's session or account.
            return await make.token_of(await make.account(column.role, column.place))
        return await make.token(column.role, column.place)

    async def _objects(self, row: Row) -> dict[str, Made]:
        made = {}
        for name in parameters(row.template):
            assert name in MAKERS, (
                f"{row.verb} {row.template}: nothing makes a {{{name}}}; "
                f"add a maker for it to tests/access_makers.py or tests/access_published.py"
            )
            made[name] = await MAKERS[name](self.bench)
        return made

    async def _accounts(self) -> list[ObjectId]:
        accounts = self.bench.make.store.accounts.raw
        return [row["_id"] async for row in accounts.find({"_id": {"$gt": ObjectId("0" * 24)}})]

    async def _forget_all_but(self, keep: list[ObjectId]) -> None:
        """Removes the accounts that objects brought along, or the village would fill up."""
        store = self.bench.make.store
        await store.accounts.raw.delete_many({"_id": {"$nin": keep}})
        self.bench.make.services.remembered.changes.forget()


def _symbol(row: Row, status: int, body: bytes) -> str:
    where = f"{row.verb} {row.template}"
    if status == 422:
        wrong = [mistake["path"] for mistake in json.loads(body)["errors"]]
        assert not any(path.startswith("query") for path in wrong), (
            f"{where}: needs a query {wrong}; add it to QUERIES in tests/access_table.py"
        )
    known = {401: "!", 403: "-", 404: "?"}
    assert status in known or status < 400 or status in (409, 415, 422), (
        f"{where}: {status} {body!r}"
    )
    return known.get(status, "+")
