"""Who lives the demo's life: its people, signed in at a server of their own, and its clock.

They do everything through the API, so nothing can be there that its rules would refuse.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from bson import ObjectId

from models.accounts import Role
from models.store import Store
from server.demo.people import SHOWN_VILLAGE, username
from server.lifecycle import running_web
from server.settings import Settings
from server.simulation.world import VirtualClock

# Those whom the villagers' page offers to sign in as.
VILLAGERS = {"zhang": "张大爷", "li": "李大妈", "wang": "王小军"}
STAFF: tuple[Role, ...] = ("secretary", "clerk", "overseer")
# The pretended WeChat may still be starting.
SIGN_IN_TRIES = 40
TRY_SECONDS = 0.25
CALL_SECONDS = 30.0


class NoVillagersError(RuntimeError):
    """Nobody can sign in with a made-up code: the demo has a real WeChat."""


@dataclass
class Stage:
    """A running server, its clock, and the tokens of those who act."""

    http: httpx.AsyncClient
    clock: VirtualClock
    store: Store
    now: datetime
    tokens: dict[str, str] = field(default_factory=dict)
    staff: dict[str, ObjectId] = field(default_factory=dict)
    begun: list[tuple[ObjectId, ObjectId]] = field(default_factory=list)

    def at(self, moment: datetime) -> None:
        """What follows happens then."""
        self.clock.at = moment

    def ago(self, *, days: float = 0, hours: float = 0) -> None:
        """What follows happened so long ago."""
        self.at(self.now - timedelta(days=days, hours=hours))

    async def do(self, who: str, method: str, path: str, body: object = None) -> Any:
        """The answer's JSON; a refusal means that the script is wrong, so it ends the seeding."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        reply = await self.http.request(method, path, json=body, headers=headers)
        if reply.is_error:
            raise RuntimeError(f"{who}: {method} {path}: {reply.status_code} {reply.text}")
        return reply.json() if reply.content else None

    async def sign_in(self) -> None:
        """Everybody; raises `NoVillagersError` where made-up codes are refused."""
        for code, name in VILLAGERS.items():
            self.tokens[code] = await self._villager(code, name)
        for role in STAFF:
            account = await self.store.accounts.by_username(username(role, SHOWN_VILLAGE))
            if account is None:
                raise LookupError(f"the demo has no {role} of {SHOWN_VILLAGE}")
            self.tokens[role], session = await self.store.sessions.begin(
                account, idle_minutes=60, max_days=1, agent="demo", address="127.0.0.1"
            )
            self.staff[role] = account.id
            self.begun.append((session.id, account.id))

    async def leave(self) -> None:
        """Ends every session: nobody may come in by one that was only for seeding."""
        self.at(self.now)
        for code in VILLAGERS.keys() & self.tokens.keys():
            await self.do(code, "DELETE", "/session")
        for session, account in self.begun:
            await self.store.sessions.end(session, account)

    async def _villager(self, code: str, name: str) -> str:
        form = {"code": f"demo-{code}", "name": name}
        for _ in range(SIGN_IN_TRIES):
            reply = await self.http.post("/session/wechat", json=form)
            if reply.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            await asyncio.sleep(TRY_SECONDS)
        if reply.is_error:
            raise NoVillagersError(reply.text)
        return str(reply.json()["token"])


@asynccontextmanager
async def raised(settings: Settings, now: datetime) -> AsyncIterator[Stage]:
    """A web process inside this one, on a port that nobody knows, with everybody signed in."""
    clock = VirtualClock(now)
    private = settings.model_copy(update={"host": "127.0.0.1", "port": 0})
    async with running_web(private, clock) as (_, port, services):
        root = f"http://127.0.0.1:{port}/api/v1"
        async with httpx.AsyncClient(base_url=root, timeout=CALL_SECONDS, trust_env=False) as http:
            stage = Stage(http, clock, services.store, now)
            try:
                await stage.sign_in()
                yield stage
            finally:
                await stage.leave()
