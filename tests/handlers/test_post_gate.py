"""What is personal in a post is covered, or its publisher answers for it by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers import publishing_gate
from models.posts import Attachment
from tests.factories import VILLAGE
from tests.uploads import codes, stored_file

PHONE, OTHER, ID = "13800001111", "13900002222", "330825190203040000"
BODY = f"停水请找电工，电话{PHONE}。"
WHY = "电工同意公开，便于村民联系"
NOTICE = {"kind": "notice", "title": "停水通知", "body": BODY}


def at(post):
    return f"/posts/{post.id}"


async def findings(api, post):
    return (await api("GET", f"{at(post)}/masking", role="clerk")).json["findings"]


async def decide(api, post, *decisions, version=1, **fields):
    body = {"version": version, "decisions": list(decisions), **fields}
    return await api("PUT", f"{at(post)}/masking", body, role="clerk")


async def publish(api, post, *shown, version=1, **fields):
    body = {"version": version, "shown": list(shown), **fields}
    return await api("PUT", f"{at(post)}/publication", body, role="secretary")


def place(finding, **fields):
    return {name: finding[name] for name in ("path", "start", "end")} | fields


async def test_a_notice_with_a_phone_number_nobody_answers_for_is_not_published(api, make, store):
    await make.divisions()
    post = await make.post("停水，问" + PHONE, f"{BODY}身份证{ID}", published=False)
    soon = (store.now() + timedelta(hours=1)).isoformat()
    for refused in (await publish(api, post), await publish(api, post, at=soon)):
        assert (refused.status, refused.code) == (422, "personal_data_found")
        assert refused.paths == ["body.title", "body.body", "body.body"]
        told = [(f["kind"], f["covered"]) for f in refused.json["findings"]]
        assert told[0] == ("mobile", "138****1111")
        assert PHONE not in refused.raw.body.decode()
    assert (await store.posts.get(post.id)).state == "draft"


async def test_what_the_clerk_covers_is_gone_from_the_draft_wherever_it_stands(api, make, store):
    await make.divisions()
    post = await make.post(
        "停水", f"{BODY}再说一遍：{PHONE}，邮箱zhangsan@163.com", published=False
    )
    seen = await findings(api, post)
    assert [BODY[f["start"] : f["end"]] for f in seen[:1]] == [PHONE]
    covered = await decide(api, post, place(seen[0], how="mask"))
    assert (covered.json["version"], covered.json["undecided"]) == (2, 1)
    await decide(api, post, mask_rest=True, version=2)
    now = await store.posts.get(post.id)
    assert now.body == "停水请找电工，电话138****1111。再说一遍：138****1111，邮箱z*******@163.com"
    assert PHONE not in repr(await store.posts.raw.find_one({"_id": post.id}))
    assert (await publish(api, post, version=3)).status == 200


async def test_the_publisher_names_what_stays_and_both_names_and_reason_are_kept(api, make, store):
    await make.divisions()
    post = await make.post("停水通知", BODY, published=False)
    (seen,) = await findings(api, post)
    short = await publish(api, post, place(seen, reason="要"))
    assert codes(short) == [("body.shown.0.reason", "shown_without_reason")]
    done = await publish(api, post, place(seen, reason=WHY))
    assert done.status == 200
    assert PHONE in (await api("GET", at(post))).json["text"]
    secretary = await make.the("secretary")
    (decision,) = (await store.posts.get(post.id)).decisions
    assert (decision.by, decision.confirmed_by, decision.reason) == (
        secretary.id,
        secretary.id,
        WHY,
    )
    logged = [e for e in (await store.audit.of_area(VILLAGE)).items if e.what.endswith("personal")]
    assert [(e.account, e.note) for e in logged] == [(secretary.id, WHY)]


async def test_a_clerks_reason_counts_only_once_the_publisher_names_the_place(api, make, store):
    await make.divisions()
    post = await make.post("停水通知", BODY, published=False)
    (seen,) = await findings(api, post)
    given = await decide(api, post, place(seen, how="justify", reason=WHY))
    assert (given.json["undecided"], given.json["unconfirmed"]) == (0, 1)
    assert (await publish(api, post, version=2)).code == "personal_data_found"
    assert (await publish(api, post, place(seen), version=2)).status == 200
    (decision,) = (await store.posts.get(post.id)).decisions
    assert (decision.reason, decision.confirmed_by) == (WHY, (await make.the("secretary")).id)


async def test_an_identity_card_is_shown_in_no_post_whatever_the_reason(api, make):
    await make.divisions()
    post = await make.post("名单", f"身份证{ID}", published=False)
    (seen,) = await findings(api, post)
    refused = await publish(api, post, place(seen, reason=WHY))
    assert codes(refused) == [("body.shown.0", "never_shown")]
    refused = await decide(api, post, place(seen, how="justify", reason=WHY))
    assert codes(refused) == [("body.decisions.0.how", "never_shown")]


async def test_an_edit_of_what_is_out_passes_the_same_gate(api, make):
    await make.divisions()
    post = await make.post("停水通知", BODY, published=False)
    (seen,) = await findings(api, post)
    await publish(api, post, place(seen, reason=WHY))
    source, change = f"{at(post)}/source", NOTICE | {"version": 2}
    known = await api("PUT", source, change | {"title": "停水两天"}, role="secretary")
    assert known.status == 200
    more = NOTICE | {"version": 3, "body": f"{BODY}或{OTHER}"}
    refused = await api("PUT", source, more, role="secretary")
    (new,) = refused.json["findings"]
    assert (refused.status, new["covered"]) == (422, "139****2222")
    named = {"shown": [place(new, reason=WHY)]}
    assert (await api("PUT", source, more | named, role="secretary")).status == 200
    assert OTHER in (await api("GET", at(post))).json["text"]


async def test_nobody_publishes_another_text_than_the_one_that_was_looked_through(api, make, store):
    await make.divisions()
    post = await make.post("停水通知", "明天停水", published=False)
    edit = NOTICE | {"version": 1}
    assert (await api("PUT", f"{at(post)}/source", edit, role="clerk")).status == 200
    late = await publish(api, post, version=1)
    assert (late.status, late.code) == (409, "post_changed")
    assert (await publish(api, post, version=2)).code == "personal_data_found"


async def test_what_stands_inside_a_file_is_asked_about_as_nobody_can_look_through_it(
    api, make, store
):
    await make.divisions()
    file = await stored_file(store, await make.the("clerk"), name=f"张三{PHONE}.pdf")
    body = NOTICE | {"body": "见附件", "attachments": [{"media": str(file), "name": "名单.pdf"}]}
    drafted = await api("POST", f"/divisions/{VILLAGE}/posts", body, role="clerk")
    path = f"/posts/{drafted.json['id']}/publication"
    refused = await api("PUT", path, {"version": 1}, role="secretary")
    assert codes(refused) == [("body.files_read", "files_unread")]
    read = {"version": 1, "files_read": True}
    assert (await api("PUT", path, read, role="secretary")).status == 200
    loaded = await api("GET", f"/media/{file}")
    assert loaded.raw.headers["Content-Disposition"] == f'attachment; filename="{file}.pdf"'


async def test_a_name_of_a_file_is_covered_like_any_text(api, make, store):
    await make.divisions()
    file = await stored_file(store, await make.the("clerk"))
    shown = (Attachment(media=file, name=f"电工{PHONE}.pdf"),)
    post = await make.post("名单", "见附件", published=False, attachments=shown)
    (seen,) = await findings(api, post)
    assert seen["path"] == "body.attachments.0.name"
    await decide(api, post, mask_rest=True)
    assert (await store.posts.get(post.id)).attachments[0].name == "电工138****1111.pdf"


async def test_if_nothing_can_be_looked_through_no_post_goes_out(
    api, make, store, worker, clock, monkeypatch, caplog
):
    await make.divisions()
    now, later = [await make.post("停水", "明天停水", published=False) for _ in range(2)]
    await publish(api, later, at=(store.now() + timedelta(hours=1)).isoformat())

    def broken(*arguments):
        raise MemoryError

    monkeypatch.setattr(publishing_gate, "find_all", broken)
    assert (await publish(api, now)).code == "personal_data_unchecked"
    clock.forward(timedelta(hours=2))
    await worker.until_idle()
    states = [(await store.posts.get(post.id)).state for post in (now, later)]
    assert states == ["draft", "scheduled"]
    caplog.clear()


@pytest.mark.parametrize("why", ["behind the gate", "no longer the secretary", "closed"])
async def test_what_may_not_go_out_at_its_time_is_a_draft_again_and_its_people_are_told(
    api, make, store, worker, clock, why
):
    await make.divisions()
    secretary, post = await make.the("secretary"), await make.post("停水", published=False)
    await publish(api, post, at=(store.now() + timedelta(hours=1)).isoformat())
    if why == "behind the gate":
        await store.posts.raw.update_one({"_id": post.id}, {"$set": {"title": f"问{PHONE}"}})
    elif why == "closed":
        await store.accounts.raw.update_one({"_id": secretary.id}, {"$set": {"active": False}})
    else:
        await store.accounts.revoke(secretary.id, secretary.grants[0])
    clock.forward(timedelta(hours=2))
    await worker.until_idle()
    now = await store.posts.get(post.id)
    assert (now.state, now.published_at, now.publish_at) == ("draft", None, None)
    for person in (post.author, secretary.id):
        messages = await store.messages.raw.find({"account": person}).to_list(None)
        assert [message["kind"] for message in messages] == ["post.held_back"]
