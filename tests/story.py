"""One case, and everybody who does something with it, as time goes by."""

from __future__ import annotations

from datetime import timedelta

from tests.factories import TOWNSHIP, VILLAGE
from tests.handlers.test_filing import LAMP, PATH

ANSWER = {"text": "已联系电工，三天内修好。"}
WHY = {"reason": "需要上级协调"}
MONITOR, SECRETARY = f"monitor:{TOWNSHIP}", f"secretary:{VILLAGE}"


class Story:
    """One case, and everybody who does something with it."""

    def __init__(self, api, make, worker, clock) -> None:
        self.api, self.make, self.worker, self.clock = api, make, worker, clock

    async def file(self, body=LAMP) -> Story:
        await self.make.village()
        await self.make.the("county")
        self.path = f"/feedback/{(await self._call('villager', PATH, body)).json['id']}"
        return self

    async def act(self, role: str, end: str, body: object = None, status: int = 200) -> dict:
        reply = await self._call(role, f"{self.path}/{end}", body or {})
        assert reply.status == status, reply.json
        return reply.json

    async def after(self, **span: float) -> dict:
        """The case as it is so much later, when the worker has looked."""
        self.clock.forward(timedelta(**span))
        self.make.sign_in_again()
        await self.worker.until_idle()
        return await self.now()

    async def now(self) -> dict:
        return (await self.api("GET", self.path, role="county")).json

    async def kinds(self, role: str) -> list[str]:
        """What messages the role has had about the case since it was filed, oldest first."""
        await self.worker.until_idle()
        page = await self.make.store.messages.of_account((await self.make.the(role)).id)
        told = [m.kind for m in reversed(page.items) if m.about in self.path]
        return [kind for kind in told if kind != "feedback.received"]

    async def _call(self, role, path, body):
        return await self.api("POST", path, body, role=role)


def acts(case: dict) -> list[str]:
    return [entry["act"] for entry in case["entries"]]
