"""Is the process alive, does it want requests, and what has it counted."""

from __future__ import annotations

from typing import Literal

from prometheus_client.exposition import choose_encoder

from handlers.base import ApiHandler, endpoint
from handlers.routing import Route
from models.base import Value
from models.errors import Unavailable


class Alive(Value):
    """The process answers; nothing is said of the database."""

    status: Literal["ok"] = "ok"


class Healthz(ApiHandler):
    @endpoint(scope=None, returns=Alive)
    async def get(self) -> Alive:
        """Whether the process answers at all."""
        return Alive()


class Readyz(ApiHandler):
    @endpoint(scope=None, returns=Alive)
    async def get(self) -> Alive:
        """Whether the process wants requests: the database answers and it is not stopping."""
        if self.services.health.draining:
            raise Unavailable
        await self.services.store.db.ping()
        return Alive()


class MetricsPage(ApiHandler):
    @endpoint(scope=None, raw=True)
    async def get(self) -> None:
        """What the process has counted, for Prometheus; the proxy keeps it from the public."""
        encode, content_type = choose_encoder(self.request.headers.get("Accept", ""))
        self.set_header("Content-Type", content_type)
        self.finish(encode(self.services.metrics.registry))


# These stand outside of /api/v1: they are for machines that watch, not for the mini program.
operations = [
    Route("/healthz", Healthz),
    Route("/readyz", Readyz),
    Route("/metrics", MetricsPage),
]
