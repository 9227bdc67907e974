"""What is asked about a published line and what is answered, and the calls that do it."""

from __future__ import annotations

from bson import ObjectId

from tests.factories import VILLAGE

LAMP = {"on": "2026-08-03", "way": "expense", "amount": 120_000, "subject": "路灯维修"}
ASKED = {"text": "这笔路灯维修是哪家做的？", "line": 1}
DOUBT = {"kind": "challenge", "text": "村里八月根本没有修过路灯", "line": 1}
ANSWER = {"text": "由镇上电工站承修，共修八盏。"}
UNTRUE = {"text": "经核实，该笔支出没有发生。", "verdict": "untrue"}


def id_of(inquiry):
    return ObjectId(inquiry["id"])


async def beside(api, inquiry, query=""):
    api.server.forget()
    return (await api("GET", f"/disclosures/{inquiry['disclosure']}/inquiries{query}")).json[
        "items"
    ]


async def desk(api, role, division=VILLAGE, **query):
    return (await api("GET", f"/divisions/{division}/inquiries", role=role)).json["items"]


async def act(api, inquiry, what, body=None, role="villager", **more):
    return await api("POST", f"/inquiries/{inquiry['id']}/{what}", body or {}, role=role, **more)


async def told(make, role, worker):
    """The kinds of messages that the role's account has about inquiries."""
    await worker.until_idle()
    page = await make.store.messages.of_account((await make.the(role)).id)
    return [message.kind for message in page.items if message.kind.startswith("inquiry")]
