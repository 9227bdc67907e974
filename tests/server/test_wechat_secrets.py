"""Whatever goes wrong with whichever call to WeChat, no secret stands in what is written down."""

from __future__ import annotations

import io
import logging

import pytest
from bson.min_key import MinKey

from handlers.wechat import WeChatError
from models.errors import DomainError
from server.logs import JsonFormatter, scrub
from tests.fakes.wechat import Fault
from tests.server.troubles import NUMBERS, WAYS


@pytest.fixture
def written():
    """Everything that is logged, at the finest level, by a process that knows no secret values:
    what they look like must be enough."""
    text, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(text), root.level
    handler.setFormatter(JsonFormatter())
    root.addHandler(handler)
    root.setLevel("DEBUG")
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("call", NUMBERS)
async def test_no_fault_of_any_call_writes_a_secret_down(
    walk, wechat, store, server, written, call
):
    told, codes = [], []
    secrets = (wechat.secret, wechat.page_secret)
    # The secret of the mini program as WeChat itself might repeat it.
    echo = Fault(
        errcode=40125, errmsg=f"invalid secret={wechat.secret} secret={wechat.page_secret}"
    )
    for fault in (None, *map(Fault, WAYS), echo):
        for name in (call, "stable_token"):
            if fault is not None:
                wechat.fail(name, fault)
            code = wechat.page_code("zhang") if call == "page_login" else wechat.login_code("1")
            codes.append(code)
            try:
                await walk.call_itself(call, code)
            except (WeChatError, DomainError) as error:
                told += [repr(error), str(error), str(error.__cause__), str(vars(error))]
            wechat.heal()
    metrics = await walk.api.client.fetch(f"http://127.0.0.1:{server.port}/metrics")
    everything = {"_id": {"$gte": MinKey()}}
    rows = [await c.raw.find(everything).to_list(None) for c in store.collections()]
    everywhere = written.getvalue() + str(told) + metrics.body.decode() + str(rows)
    for secret in (*secrets, *wechat._tokens, *wechat.personal_tokens, *codes):
        assert secret not in everywhere
    assert wechat.count(call)
    assert "127.0.0.1" in written.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "GET /sns/oauth2/access_token?appid=wx1&secret=TOPSECRET&code=TOPSECRET&grant_type=a",
        "GET /feedback/new?code=TOPSECRET&state=0123",
        "{'refresh_token': 'TOPSECRET'}",
    ],
)
def test_what_web_pages_bring_is_taken_out_too(text):
    assert "TOPSECRET" not in scrub(text)


def test_the_code_of_an_error_is_no_secret():
    line = '{"code": "wechat_busy", "status": 503}'
    assert scrub(line) == line
