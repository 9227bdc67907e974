"""Files real messages over HTTP as many villagers, and lets the demo's secretaries answer them.

It talks to a running server only through its API, as the mini program would, and in the end
counts what became of every message: none may be lost.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from server.demo.people import DEMO_PASSWORD

MAX_TITLE, MAX_TEXT = 60, 2000
TRIES = 4
OPEN_STATES = frozenset({"assigned", "accepted"})
REPLY = "您好，您反映的事项已经收到并核实，我们会尽快办理，办理结果将及时告知您。"

Json = dict[str, Any]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be filed in a village by one of the made-up villagers."""

    number: int
    title: str
    body: str
    village: str
    villager: int

    def form(self) -> Json:
        """The form of the API, cut to its limits."""
        text = self.body if len(self.body) >= 10 else f"{self.title}。{self.body}"
        return {"title": self.title[:MAX_TITLE], "text": text[:MAX_TEXT], "channel": "web"}


@dataclass
class Report:
    """What happened: filled while it happens, printed at the end."""

    messages: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    filed: dict[str, Json] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)

    @property
    def lost(self) -> set[str]:
        """Filed, but neither answered nor in anybody's inbox: must be empty."""
        return set(self.filed) - self.answered - self.waiting

    @property
    def adds_up(self) -> bool:
        """True if every message is accounted for exactly once."""
        return (
            self.messages == len(self.filed) + len(self.errors)
            and not self.lost
            and not self.answered & self.waiting
        )

    def by(self, read: Callable[[Json], str | None]) -> Counter[str]:
        """How many of the filed cases have each value."""
        return Counter(read(case) or "未归类" for case in self.filed.values())

    def percentile(self, share: float) -> float:
        """The time in ms within which that share of the filings was answered."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Replay:
    """One run against one server."""

    def __init__(self, client: httpx.AsyncClient, concurrency: int, progress: Progress) -> None:
        self._client = client
        self._gate = asyncio.Semaphore(concurrency)
        # An address may try few passwords at once: the server guards against guessing.
        self._at_login = asyncio.Semaphore(3)
        self._progress = progress
        self._villagers: dict[int, str] = {}
        self.report = Report()

    async def run(self, messages: Sequence[Message], run_name: str) -> Report:
        """Files everything, has it answered, and counts."""
        self.report.messages = len(messages)
        await self._sign_in({m.villager for m in messages}, run_name)
        begun = time.perf_counter()
        await self._each("提交", messages, lambda m: self._file(m, run_name))
        self.report.seconds = time.perf_counter() - begun
        desks = sorted({case["handler"]["desk"] for case in self.report.filed.values()})
        await self._each("办理", desks, self._work_at)
        return self.report

    async def _sign_in(self, villagers: Iterable[int], run_name: str) -> None:
        async def one(villager: int) -> None:
            code = {"code": f"demo-replay-{run_name}-{villager}", "name": f"村民{villager}"}
            reply = await self._call("POST", "/session/wechat", None, code)
            self._villagers[villager] = reply.json()["token"]

        await self._each("登录", sorted(villagers), one)

    async def _file(self, message: Message, run_name: str) -> None:
        begun = time.perf_counter()
        reply = await self._call(
            "POST",
            f"/villages/{message.village}/feedback",
            self._villagers[message.villager],
            message.form(),
            key=f"replay-{run_name}-{message.number}",
        )
        if reply.status_code != 201:
            self.report.errors.append(f"{message.number}: {reply.status_code} {reply.text[:200]}")
            return
        self.report.times.append(time.perf_counter() - begun)
        case = reply.json()
        self.report.filed[case["id"]] = case

    async def _work_at(self, desk: str) -> None:
        """Secretaries accept and answer what they have; monitors keep theirs in their inbox."""
        role, _, division = desk.partition(":")
        login = {"username": f"{role}-{division}", "password": DEMO_PASSWORD}
        async with self._at_login:
            reply = await self._call("POST", "/session/password", None, login)
        token = reply.json()["token"]
        mine = [line["id"] for line in await self._inbox(token) if line["id"] in self.report.filed]
        if role != "secretary":
            self.report.waiting.update(mine)
            return
        for case in mine:
            await self._answer(case, token)

    async def _answer(self, case: str, token: str) -> None:
        await self._call("POST", f"/feedback/{case}/acceptance", token, {})
        reply = await self._call("POST", f"/feedback/{case}/answer", token, {"text": REPLY})
        if reply.status_code == 200 and reply.json()["state"] == "answered":
            self.report.answered.add(case)
            # An emergency also lay in the township's inbox until it was answered.
            self.report.waiting.discard(case)

    async def _inbox(self, token: str) -> list[Json]:
        lines: list[Json] = []
        after = None
        while True:
            page = {"limit": 100, **({"after": after} if after else {})}
            found = (await self._call("GET", "/inbox", token, params=page)).json()
            lines += found["items"]
            after = found["next"]
            if after is None:
                return lines

    async def _call(
        self,
        method: str,
        path: str,
        token: str | None,
        body: Json | None = None,
        *,
        key: str | None = None,
        params: Json | None = None,
    ) -> httpx.Response:
        """One call; what may be tried again (an outage, a busy server) is, with the same key."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if key:
            headers["Idempotency-Key"] = key
        for attempt in range(TRIES):
            try:
                reply = await self._client.request(
                    method, path, headers=headers, json=body, params=params
                )
            except httpx.TransportError:
                if attempt == TRIES - 1:
                    raise
            else:
                if reply.status_code not in (429, 503) or attempt == TRIES - 1:
                    return reply
            await asyncio.sleep(0.5 * 2**attempt)
        raise AssertionError("the loop returns or raises")

    async def _each(
        self, name: str, items: Sequence[Any], work: Callable[[Any], Awaitable[None]]
    ) -> None:
        done = 0

        async def one(item: Any) -> None:
            nonlocal done
            async with self._gate:
                await work(item)
            done += 1
            self._progress(name, done, len(items))

        await asyncio.gather(*(one(item) for item in items))
