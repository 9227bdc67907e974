"""What the clock does on the way to the board: late reviews, a time of publication, taking down."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from handlers.publishing_gate import Gate
from models.base import CHINA
from server.disclosing import DisclosureWork
from tests.disclosures import at, submit
from tests.uploads import upload


async def kinds_of(store, account):
    page = await store.messages.of_account(account.id)
    return sorted(message.kind for message in page.items)


async def test_a_late_review_reminds_once_then_goes_to_the_township_once(
    api, make, store, clock, worker
):
    await make.village()
    draft = await make.disclosure(published=False)
    await submit(api, draft)
    for days in (5, 2, 5, 30):
        clock.forward(timedelta(days=days))
        for _ in range(2):
            await worker.until_idle()
    overseer, monitor = await make.the("overseer"), await make.the("monitor")
    found = await kinds_of(store, overseer)
    assert found == ["disclosure.review_late", "disclosure.to_review"]
    assert await kinds_of(store, monitor) == ["disclosure.review_late", "disclosure.review_up"]
    late = await store.disclosures.get(draft.id)
    assert [step.act for step in late.steps] == ["submit", "remind", "go_up", "remind"]
    make.sign_in_again()
    done = await api("PUT", f"{at(draft)}/review", {"version": late.version}, role="monitor")
    assert (done.status, done.json["state"]) == (200, "approval")


async def test_two_workers_at_once_remind_once(api, make, store, clock, settings):
    await make.village()
    await submit(api, await make.disclosure(published=False))
    clock.forward(timedelta(days=5))
    both = [DisclosureWork(store, settings.calendar).look() for _ in range(2)]
    assert sum(await asyncio.gather(*both)) == 1


async def test_what_is_approved_for_a_time_is_published_at_it_by_the_worker(
    api, make, store, clock, worker
):
    await make.village()
    voucher = await upload(store, await make.the("clerk"))
    draft = await make.disclosure(published=False, item="V14", category="village")
    entry = {"on": "2026-08-03", "way": "expense", "amount": 5, "subject": "灯"}
    line = {**entry, "vouchers": [str(voucher)]}
    body = {"category": "village", "title": "选民名单", "period": "2026Q3", "entries": [line]}
    await api("PUT", f"{at(draft)}/source", {**body, "version": 1}, role="clerk")
    passed = await make.approvable(await store.disclosures.get(draft.id))
    when = (store.now() + timedelta(hours=3)).isoformat()
    put = {"version": passed.version, "at": when}
    approved = await api("PUT", f"{at(draft)}/publication", put, role="secretary")
    assert (approved.status, approved.json["state"]) == (200, "scheduled")
    await worker.until_idle()
    assert (await api("GET", at(draft))).status == 404
    clock.forward(timedelta(hours=3))
    await worker.until_idle()
    done = await store.disclosures.get(draft.id)
    assert (done.state, done.publisher) == ("published", (await make.the("secretary")).id)
    assert (done.steps[-1].by, (await store.media.get(voucher)).public) == (None, True)


async def test_nothing_is_approved_for_the_past_or_for_the_year_9999(api, make, store):
    await make.village()
    passed = await make.approvable(await make.disclosure(published=False))
    for when, code in (
        ("2020-01-01T00:00:00Z", "in_past"),
        ("9999-12-31T23:59:59Z", "too_far_ahead"),
    ):
        put = {"version": passed.version, "at": when}
        refused = await api("PUT", f"{at(passed)}/publication", put, role="secretary")
        assert (refused.status, refused.paths) == (422, ["body.at"])
        assert refused.json["errors"][0]["code"] == code
    assert (await store.disclosures.get(passed.id)).state == "approval"


async def test_what_waits_for_its_time_can_be_sent_back_and_is_not_published(
    api, make, store, clock, worker
):
    await make.village()
    passed = await make.approvable(await make.disclosure(published=False))
    when = (store.now() + timedelta(hours=3)).isoformat()
    put = {"version": passed.version, "at": when}
    await api("PUT", f"{at(passed)}/publication", put, role="secretary")
    body = {"version": 4, "remarks": [{"path": "body", "reason": "再核一次"}]}
    assert (await api("POST", f"{at(passed)}/remarks", body, role="secretary")).status == 201
    clock.forward(timedelta(hours=3))
    await worker.until_idle()
    assert (await store.disclosures.get(passed.id)).state == "draft"


async def test_a_time_of_publication_lies_ahead(api, make, store):
    await make.village()
    passed = await make.approvable(await make.disclosure(published=False))
    put = {"version": passed.version, "at": store.now().isoformat()}
    reply = await api("PUT", f"{at(passed)}/publication", put, role="secretary")
    assert (reply.status, reply.paths) == (422, ["body.at"])


@pytest.mark.parametrize(
    ("item", "category", "days", "retention"),
    [
        (None, "finance", 15, "30y"),
        ("V14", "village", 20, "permanent"),
        ("V22", "village", 30, "permanent"),
        ("V18", "village", 15, "10y"),
    ],
)
async def test_it_hangs_as_long_as_law_and_item_want(
    api, make, store, item, category, days, retention
):
    await make.village()
    draft = await make.disclosure(published=False, item=item, category=category)
    passed = await make.approvable(draft)
    put = {"version": passed.version}
    shown = (await api("PUT", f"{at(draft)}/publication", put, role="secretary")).json
    published = datetime.fromisoformat(shown["published_at"]).astimezone(CHINA)
    until = published + timedelta(days=days - 1)
    assert (shown["board_until"], shown["retention"]) == (until.date().isoformat(), retention)


async def scheduled(api, make, store, *drafts):
    """The drafts, approved by the secretary for an hour from now."""
    soon = (store.now() + timedelta(hours=1)).isoformat()
    for draft in drafts:
        passed = await make.approvable(draft)
        body = {"version": passed.version, "at": soon}
        done = await api("PUT", f"{at(draft)}/publication", body, role="secretary")
        assert done.json["state"] == "scheduled"


async def test_an_approval_ends_with_the_office_of_who_gave_it(api, make, store, clock, worker):
    await make.village()
    draft, secretary = await make.disclosure(published=False), await make.the("secretary")
    await scheduled(api, make, store, draft)
    await store.accounts.revoke(secretary.id, secretary.grants[0])
    successor = await make.account("secretary")
    clock.forward(timedelta(hours=2))
    await worker.until_idle()
    now = await store.disclosures.get(draft.id)
    assert (now.state, now.publisher, now.publish_at) == ("approval", None, None)
    assert (now.steps[-1].act, now.steps[-1].by) == ("lapse", None)
    assert await kinds_of(store, successor) == ["disclosure.to_approve"]
    token = await make.token_of(successor)
    body = {"version": now.version}
    await api("PUT", f"{at(draft)}/publication", body, token=token)
    shown = (await api("GET", at(draft))).json
    assert [step["act"] for step in shown["steps"]] == ["submit", "pass", "publish"]


async def test_what_cannot_be_published_lets_the_others_go_first(
    api, make, store, clock, server, settings, caplog, monkeypatch
):
    await make.village()
    drafts = [await make.disclosure(f"第{n}份", published=False) for n in range(2)]
    await scheduled(api, make, store, *drafts)
    clock.forward(timedelta(hours=2))
    gate = Gate(server.services.vault, server.services.blocking.run)
    work, whole = DisclosureWork(store, settings.calendar, gate), gate.copies

    async def broken_for_one(disclosure, audience):
        if disclosure.title == "第0份":
            raise RuntimeError
        return await whole(disclosure, audience)

    monkeypatch.setattr(gate, "copies", broken_for_one)
    rings = (await store.disclosures.get(drafts[0].id)).alarm_at
    assert await work.look() == 1
    first, second = [await store.disclosures.get(draft.id) for draft in drafts]
    assert (first.state, second.state) == ("scheduled", "published")
    assert first.alarm_at > store.now() > rings
    assert await work.look() == 0
    caplog.clear()
