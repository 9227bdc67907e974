"""Who is told by a text message: cadres without WeChat, of what must not wait for them to look in.

The text is that of the message in the app: it says that there is something, never what.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime

from handlers.notices import DANGER
from models.accounts import PHONE
from models.outbox import Job
from models.store import Store
from models.vault import Vault
from server.sms import Sms
from server.worker import JobFunction

SIGN = "【村务】"
# Danger, what is late or soon will be, and what has come up for that.
URGENT = frozenset(
    {
        DANGER,
        "feedback.due_soon",
        "feedback.overdue",
        "feedback.gone_up",
        "obligation.overdue",
        "inquiry.overdue",
    }
)


async def text_if_urgent(store: Store, job: Job, run_at: datetime) -> None:
    """Enqueues the text message that goes with an urgent message of the app; again once."""
    if job.payload["kind"] in URGENT:
        payload = {name: job.payload[name] for name in ("account", "text", "kind")}
        await store.jobs.enqueue("sms", f"sms {job.key}", payload, run_at=run_at)


def texting_functions(store: Store, vault: Vault, sms: Sms) -> Mapping[str, JobFunction]:
    """Kind -> function: sends to whom it concerns, and to nobody who hears of it otherwise or does
    not want this kind out of the app; False if nothing was sent."""

    async def send(job: Job) -> bool:
        account = await store.accounts.find(job.payload["account"])
        if account is None or not account.is_staff or account.openid or account.phone is None:
            return False
        kind = job.payload["kind"]
        if kind in (await store.preferences.of(account.id)).muted and kind != DANGER:
            return False
        phone = vault.open(account.phone, PHONE.of(account.id))
        await asyncio.to_thread(sms.send, job.key, phone, SIGN + job.payload["text"])
        return True

    return {"sms": send if sms.is_connected else send_nothing}


async def send_nothing(job: Job) -> bool:
    """What becomes of text messages where nothing sends them."""
    return False
