"""Chatting with an official account beside the mini program: other openids, the same people."""

from __future__ import annotations

import asyncio
import itertools
from argparse import Namespace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from handlers.problems import HttpRefusal
from models.pushes import read_pushed
from server.chat_words import COMMANDS, DATA, SAYS
from server.commands import menu
from server.settings import MissingSettingError
from server.wechat.door import PushDoor
from tests.fakes.wechat import Fault
from tests.fakes.wechat_push import push
from tests.server.chat_stage import LAMP

TOKEN, AES_KEY = "callback-token", "k" * 42 + "A"
NUMBERS = itertools.count(1)


@pytest.fixture
def door(wechat, server):
    return PushDoor(
        *(TOKEN, AES_KEY, wechat.appid),
        window_seconds=300,
        clock=server.clock,
        page_appid=wechat.page_appid,
    )


@pytest.fixture
def write(walk, wechat, door, server, store):
    """Writes to the official account, sealed as WeChat seals it; what is answered to whom."""

    async def write(openid, text="", **fields):
        message = {"ToUserName": "gh", "FromUserName": openid, "CreateTime": 1700000000}
        message |= {"MsgType": "text", "Content": text, "MsgId": str(next(NUMBERS)), **fields}
        at, appid = server.clock().timestamp(), wechat.page_appid
        sent = push(message, at=at, token=TOKEN, aes_key=AES_KEY, appid=appid)
        await store.pushes.take(read_pushed(door.read(sent.query, sent.body)))
        await walk.worker.until_idle()
        return wechat.chats[-1] if wechat.chats else None

    return write


@pytest.fixture
def villager(walk, wechat, store, io_loop):
    """Signed in through the mini program, where WeChat told the unionid."""

    async def known():
        change = {"$set": {"unionid": wechat.unionid("张三")}}
        await store.accounts.raw.update_one({"_id": walk.villager.id}, change)
        return await store.accounts.get(walk.villager.id)

    return io_loop.run_sync(known)


async def test_whoever_the_mini_program_knows_is_known_here_and_asked_about_once(
    write, wechat, store, villager
):
    openid = wechat.follow("张三")
    assert (await write(openid, LAMP))[0] == openid
    assert "已提交" in (await write(openid, "提交"))[1]
    (case,) = (await store.feedback.of_person(villager.id)).items
    assert case.text == LAMP
    assert (await store.accounts.get(villager.id)).page_openid == openid
    assert wechat.count("page_user") == 1


async def test_a_picture_is_fetched_from_the_account_it_was_sent_to(
    write, wechat, store, villager, walk
):
    wechat.media["m1"] = walk.wechat_picture
    openid = wechat.follow("张三")
    assert "图片1张" in (await write(openid, MsgType="image", MediaId="m1"))[1]


@pytest.mark.parametrize("known", [True, False])
async def test_a_stranger_is_told_to_sign_in_first(write, wechat, known):
    openid = wechat.follow("没来过") if known else wechat.page_openid("没来过")
    assert await write(openid, "你好") == (openid, SAYS["unknown"])


async def test_while_wechat_is_away_nobody_is_taken_for_a_stranger(
    write, wechat, villager, clock, walk
):
    wechat.fail("page_user", Fault("reset"))
    assert await write(wechat.follow("张三"), "帮助") is None
    clock.forward(timedelta(minutes=2))
    await walk.worker.until_idle()
    assert wechat.chats[-1][1] == SAYS["help"]


async def test_each_app_is_told_from_what_it_sealed_and_no_other_is_let_in(door, wechat, server):
    at = server.clock().timestamp()
    for appid, app in ((wechat.appid, ""), (wechat.page_appid, "page")):
        message = {"FromUserName": "o1", "MsgType": "text", "app": "forged"}
        sent = push(message, at=at, token=TOKEN, aes_key=AES_KEY, appid=appid)
        assert read_pushed(door.read(sent.query, sent.body)).app == app
    sent = push(message, at=at, token=TOKEN, aes_key=AES_KEY, appid="wx_of_somebody_else")
    with pytest.raises(HttpRefusal):
        door.read(sent.query, sent.body)


async def test_a_button_of_the_menu_is_as_good_as_its_word(write, wechat, villager):
    openid, event = wechat.follow("张三"), {"MsgType": "event", "Event": "CLICK", "MsgId": ""}
    assert (await write(openid, EventKey="进度", **event))[1] == SAYS["no_cases"]
    assert (await write(openid, EventKey="公开", **event))[1] == SAYS["no_disclosures"]


async def test_whoever_begins_to_follow_is_told_how_it_goes(write, wechat, villager):
    event = {"MsgType": "event", "Event": "subscribe", "MsgId": "", "EventKey": ""}
    assert (await write(wechat.follow("张三"), **event))[1] == SAYS["help"]
    assert (await write(wechat.follow("没来过"), **event))[1] == SAYS["unknown"]


async def test_the_menu_is_one_that_wechat_takes_and_every_button_has_its_word(walk, wechat):
    pages = walk.api.server.services.wechat_pages
    await pages.set_menu(DATA["menu"])
    assert wechat.menu == DATA["menu"]
    buttons = [b for top in wechat.menu for b in top.get("sub_button", [top])]
    assert {button["key"] for button in buttons} <= COMMANDS.keys()


async def test_the_command_gives_the_account_its_menu_or_says_what_is_missing(
    walk, wechat, settings, capsys
):
    given = {
        "wechat_page_appid": wechat.page_appid,
        "wechat_page_secret": SecretStr(wechat.page_secret),
        "wechat_base_url": wechat.url,
    }
    connected = settings.model_copy(update=given)
    assert await asyncio.to_thread(menu.run, Namespace(), connected) == 0
    assert wechat.menu == DATA["menu"]
    wechat.fail("menu", Fault(errcode=40018, errmsg="invalid button name size"))
    assert await asyncio.to_thread(menu.run, Namespace(), connected) == 1
    assert "40018 invalid button name size" in capsys.readouterr().err
    with pytest.raises(MissingSettingError):
        await asyncio.to_thread(menu.run, Namespace(), settings)
