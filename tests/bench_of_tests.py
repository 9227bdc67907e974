"""A server inside the test process: the real thing, on a free port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime, timedelta

import pymongo

from handlers.services import Services
from models.base import CHINA, now
from server.lifecycle import running_web
from server.settings import Settings

INDEX_SECONDS = 60


class MovableClock:
    """The real time, moved by what a test asks for."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def __call__(self) -> datetime:
        return now() + self._offset

    def forward(self, span: timedelta) -> None:
        """Moves the clock."""
        self._offset += span

    def forward_to_day(self, day: int) -> None:
        """On to that day of the next month, in China, for what depends on the days of a month."""
        today = self().astimezone(CHINA).date()
        next_month = (today.replace(day=1) + timedelta(days=31)).replace(day=day)
        self.forward(next_month - today)

    def to(self, moment: datetime) -> None:
        """There, for what is told of days that are written down."""
        self.forward(moment - self())

    def reset(self) -> None:
        """Back to the real time."""
        self._offset = timedelta()


class Server:
    """Starts and stops what `python -m server web` runs."""

    services: Services
    port: int

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = MovableClock()
        self._stack = AsyncExitStack()

    async def start(self) -> None:
        """Listens, with indexes in place."""
        running = running_web(self.settings, self.clock)
        _, self.port, self.services = await self._stack.enter_async_context(running)
        # Hundreds of them on a busy machine take longer than an operation of the program may.
        with pymongo.timeout(INDEX_SECONDS):
            await self.services.store.ensure_indexes()

    async def stop(self) -> None:
        """Drains and closes."""
        await self._stack.aclose()

    def forget(self) -> None:
        """Forgets what the process remembers, as each test begins with an empty database."""
        self.services.remembered.changes.forget()
        self.services.wechat.forget() if hasattr(self.services.wechat, "forget") else None

    @contextmanager
    def impatient(self, seconds: float = 0.5) -> Iterator[None]:
        """Waits for WeChat no longer, where it does not answer; where it does, a test has time."""
        gateways = [self.services.wechat, self.services.wechat_pages]
        usual = {gateway: gateway._seconds for gateway in gateways if hasattr(gateway, "_seconds")}
        for gateway in usual:
            gateway._seconds = seconds
        yield
        for gateway, patience in usual.items():
            gateway._seconds = patience

    @property
    def url(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self.port}/api/v1"
