"""The jobs of the content check: asking, and telling whoever shows what was asked about."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.checking import Checking, PictureUrl, tell_owner
from handlers.wechat import WeChat
from models.outbox import Job
from models.store import Store
from server.worker import JobFunction


def content_functions(
    store: Store, wechat: WeChat, picture_url: PictureUrl = lambda medium: ""
) -> Mapping[str, JobFunction]:
    """Kind -> idempotent function. Without `picture_url` a person looks at every picture."""
    checking = Checking(store, wechat, picture_url)

    async def check(job: Job) -> None:
        await checking.run(job.key, job.payload)

    async def tell(job: Job) -> None:
        await tell_owner(store, job.payload)

    return {"content.check": check, "content.checked": tell}
