"""Chatting with the official account: what people write becomes cases, answers and lists, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

import nlp
from models.accounts import Grant
from models.feedback.documents import State
from models.pushes import read_pushed
from nlp.findings import Concern
from server.chat_words import COMMANDS, DATA, SAYS
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


@pytest.fixture
def unsure(monkeypatch):
    """Every report leaves open whether it accuses the cadres."""
    real = nlp.tag

    def doubtful(*words, **thresholds):
        found = real(*words, **thresholds)
        concern = replace(found.concerns_cadres, concern=Concern.ASK)
        return replace(found, concerns_cadres=concern)

    monkeypatch.setattr("server.chat_cases.nlp.tag", doubtful)


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


@pytest.mark.parametrize(("word", "hidden"), [("是", True), ("不确定", True), ("否", False)])
async def test_whether_cadres_are_accused_is_asked_once_where_the_words_leave_it_open(
    say, people, store, word, hidden, unsure
):
    villager, _ = people
    await say(villager.openid, LAMP)
    assert await say(villager.openid, "提交") == SAYS["ask_cadres"]
    assert await cases(store, villager) == ()
    assert "已提交" in await say(villager.openid, word)
    (case,) = await cases(store, villager)
    assert case.hidden is hidden


async def test_more_words_in_place_of_an_answer_belong_to_the_report(say, people, store, unsure):
    villager, _ = people
    await say(villager.openid, LAMP)
    await say(villager.openid, "提交")
    assert "可以继续补充" in await say(villager.openid, "是村东头的那一盏。")
    assert await say(villager.openid, "提交") == SAYS["ask_cadres"]
    await say(villager.openid, "否")
    (case,) = await cases(store, villager)
    assert case.text == f"{LAMP}\n是村东头的那一盏。"


async def test_yes_and_no_are_plain_words_where_nothing_was_asked(say, people):
    villager, _ = people
    for word in DATA["words"]["yes"] + DATA["words"]["another"]:
        assert "已记下" in await say(villager.openid, word)


async def test_what_a_neighbour_has_reported_is_joined_by_a_number(
    say, people, make, store, wechat
):
    villager, _ = people
    neighbour = await make.account("villager", openid=wechat.openid("邻居"))
    await say(neighbour.openid, LAMP)
    await say(neighbour.openid, "提交")
    (first,) = await cases(store, neighbour)
    await say(villager.openid, LAMP)
    offered = await say(villager.openid, "提交")
    assert "1. " in offered
    assert not any(private in offered for private in (LAMP, neighbour.name, first.case_no))
    assert await say(villager.openid, "1") == SAYS["joined"]
    assert await cases(store, villager) == ()
    assert (await store.feedback.followed_by(villager.id)).items[0].id == first.id
    assert await say(villager.openid, "提交") == SAYS["nothing"]


async def test_what_is_another_thing_is_filed_all_the_same(say, people, make, store, wechat):
    villager, _ = people
    neighbour = await make.account("villager", openid=wechat.openid("邻居"))
    for person in (neighbour, villager):
        await say(person.openid, LAMP)
        await say(person.openid, "提交")
    assert "已提交" in await say(villager.openid, "另报")
    assert len(await cases(store, villager)) == 1


async def test_what_is_kept_from_the_village_is_offered_to_nobody(say, people, make, store, wechat):
    villager, _ = people
    neighbour = await make.account("villager", openid=wechat.openid("邻居"))
    for person in (neighbour, villager):
        await say(person.openid, GRIEF)
        assert "已提交" in await say(person.openid, "提交")
    await say(villager.openid, LAMP)
    assert "已提交" in await say(villager.openid, "提交")


async def test_whoever_belongs_to_two_villages_says_which(say, people, make, store, wechat):
    grants = tuple(Grant(role="villager", division=d) for d in (VILLAGE, NEIGHBOUR))
    person = await make.store.accounts.open(name="两", openid=wechat.openid("两"), grants=grants)
    await say(person.openid, LAMP)
    assert "2. " in await say(person.openid, "提交")
    assert "已提交" in await say(person.openid, "2")
    (case,) = await cases(store, person)
    assert case.division == NEIGHBOUR
    await make.disclosure("三季度收支", "收入十万元")
    assert "2. " in await say(person.openid, "公开")
    assert "1. 三季度收支" in await say(person.openid, "1")


async def test_a_cadre_answers_with_pictures(say, people, store, wechat):
    villager, secretary = people
    await say(villager.openid, LAMP)
    await say(villager.openid, "提交")
    wechat.media["m1"] = encoded(photo())
    await say(secretary.openid, "待办")
    await say(secretary.openid, "1")
    assert "图片1张" in await say(secretary.openid, picture="m1")
    assert "已答复" in await say(secretary.openid, "答复 已换好，见照片")
    (case,) = await cases(store, villager)
    assert (case.state, len(case.answer_pictures), case.pictures) == ("answered", 1, ())
    medium = await store.media.get(case.answer_pictures[0])
    assert medium.about == f"feedback/{case.id}"


def test_no_word_means_two_things():
    words = [word for known in DATA["words"].values() for word in known]
    assert len(words) == len(set(words)) == len(COMMANDS)
