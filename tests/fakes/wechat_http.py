"""The fake WeChat's addresses: first the fault that is arranged, then what WeChat would say."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import tornado.web

from tests.fakes.wechat_calls import WITHOUT_TOKEN, Call, Refused, answer, check_app
from tests.fakes.wechat_faults import Fault, break_off

if TYPE_CHECKING:
    from tests.fakes.wechat import FakeWeChat


class Answers(tornado.web.RequestHandler):
    """One of WeChat's addresses: first the fault, then what WeChat would say."""

    def initialize(self, fake: FakeWeChat, name: str) -> None:
        self.fake = fake
        self.name = name

    async def get(self) -> None:
        await self._answer({k: self.get_query_argument(k) for k in self.request.query_arguments})

    async def post(self) -> None:
        await self._answer(json.loads(self.request.body))

    async def _answer(self, body: dict[str, Any]) -> None:
        self.fake.calls.append(Call(self.name, body))
        fault = self.fake.next_fault(self.name)
        person = body.get("touser", "")
        self.fake.sending[person] += 1
        try:
            if fault is not None and fault.seconds:
                await asyncio.sleep(fault.seconds)
            await self._meet(fault, body)
        finally:
            self.fake.sending[person] -= 1

    async def _meet(self, fault: Fault | None, body: dict[str, Any]) -> None:
        if fault is None or fault.kind == "slow":
            await self._say(await self._result(body))
        elif fault.kind == "errcode":
            await self._say(Refused(fault.errcode, fault.errmsg).answer())
        else:
            await break_off(self.detach(), fault.kind, self.fake.released)

    async def _result(self, body: dict[str, Any]) -> dict[str, Any] | bytes:
        try:
            self.fake.check_quota(self.name)
            if self.name not in WITHOUT_TOKEN:
                token = self.get_query_argument("access_token", "")
                self.fake.check_token(token)
                check_app(self.fake, token, body)
            result = await answer(self.fake, self.name, body)
        except Refused as refused:
            return refused.answer()
        if self.name == "check_picture" and self.fake.push_to and isinstance(result, dict):
            self.fake.pushes.add(asyncio.create_task(self.fake.push_result(result["trace_id"])))
        return result

    async def _say(self, result: dict[str, Any] | bytes) -> None:
        image = isinstance(result, bytes)
        self.set_header("Content-Type", "image/jpeg" if image else "application/json")
        await self.finish(result if image else json.dumps(result, ensure_ascii=False))
