"""Messages to people: always into the inbox of the app, and out of it by whoever wants to be told.

Nobody is woken: what is not urgent waits for the end of the quiet hours, and cadres get what does
not hurry as one message a day. Each attempt is counted, each failure tried again by the outbox.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.directory import today
from handlers.notices import DANGER
from models.accounts import Account
from models.notice_times import NoticeTimes
from models.outbox import Job
from models.sendings import Outcome
from models.store import Store
from server.channels import Channel, Outgoing
from server.texting import URGENT, text_if_urgent
from server.worker import JobFunction, NotYet

DIGEST = "digest"
DIGEST_TEXT = "您有 {unread} 条未读消息，请登录查看。"


class Notifications:
    """The jobs that deliver messages; each may be repeated."""

    def __init__(self, store: Store, times: NoticeTimes, channels: Sequence[Channel] = ()) -> None:
        self._store = store
        self._times = times
        self._channels = {channel.name: channel for channel in channels}

    def functions(self) -> Mapping[str, JobFunction]:
        """Kind -> idempotent function."""
        return {"message": self._deliver, "notify": self._send, DIGEST: self._digest}

    def counted(self, channel: str, function: JobFunction) -> JobFunction:
        """The same function of another channel's job, with its attempts counted; False says that
        nothing was sent. What must wait (`NotYet`) has not been tried yet."""

        async def run(job: Job) -> None:
            kind = job.payload.get("kind", channel)
            account = await self._store.accounts.find(job.payload["account"])
            try:
                sent = await function(job)
            except NotYet:
                raise
            except Exception:
                await self._count(account, channel, kind, "failed")
                raise
            await self._count(account, channel, kind, "skipped" if sent is False else "sent")

        return run

    async def _deliver(self, job: Job) -> None:
        """Into the inbox now; out of the app by jobs of their own: none holds up another."""
        kind, at = job.payload["kind"], self._store.now()
        if not await self._store.messages.deliver(key=job.key, **job.payload):
            return
        run_at = at if kind == DANGER else self._times.after_quiet(at)
        await text_if_urgent(self._store, job, run_at)
        account = await self._store.accounts.find(job.payload["account"])
        if account is None:
            return
        await self._count(account, "inbox", kind, "sent")
        for name in self._channels:
            await self._enqueue(name, job, account, run_at)

    async def _enqueue(self, name: str, job: Job, account: Account, run_at: datetime) -> None:
        if account.is_staff and job.payload["kind"] not in URGENT:
            at = self._times.next_digest(self._store.now())
            payload = {"account": account.id, "channel": name}
            key = f"{DIGEST} {name} {account.id} {at.date().isoformat()}"
            await self._store.jobs.enqueue(DIGEST, key, payload, run_at=at)
            return
        payload = {**job.payload, "channel": name}
        await self._store.jobs.enqueue("notify", f"{name} {job.key}", payload, run_at=run_at)

    async def _send(self, job: Job) -> None:
        """One message by one channel, unless its receiver does not want that kind outside."""
        account = await self._store.accounts.find(job.payload["account"])
        if account is None or not account.active:
            return
        kind = job.payload["kind"]
        wishes = await self._store.preferences.of(account.id)
        if kind in wishes.muted and kind != DANGER:
            await self._count(account, job.payload["channel"], kind, "skipped")
            return
        message = Outgoing(job.key, kind, job.payload["text"], job.payload["about"])
        await self._by_channel(job.payload["channel"], account, message)

    async def _digest(self, job: Job) -> None:
        """One message for all that a cadre has not read."""
        account = await self._store.accounts.find(job.payload["account"])
        if account is None or not account.active:
            return
        unread = await self._store.messages.unread(account.id)
        if unread:
            text = DIGEST_TEXT.format(unread=unread)
            message = Outgoing(job.key, DIGEST, text, "me/messages")
            await self._by_channel(job.payload["channel"], account, message)

    async def _by_channel(self, name: str, account: Account, message: Outgoing) -> None:
        channel = self._channels.get(name)
        try:
            sent = channel is not None and await channel.send(account, message)
        except NotYet:
            raise
        except Exception:
            await self._count(account, name, message.kind, "failed")
            raise
        await self._count(account, name, message.kind, "sent" if sent else "skipped")

    async def _count(
        self, account: Account | None, channel: str, kind: str, outcome: Outcome
    ) -> None:
        if account is not None:
            await self._store.sendings.count(today(self._store), account, channel, kind, outcome)
