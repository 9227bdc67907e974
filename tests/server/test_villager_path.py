"""The path of a villager in one test, from the poster at the board to the rating of the answer."""

from __future__ import annotations

import dataclasses

import pytest

from server.wechat.door import PushDoor
from tests.factories import VILLAGE
from tests.fakes.limits import wrong_value
from tests.fakes.wechat_push import push
from tests.server.chat_stage import LAMP, TEMPLATE, chat_people, chat_worker

TOKEN, AES_KEY = "callback-token", "k" * 42 + "A"
WELL = "井盖破了没人管，孩子容易掉下去，请修。"


@pytest.fixture
def worker(store, settings, server, wechat):
    return chat_worker(store, settings, server, wechat)


@pytest.fixture
def secretary(make, wechat, io_loop):
    return io_loop.run_sync(lambda: chat_people(make, wechat))[1]


@pytest.fixture
def services(server, wechat):
    """The server takes WeChat's pushes in safe mode, and knows the template."""
    found = server.services
    kept = {"policy": found.policy, "pushes": found.pushes}
    door = PushDoor(TOKEN, AES_KEY, wechat.appid, window_seconds=300, clock=server.clock)
    known = dataclasses.replace(found.policy, wechat_templates=(TEMPLATE,))
    for name, value in {"policy": known, "pushes": door}.items():
        object.__setattr__(found, name, value)
    yield found
    for name, value in kept.items():
        object.__setattr__(found, name, value)


@pytest.fixture
def write(server, services, wechat, worker):
    """Writes to the official account as WeChat brings it; what is answered."""
    count = iter(range(100, 200))

    async def write(openid, text):
        message = {"ToUserName": "gh", "FromUserName": openid, "CreateTime": 1700000000}
        message |= {"MsgType": "text", "Content": text, "MsgId": str(next(count))}
        at = server.clock().timestamp()
        sent = push(message, at=at, token=TOKEN, aes_key=AES_KEY, appid=wechat.appid)
        url = server.url.removesuffix("/api/v1") + "/wechat/callback"
        assert (await sent.to(url)).body == b"success"
        await worker.until_idle()
        return wechat.chats[-1][1]

    return write


async def test_the_path_of_a_villager_from_the_poster_to_the_rating(
    api, make, secretary, wechat, store, worker, write
):
    # Scans the code at the village's board, and signs in.
    assert (await api("GET", f"/villages/{VILLAGE}/code")).status == 200
    scene = next(call.body["scene"] for call in wechat.calls if call.name == "code")
    opened = await api("GET", f"/scenes?scene={scene}")
    assert opened.json == {"kind": "village", "target": VILLAGE}
    signed = await api("POST", "/session/wechat", {"code": wechat.login_code("王五")})
    token, openid = signed.json["token"], wechat.openid("王五")
    # Is bound by the clerk.
    asked = await api("POST", f"/villages/{VILLAGE}/bindings", {"name": "王五"}, token=token)
    await api("POST", f"/bindings/{asked.json['id']}/confirm", {}, role="clerk")
    # Accepts one message in WeChat, and the mini program reports it.
    wechat.accept(openid, TEMPLATE.id)
    report = {"key": "ask-00001", "results": {TEMPLATE.id: "accept"}}
    consent = await api("POST", "/me/subscriptions", report, token=token)
    assert [(item["template"], item["left"]) for item in consent.json["items"]] == [
        (TEMPLATE.id, 1)
    ]
    # Files by chat and over the API; both are routed to the secretary.
    await write(openid, LAMP)
    number = await write(openid, "提交")
    filed = await api("POST", f"/villages/{VILLAGE}/feedback", {"text": WELL}, token=token)
    assert filed.status == 201
    mine = (await api("GET", "/me/feedback", token=token)).json["items"]
    by_chat = next(case for case in mine if case["case_no"] in number)
    cadre = await make.token_of(secretary)
    inbox = (await api("GET", "/inbox", token=cadre)).json["items"]
    assert {case["id"] for case in inbox} == {case["id"] for case in mine}
    # The secretary answers by chat, and WeChat brings the news in fields that it takes.
    listed = await write(secretary.openid, "待办")
    place = next(line[0] for line in listed.splitlines() if LAMP[:10] in line)
    await write(secretary.openid, place)
    await write(secretary.openid, "答复 已派人更换灯泡")
    (sent,) = wechat.sent
    assert (sent["touser"], set(sent["data"])) == (openid, set(TEMPLATE.fields))
    assert not [n for n, field in sent["data"].items() if wrong_value(n, field["value"])]
    assert sent["data"]["character_string3"]["value"] == by_chat["case_no"]
    left = (await api("GET", "/me/subscriptions", token=token)).json["items"][0]["left"]
    assert left == 0
    # On the wall it is shown only after WeChat has passed its words.
    path = f"/feedback/{by_chat['id']}"
    echo = await api("POST", f"{path}/echo", {"title": "路灯修好了"}, token=cadre)
    await api("POST", f"/echoes/{echo.json['id']}/consent", {"agreed": True}, token=token)
    assert (await api("GET", f"/villages/{VILLAGE}/echoes")).json["items"] == []
    await worker.until_idle()
    assert wechat.count("check_text") > 0
    assert len((await api("GET", f"/villages/{VILLAGE}/echoes")).json["items"]) == 1
    # Rates what was answered.
    rating = {"solved": True, "content": 5}
    rated = await api("POST", f"{path}/rating", rating, token=token)
    assert rated.json["state"] == "closed"
