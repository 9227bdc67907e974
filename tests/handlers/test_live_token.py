"""A websocket that cannot send credentials says its token first, and hears nothing before that."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tornado.httpclient import HTTPClientError
from tornado.websocket import websocket_connect

from handlers import live
from tests.factories import OUTSIDE
from tests.handlers.test_feed_cache import eventually
from tests.handlers.test_filing import LAMP, PATH
from tests.live import Listener


@asynccontextmanager
async def nameless(server, query: str = "", says: str = "") -> AsyncIterator[Listener]:
    """A connection without credentials that says this first."""
    await eventually(lambda: server.services.live.latest is not None)
    url = server.url.replace("http", "ws") + "/live" + query
    socket = await websocket_connect(url)
    try:
        if says:
            await socket.write_message(says)
        yield Listener(socket)
    finally:
        socket.close()


async def word(make, role: str = "secretary", *place: str) -> str:
    """What says who listens."""
    return json.dumps({"token": await make.token(role, *place)})


async def test_the_first_message_says_who_listens(api, make, server):
    await make.village()
    async with nameless(server) as listener:
        await api("POST", PATH, LAMP, role="villager")
        assert await listener.nothing(0.2), "nothing is told to nobody"
        await listener.socket.write_message(await word(make))
        assert (await listener.next())["type"] == "hello"
        case = (await api("POST", PATH, LAMP, role="villager")).json
        assert (await listener.case())["case"] == case["id"]
    await eventually(lambda: not server.services.live.nameless)


async def test_what_was_missed_follows_the_token(api, make, server):
    await make.village()
    async with nameless(server, says=await word(make)) as first:
        hello = await first.next()
    case = (await api("POST", PATH, LAMP, role="villager")).json
    async with nameless(server, f"?after={hello['id']}", await word(make)) as again:
        assert await again.next() == hello
        assert (await again.case())["case"] == case["id"]


@pytest.mark.parametrize(
    ("says", "code"),
    [('{"token": "made-up"}', 4401), ('{"token": ""}', 4400), ("hello", 4400), ("[1]", 4400)],
)
async def test_a_token_that_is_none_ends_it_with_a_reason(make, server, says, code):
    await make.village()
    async with nameless(server, says=says) as listener:
        assert await listener.next() is None
        assert listener.socket.close_code == code


async def test_who_handles_no_cases_hears_of_their_own_alone(api, make, server):
    await make.village()
    async with nameless(server, says=await word(make, "villager")) as listener:
        assert (await listener.next())["type"] == "hello"
        await api("POST", PATH, LAMP, role="clerk")
        assert await listener.nothing(0.2)


async def test_who_says_nothing_is_not_waited_for(make, server, monkeypatch):
    monkeypatch.setattr(live, "TOKEN_SECONDS", 0.05)
    async with nameless(server) as listener:
        assert await listener.next() is None
        ended = (listener.socket.close_code, listener.socket.close_reason)
    assert ended == (4400, "no_token")
    assert not server.services.live.nameless


async def test_only_so_many_are_waited_for_and_they_are_told_when_the_process_stops(
    make, server, monkeypatch
):
    monkeypatch.setattr(live, "MOST_NAMELESS", 1)
    async with nameless(server) as listener:
        with pytest.raises(HTTPClientError) as refused:
            async with nameless(server):
                raise AssertionError("let in")
        assert refused.value.code == 401
        server.services.live.close()
        assert await listener.next() is None
        assert listener.socket.close_code == 1012


async def test_a_token_of_elsewhere_hears_nothing_of_here(api, make, server):
    await make.village()
    says = await word(make, "secretary", OUTSIDE)
    async with nameless(server, says=says) as listener:
        assert (await listener.next())["type"] == "hello"
        await api("POST", PATH, LAMP, role="villager")
        assert await listener.nothing(0.2)
