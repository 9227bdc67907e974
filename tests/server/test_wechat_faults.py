"""The table of faults in the chapter on WeChat is what happens; the loop stays free meanwhile."""

from __future__ import annotations

import asyncio
import os
import re
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from handlers.wechat import WeChatSlow
from tests.fakes.wechat import Fault
from tests.server.troubles import NUMBERS, STILL, troubles_of, written

CHAPTER = Path(__file__).parents[2] / "server" / "WECHAT.md"
MARKS = re.compile(r"(?<=<!-- faults -->\n).*?(?=<!-- end of faults -->)", re.DOTALL)
HEAD = (
    "| call | WeChat's answer | the person sees | tried again | logged | requests |\n"
    "|---|---|---|---|---|---|\n"
)
HANGING_SECONDS = 0.3


@pytest.mark.parametrize("call", NUMBERS)
async def test_the_table_tells_what_becomes_of_the_call(walk, server, monkeypatch, call):
    rows = await rows_seen(walk, server, monkeypatch, call)
    if os.environ.get("WECHAT_FAULTS") == "write":
        write(call, rows)
    if rows != rows_of(call):
        # On a busy machine a short time may be over before the call has left: one more walk.
        rows = await rows_seen(walk, server, monkeypatch, call)
    assert rows_of(call) == rows


async def rows_seen(walk, server, monkeypatch, call):
    found = {}
    for trouble in troubles_of(call):
        with monkeypatch.context() as patched:
            # A check asks twice, and the second time finds no token only at its end.
            if trouble.fault.kind in STILL or (call == "check_picture" and "token" in trouble.name):
                for gateway in (server.services.wechat, server.services.wechat_pages):
                    patched.setattr(gateway, "_seconds", HANGING_SECONDS)
            found.setdefault(await walk.meet(call, trouble), []).append(trouble.name)
    return [row(call, names, outcome) for outcome, names in found.items()]


def row(call, names, outcome):
    cells = (call, written(names), outcome.seen, outcome.again, outcome.logged, str(outcome.asked))
    return f"| {' | '.join(cells)} |"


def rows_of(call):
    table = MARKS.search(CHAPTER.read_text(encoding="utf-8"))[0]
    return [line for line in table.splitlines() if line.startswith(f"| {call} |")]


def write(call, rows):
    """`WECHAT_FAULTS=write` puts what happens into the chapter, for a person to read."""
    text = CHAPTER.read_text(encoding="utf-8")
    kept = {name: rows if name == call else rows_of(name) for name in NUMBERS}
    lines = [line for name in NUMBERS for line in kept[name]]
    written = MARKS.sub(lambda _: HEAD + "\n".join([*lines, ""]), text)
    CHAPTER.write_text(written, encoding="utf-8")


class Watch:
    """How often the loop wakes who sleeps for five milliseconds: a second, while it is watched.

    A busy machine makes it less for everybody; one blocked call leaves nothing of it.
    """

    def __init__(self):
        self.looks = 0
        self.whole = 0.0

    @property
    def a_second(self):
        return self.looks / self.whole

    @asynccontextmanager
    async def watching(self):
        looking = asyncio.create_task(self._look())
        begun = time.monotonic()
        yield self
        self.whole = time.monotonic() - begun
        looking.cancel()

    async def _look(self):
        while True:
            await asyncio.sleep(0.005)
            self.looks += 1


@pytest.mark.parametrize("kind", STILL)
async def test_the_loop_wakes_others_while_every_call_hangs_as_when_nothing_happens(
    walk, wechat, server, monkeypatch, kind
):
    for gateway in (server.services.wechat, server.services.wechat_pages):
        monkeypatch.setattr(gateway, "_seconds", 1.0)
    wechat.fail("*", Fault(kind), times=-1)
    shares = []
    # Others use this machine, too, and may take a second away; a call that blocks takes them all.
    while len(shares) < 4 and max(shares, default=0) < 0.5:
        async with Watch().watching() as idle:
            await asyncio.sleep(0.5)
        async with Watch().watching() as hanging:
            calls = [walk.call_itself(name) for name in NUMBERS]
            ended = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(error) for error in ended} == {WeChatSlow}
        shares.append(hanging.a_second / idle.a_second)
    assert max(shares) >= 0.5
