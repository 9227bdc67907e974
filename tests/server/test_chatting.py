"""Chatting with the official account: what people write becomes cases, answers and lists, once."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from models.feedback.documents import State
from models.pushes import read_pushed
from server.chatting import DATA, SAYS
from tests.factories import NEIGHBOUR, VILLAGE
from tests.fakes.wechat import Fault
from tests.pictures import encoded, photo
from tests.server.chat_stage import LAMP, chat_people, chat_worker

GRIEF = "村支书把低保名额给了自己的亲戚，我们真正困难的人家没有，请上级查一查。"


@pytest.fixture
def worker(store, settings, server, wechat):
    return chat_worker(store, settings, server, wechat)


@pytest.fixture
def people(make, wechat, io_loop):
    """A villager and the secretary."""
    return io_loop.run_sync(lambda: chat_people(make, wechat))


@pytest.fixture
def say(store, worker, wechat):
    """Writes (or, with `picture`, sends) to the official account; what it answers."""
    count = iter(range(1, 1000))

    async def say(openid, text="", *, picture=""):
        message = {
            "FromUserName": openid,
            "MsgType": "image" if picture else "text",
            "Content": text,
            "MediaId": picture,
            "MsgId": str(next(count)),
        }
        await store.pushes.take(read_pushed(message))
        await worker.until_idle()
        return wechat.chats[-1][1] if wechat.chats else None

    return say


@pytest.fixture(autouse=True)
def _expected_warnings(caplog):
    yield
    caplog.clear()


async def cases(store, account):
    return (await store.feedback.of_person(account.id)).items


async def test_words_and_a_picture_become_a_case_when_the_villager_says_submit(
    say, people, store, wechat
):
    villager, _ = people
    wechat.media["m1"] = encoded(photo())
    assert "提交" in await say(villager.openid, "村口的路灯已经坏了")
    await say(villager.openid, "半个月，晚上老人出门很不方便。")
    assert "图片1张" in await say(villager.openid, picture="m1")
    assert await cases(store, villager) == ()
    reply = await say(villager.openid, "提交")
    (case,) = await cases(store, villager)
    assert case.case_no in reply
    assert (case.channel, len(case.pictures)) == ("message", 1)
    assert case.desk == f"secretary:{VILLAGE}"
    assert await say(villager.openid, "提交") == SAYS["nothing"]


async def test_a_complaint_about_the_secretary_by_chat_never_reaches_the_secretary(
    say, people, store
):
    villager, secretary = people
    await say(villager.openid, GRIEF)
    await say(villager.openid, "提交")
    (case,) = await cases(store, villager)
    assert case.hidden
    assert await say(secretary.openid, "待办") == SAYS["no_inbox"]
    assert (await store.messages.of_account(secretary.id)).items == ()


async def test_the_secretary_answers_by_chat_and_the_villager_reads_it_under_progress(
    say, people, store
):
    villager, secretary = people
    await say(villager.openid, LAMP)
    await say(villager.openid, "提交")
    assert "1. " in await say(secretary.openid, "待办")
    assert LAMP in await say(secretary.openid, "1")
    assert "已答复" in await say(secretary.openid, "答复：已派人更换灯泡")
    (case,) = await cases(store, villager)
    assert (case.state, case.answer) == ("answered", "已派人更换灯泡")
    assert "已答复" in await say(villager.openid, "进度")
    assert "已派人更换灯泡" in await say(villager.openid, "1")


async def test_a_secretary_of_the_next_village_cannot_answer(say, people, make, wechat, store):
    villager, _ = people
    await say(villager.openid, LAMP)
    await say(villager.openid, "提交")
    other = await make.account("secretary", NEIGHBOUR, openid=wechat.openid("邻村"))
    assert await say(other.openid, "待办") == SAYS["no_inbox"]
    assert await say(other.openid, "答复 好") == SAYS["answer_what"]
    (case,) = await cases(store, villager)
    forged = (await store.chats.of(other.id)).model_copy(update={"picked": str(case.id)})
    await store.chats.keep(await store.chats.of(other.id), forged, "k")
    assert await say(other.openid, "答复 好") == SAYS["gone"]
    assert (await store.feedback.get(case.id)).state == "assigned"


async def test_disclosures_are_listed_and_a_number_picks(say, people, make):
    villager, _ = people
    await make.disclosure("三季度收支", "收入十万元")
    assert "1. 三季度收支" in await say(villager.openid, "公开")
    assert "收入十万元" in await say(villager.openid, "1")
    assert await say(villager.openid, "9") == SAYS["no_choice"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("帮助", "help"), ("提交", "nothing"), ("取消", "cancelled"), ("进度", "no_cases")),
        *(("公开", "no_disclosures"), ("待办", "noted"), ("", "other")),
    ],
)
async def test_every_word_has_its_answer(say, people, text, name):
    villager, _ = people
    expected = SAYS[name].format(letters=len(text), pictures=0)
    assert await say(villager.openid, text) == expected


async def test_strangers_and_unbound_people_are_told_what_to_do_first(say, people, make, wechat):
    assert await say(wechat.openid("没来过"), "你好") == SAYS["unknown"]
    guest = await make.store.accounts.open(name="客", openid=wechat.openid("客"))
    assert await say(guest.openid, LAMP) == SAYS["unbound"]


async def test_a_message_that_is_worked_on_twice_files_once_and_answers_the_same(
    say, people, store, wechat, worker, clock
):
    villager, _ = people
    await say(villager.openid, LAMP)
    wechat.fail("chat", Fault("reset"), times=2)
    await say(villager.openid, "提交")
    for _ in range(3):
        clock.forward(timedelta(minutes=2))
        await worker.until_idle()
    (case,) = await cases(store, villager)
    assert [text for _, text in wechat.chats if case.case_no in text] == [wechat.chats[-1][1]]


async def test_a_broken_picture_is_told_and_not_kept(say, people, wechat, store):
    villager, _ = people
    wechat.media["m1"] = b"\xff\xd8\xff" + b"no picture"
    assert await say(villager.openid, picture="m1") == SAYS["bad_picture"]
    assert (await store.chats.of(villager.id)).pictures == ()


def test_every_sentence_fits_into_one_message_and_every_state_has_a_word():
    assert set(DATA["states"]) == set(get_args(State))
    assert all(len(text.encode()) < 2048 for text in SAYS.values())
