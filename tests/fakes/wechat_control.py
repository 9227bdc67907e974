"""What a fake WeChat that runs alone can be told and asked over HTTP, below `/_fake/`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import tornado.web
from tornado.httputil import url_concat

from tests.fakes.wechat_faults import Fault

if TYPE_CHECKING:
    from tests.fakes.wechat import FakeWeChat


ASKED = ("appid", "redirect_uri", "response_type", "scope", "state")


class Authorize(tornado.web.RequestHandler):
    """Where WeChat asks who looks at a page; whoever it is says yes."""

    def initialize(self, fake: FakeWeChat) -> None:
        self.fake = fake

    async def get(self) -> None:
        asked = {name: self.get_query_argument(name) for name in ASKED}
        if asked["appid"] != self.fake.page_appid or asked["response_type"] != "code":
            raise tornado.web.HTTPError(400)
        code = self.fake.page_code(self.fake.looking, asked["scope"])
        back = url_concat(asked["redirect_uri"], {"code": code, "state": asked["state"]})
        self.redirect(back)


class Control(tornado.web.RequestHandler):
    """For whom the fake runs alone: see what was sent, accept messages, arrange faults."""

    def initialize(self, fake: FakeWeChat) -> None:
        self.fake = fake

    async def get(self, what: str) -> None:
        if what != "sent":
            raise tornado.web.HTTPError(404)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        await self.finish(json.dumps(self.fake.sent, ensure_ascii=False, indent=1) + "\n")

    async def post(self, what: str) -> None:
        body = json.loads(self.request.body)
        if what == "accept":
            self.fake.accept(body["openid"], body["template_id"], int(body.get("times", 1)))
        elif what == "fail":
            self.fake.fail(body.pop("call"), Fault(**body))
        elif what == "heal":
            self.fake.heal()
        else:
            raise tornado.web.HTTPError(404)
        self.set_status(204)
