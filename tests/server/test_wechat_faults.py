"""The table of faults in the chapter on WeChat is what happens; the loop stays free meanwhile."""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import nullcontext
from pathlib import Path

import pytest

from handlers.wechat import WeChatSlow
from tests.fakes.wechat import Fault
from tests.loop_watch import share_of_the_loop
from tests.server.troubles import NUMBERS, STILL, troubles_of, written

CHAPTER = Path(__file__).parents[2] / "server" / "WECHAT.md"
MARKS = re.compile(r"(?<=<!-- faults -->\n).*?(?=<!-- end of faults -->)", re.DOTALL)
HEAD = (
    "| call | WeChat's answer | the person sees | tried again | logged | requests |\n"
    "|---|---|---|---|---|---|\n"
)
# How long it is waited for what hangs; on a busy machine a short time may be over before the call
# has left, so what looks wrong is looked at once more with a long one.
HANGING_SECONDS = (0.3, 3.0)


@pytest.mark.parametrize("call", NUMBERS)
async def test_the_table_tells_what_becomes_of_the_call(walk, server, call):
    for seconds in HANGING_SECONDS:
        rows = await rows_seen(walk, server, call, seconds)
        if rows == rows_of(call):
            break
    if os.environ.get("WECHAT_FAULTS") == "write":
        write(call, rows)
    assert rows_of(call) == rows


async def rows_seen(walk, server, call, seconds):
    found = {}
    for trouble in troubles_of(call):
        # A check asks twice, and the second time finds no token only at its end.
        short = trouble.fault.kind in STILL or (call == "check_picture" and "token" in trouble.name)
        with server.impatient(seconds) if short else nullcontext():
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


@pytest.mark.parametrize("kind", STILL)
async def test_the_loop_wakes_others_while_every_call_hangs_as_when_nothing_happens(
    walk, wechat, server, kind
):
    wechat.fail("*", Fault(kind), times=-1)

    async def hang():
        calls = [walk.call_itself(name) for name in NUMBERS]
        ended = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(error) for error in ended} == {WeChatSlow}

    with server.impatient(1.0):
        assert await share_of_the_loop(hang) >= 0.5
