"""Every call to WeChat meets every fault: what the person sees, what is done again, what is logged.

The table in server/WECHAT.md is what this walk finds (test_wechat_faults.py).
"""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId
from bson.min_key import MinKey

from handlers.checking import content_event
from handlers.consents import current_version
from models.accounts import Account
from models.outbox import Job
from models.pushes import read_pushed
from server.chat_words import SAYS
from server.content import content_functions
from server.worker import Worker
from tests.api import Api, Reply
from tests.bench_of_tests import MovableClock
from tests.factories import VILLAGE
from tests.fakes.wechat import FakeWeChat
from tests.fakes.wechat_browser import Browser
from tests.server.chat_stage import TEMPLATE
from tests.server.troubles import REFUSED_TOKENS, Trouble

LEFT_BEHIND = ("deliveries", "jobs", "pushes", "chats", "checks", "codes", "subscriptions")


@dataclass(frozen=True)
class Outcome:
    """What became of a call: the columns of the table."""

    seen: str
    again: str
    logged: str
    asked: int


class Walk:
    """Makes a call as a person causes it, while WeChat is in trouble."""

    def __init__(
        self,
        api: Api,
        wechat: FakeWeChat,
        worker: Worker,
        clock: MovableClock,
        caplog: pytest.LogCaptureFixture,
        villager: Account,
        token: str,
    ) -> None:
        self.api = api
        self.wechat = wechat
        self.clock = clock
        self.caplog = caplog
        self.villager = villager
        self.token = token
        self.store = api.make.store
        gateway = api.server.services.wechat
        content = content_functions(self.store, gateway, lambda _: "https://village.example/a.jpg")
        self.worker = Worker(
            self.store, api.server.settings, {**worker._functions, **content}, routines={}
        )
        self._number = itertools.count(1)
        self._has_tokens = False

    async def meet(self, call: str, trouble: Trouble) -> Outcome:
        """The outcome; whatever is done again has been seen to succeed when WeChat is well."""
        await self._tidy(keep_token=trouble.call != "stable_token")
        self.wechat.calls.clear()
        self.wechat.fail(trouble.call, trouble.fault, times=trouble.times)
        before = len(self.wechat.sent)
        act: Callable[[], Awaitable[tuple[str, str]]] = getattr(self, f"_{call}")
        seen, again = await act()
        # What is seen to later takes hours, and a token that was refused may be another one now.
        self._has_tokens &= not again.startswith("after") and trouble.fault.errcode not in (
            REFUSED_TOKENS
        )
        asked = len(self.wechat.calls)
        logged = self._logged()
        self.wechat.heal()
        if again.startswith("after"):
            await self._mended(call, before)
        return Outcome(seen, again, logged, asked)

    async def _tidy(self, *, keep_token: bool) -> None:
        for name in (*LEFT_BEHIND, *(() if keep_token else ("access_tokens",))):
            await getattr(self.store, name).raw.delete_many({"_id": {"$gte": MinKey()}})
        # Past every rest and turn of the walk so far, and all of it within a token's two hours.
        self.clock.forward(timedelta(seconds=35))
        self.wechat.visits[self.villager.openid or ""] = self.clock()
        self.wechat.allowed.clear()
        if keep_token and not self._has_tokens:
            # They are there already: only then it is the call itself that meets the fault.
            await self.call_itself("check_text")
            await self.call_itself("page_user")
        self._has_tokens = keep_token
        self.caplog.clear()

    async def _mended(self, call: str, before: int) -> None:
        # A day later, whatever was put off is due. WeChat may still think that the send which hung
        # is under way, and ask to wait once more.
        for hours in (25, 1, 1):
            self.clock.forward(timedelta(hours=hours))
            self.wechat.visits[self.villager.openid or ""] = self.clock()
            await self.worker.until_idle()
            if not await self._again():
                break
        if call == "subscribe":
            assert len(self.wechat.sent) == before + 1
        assert not [job for job in await self.store.jobs.by_state("due") if job.error]
        assert not await self.store.jobs.by_state("dead")

    def _logged(self) -> str:
        ours = [r for r in self.caplog.records if r.name in ("cunwu.wechat", "cunwu.worker")]
        return max(ours, key=lambda r: r.levelno).levelname.lower() if ours else ""

    def call_itself(self, name: str, code: str = "c") -> Awaitable[object]:
        """The call as the server makes it, with a one-time code for those that take one."""
        services, openid = self.api.server.services, self.villager.openid or ""
        gateway, pages = services.wechat, services.wechat_pages
        assert pages is not None
        calls: dict[str, Callable[[], Awaitable[object]]] = {
            "login": lambda: gateway.login(code),
            "page_login": lambda: pages.identity(code),
            "phone": lambda: gateway.phone(code, openid),
            "subscribe": lambda: gateway.send_subscribe(openid, "t", {"thing1": "x"}),
            "check_text": lambda: gateway.check_text(openid, 3, "x"),
            "check_picture": lambda: gateway.check_picture(openid, 3, "https://v.example/a.jpg"),
            "code": lambda: gateway.code_image("v1"),
            "chat": lambda: gateway.send_text(openid, "x"),
            "picture": lambda: gateway.picture("m1"),
            "page_user": lambda: pages.unionid(self.wechat.follow("zhang")),
        }
        return calls[name]()

    # One for each call: what the person sees, and what is done again.

    async def _login(self) -> tuple[str, str]:
        code = self.wechat.login_code("zhang")
        return told(await self.api("POST", "/session/wechat", {"code": code}))

    async def _page_login(self) -> tuple[str, str]:
        return told(await Browser(self.api, self.wechat).sign_in())

    async def _phone(self) -> tuple[str, str]:
        form = {"code": self.wechat.phone_code("13812345678"), "consent": current_version("phone")}
        return told(await self.api("POST", "/me/phone/wechat", form, token=self.token))

    async def _code(self) -> tuple[str, str]:
        return told(await self.api("GET", f"/villages/{VILLAGE}/code"))

    async def _subscribe(self) -> tuple[str, str]:
        person, kind = self.villager, TEMPLATE.kinds[0]
        await self.store.subscriptions.accept(person.id, TEMPLATE.id, "reported", str(ObjectId()))
        self.wechat.accept(person.openid or "", TEMPLATE.id)
        payload = {"account": person.id, "kind": kind, "text": "有了答复。", "about": "feedback/1"}
        await self.store.jobs.enqueue("message", str(ObjectId()), payload)
        await self.worker.until_idle()
        (delivery,) = (await self.store.deliveries.in_area(VILLAGE)).items
        if delivery.state == "sent":
            return "sent", ""
        left = (await self.store.subscriptions.of_account(person.id))[TEMPLATE.id]
        assert left == (1 if delivery.state != "waiting" and delivery.error != "43101" else 0)
        return "in the app", await self._again()

    async def _check_text(self) -> tuple[str, str]:
        return await self._checked("村里的桃花开了", [])

    async def _check_picture(self) -> tuple[str, str]:
        return await self._checked("花", [ObjectId()])

    async def _checked(self, text: str, pictures: list[ObjectId]) -> tuple[str, str]:
        about = f"echoes/{ObjectId()}"
        event = content_event(about, VILLAGE, self.villager.id, text, pictures)
        await self.store.jobs.enqueue("content.check", str(event.id), event.payload)
        await self.worker.until_idle()
        where = {"author": self.villager.id, "about": about}
        check = await self.store.checks.raw.find_one(where)
        found = {"passed": "shown", "review": "waits for a person", "waiting": "waits for WeChat"}
        return found[check["state"]], await self._again()

    async def _chat(self) -> tuple[str, str]:
        before = len(self.wechat.chats)
        await self._push(MsgType="text", Content="帮助")
        again = await self._again()
        answered = len(self.wechat.chats) > before
        return ("the answer" if answered else "the answer later" if again else "none"), again

    async def _picture(self) -> tuple[str, str]:
        self.wechat.media["m1"] = self.wechat_picture
        before = len(self.wechat.chats)
        await self._push(MsgType="image", MediaId="m1")
        again = await self._again()
        if len(self.wechat.chats) == before:
            return "noted later", again
        kept = (await self.store.chats.of(self.villager.id)).pictures
        return ("noted" if kept else "asked for another"), again

    async def _page_user(self) -> tuple[str, str]:
        """Somebody of the mini program writes to the official account for the first time."""
        person = str(next(self._number))
        await self.store.accounts.open(
            name="刘",
            openid=self.wechat.openid(person),
            unionid=self.wechat.unionid(person),
            grants=self.villager.grants,
        )
        before = len(self.wechat.chats)
        followed = self.wechat.follow(person)
        await self._push(MsgType="text", Content="帮助", FromUserName=followed, app="page")
        again = await self._again()
        if len(self.wechat.chats) == before:
            return "the answer later", again
        known = self.wechat.chats[-1][1] == SAYS["help"]
        return "the answer" if known else "told to sign in first", again

    wechat_picture = b""

    async def _push(self, **message: Any) -> None:
        number = f"9{next(self._number)}"
        message = {"FromUserName": self.villager.openid, "MsgId": number} | message
        await self.store.pushes.take(read_pushed(message))
        await self.worker.until_idle()

    async def _again(self) -> str:
        """When the job that could not do its work comes again."""
        dead = await self.store.jobs.by_state("dead")
        if dead:
            return f"no: dead job `{(dead[0].error or '').partition(': ')[2]}`"
        later = [when(job, self.clock) for job in await self.store.jobs.by_state("due")]
        return next(iter(filter(None, later)), "")


def when(job: Job, clock: MovableClock) -> str:
    """In round numbers; "" for what waits by its nature."""
    seconds = (job.run_at - clock()).total_seconds()
    if job.kind not in ("notify", "wechat.push", "content.check"):
        return ""
    for name, least in (("midnight", 4000), ("an hour", 3000), ("60 s", 40), ("5 s", 1)):
        if seconds > least:
            return f"after {name}"
    return ""


def told(reply: Reply) -> tuple[str, str]:
    """An answer of the API: its number and code."""
    if reply.status < 300:
        return str(reply.status), ""
    code = reply.json["errors"][0]["code"] if reply.json["errors"] else reply.code
    return f"{reply.status} `{code}`", "by the person"
