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
from tests.server.fault_walk import NUMBERS, STILL, troubles_of, written

CHAPTER = Path(__file__).parents[2] / "server" / "WECHAT.md"
MARKS = re.compile(r"(?<=<!-- faults -->\n).*?(?=<!-- end of faults -->)", re.DOTALL)
HEAD = (
    "| call | WeChat's answer | the person sees | tried again | logged | requests |\n"
    "|---|---|---|---|---|---|\n"
)
HANGING_SECONDS = 0.3


@pytest.mark.parametrize("call", NUMBERS)
async def test_the_table_tells_what_becomes_of_the_call(walk, server, monkeypatch, call):
    found = {}
    for trouble in troubles_of(call):
        with monkeypatch.context() as patched:
            # A check asks twice, and the second time finds no token only at its end.
            if trouble.fault.kind in STILL or (call == "check_picture" and "token" in trouble.name):
                for gateway in (server.services.wechat, server.services.wechat_pages):
                    patched.setattr(gateway, "_seconds", HANGING_SECONDS)
            found.setdefault(await walk.meet(call, trouble), []).append(trouble.name)
    rows = [row(call, names, outcome) for outcome, names in found.items()]
    if os.environ.get("WECHAT_FAULTS") == "write":
        write(call, rows)
    assert rows_of(call) == rows


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


class Lateness:
    """How late the loop wakes: of all seconds, those that it was late; one that is blocked: all."""

    def __init__(self):
        self.late = self.whole = self.longest = 0.0

    @property
    def share(self):
        return self.late / self.whole

    @asynccontextmanager
    async def watched(self):
        watching = asyncio.create_task(self._watch())
        begun = time.monotonic()
        yield
        # What was late at the very end is told only now.
        await asyncio.sleep(0.02)
        self.whole = time.monotonic() - begun
        watching.cancel()

    async def _watch(self):
        while True:
            begun = time.monotonic()
            await asyncio.sleep(0.005)
            late = time.monotonic() - begun - 0.005
            self.late += late
            self.longest = max(self.longest, late)


@pytest.mark.parametrize("kind", STILL)
async def test_the_loop_is_as_free_while_every_call_hangs_as_when_nothing_happens(
    walk, wechat, server, monkeypatch, kind
):
    idle, hanging = Lateness(), Lateness()
    async with idle.watched():
        await asyncio.sleep(1)
    for gateway in (server.services.wechat, server.services.wechat_pages):
        monkeypatch.setattr(gateway, "_seconds", 1.0)
    calls = [walk.call_itself(name) for name in NUMBERS]
    wechat.fail("*", Fault(kind), times=-1)
    async with hanging.watched():
        ended = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(error) for error in ended} == {WeChatSlow}
    # One blocked call would make it 1; a busy machine makes both larger.
    assert hanging.share < (1 + idle.share) / 2
    assert hanging.longest < max(0.5, 3 * idle.longest)
