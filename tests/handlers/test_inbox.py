"""The inbox: what the system told me, and how much of it I have not read."""

from __future__ import annotations

from bson import ObjectId


async def deliver(store, account: ObjectId, *keys: str) -> None:
    for key in keys:
        await store.messages.deliver(
            key=key, account=account, kind="test", text=f"第{key}条", about=""
        )


async def test_messages_are_mine_alone_newest_first_by_page(api, make, store):
    me, other = await make.the("villager"), await make.the("clerk")
    await deliver(store, me.id, "1", "2", "3")
    await deliver(store, other.id, "4")
    page = (await api("GET", "/me/messages?limit=2", role="villager")).json
    rest = (await api("GET", f"/me/messages?after={page['next']}", role="villager")).json
    assert [m["text"] for m in page["items"] + rest["items"]] == ["第3条", "第2条", "第1条"]


async def test_reading_up_to_a_message_leaves_newer_ones_and_other_peoples_unread(api, make, store):
    me, other = await make.the("villager"), await make.the("clerk")
    await deliver(store, other.id, "0")
    await deliver(store, me.id, "1", "2", "3")
    items = (await api("GET", "/me/messages", role="villager")).json["items"]
    read = await api("POST", "/me/messages/read", {"up_to": items[1]["id"]}, role="villager")
    assert read.json == {"unread": 1}
    assert (await api("GET", "/me/messages/unread", role="villager")).json == {"unread": 1}
    assert (await api("GET", "/me/messages/unread", role="clerk")).json == {"unread": 1}
    after = (await api("GET", "/me/messages", role="villager")).json["items"]
    assert [m["read_at"] is None for m in after] == [True, False, False]


async def test_the_same_event_is_one_message(api, make, store):
    me = await make.the("villager")
    await deliver(store, me.id, "1", "1")
    assert (await api("GET", "/me/messages/unread", role="villager")).json == {"unread": 1}


async def test_an_id_that_is_none_is_a_mistake(api):
    reply = await api("POST", "/me/messages/read", {"up_to": "yesterday"}, role="villager")
    assert (reply.status, reply.paths) == (422, ["body.up_to"])
