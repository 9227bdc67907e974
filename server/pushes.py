"""The job that works on what WeChat pushed: who gets which event; it decides nothing itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from handlers.checking import record_media_result
from models.errors import NotFound
from models.outbox import Job
from models.pushes import Pushed
from models.store import Store
from server.worker import JobFunction

Reader = Callable[[str, Pushed], Awaitable[None]]
OK = ("", "0")


def push_functions(
    store: Store, events: Mapping[str, Reader] = MappingProxyType({}), talk: Reader | None = None
) -> Mapping[str, JobFunction]:
    """Kind -> idempotent function. `events` and `talk` (for what people write) get the push's key,
    so that they can tell a repetition."""

    async def media_checked(_: str, pushed: Pushed) -> None:
        # A download that failed carries a number, and then no result that means anything.
        suggest = pushed.suggest if pushed.errcode in OK else None
        await record_media_result(store, pushed.trace_id, suggest, pushed.label)

    readers = {"wxa_media_check": media_checked, **events}

    async def work(job: Job) -> None:
        try:
            push = await store.pushes.get(job.payload["push"])
        except NotFound:
            return
        if push.message is not None:
            reader = readers.get(push.message.event) if push.message.kind == "event" else talk
            if reader is not None:
                await reader(push.key, push.message)
            await store.pushes.empty(push.id)

    return {"wechat.push": work}
