"""What a receipt code is good for: a retry, pictures, every act of a reporter, and an account."""

from __future__ import annotations

import asyncio

import pytest

from models.feedback.receipts import derived_code, new_code, read_code
from tests.factories import OUTSIDE, VILLAGE
from tests.handlers.test_filing import GRAFT, LAMP, PATH
from tests.handlers.test_filing_for_others import ANONYMOUS, WALK_IN
from tests.pictures import encoded, form, photo

KEY = {"Idempotency-Key": "3f2b8c1e-77aa-4c10-9d0e-5a1b2c3d4e5f"}
WHY = {"reason": "说的是同一盏灯"}


async def filed(api, body=LAMP) -> tuple[str, dict[str, str]]:
    """The id of an anonymous case, and its code as the receipt routes take it."""
    case = (await api("POST", ANONYMOUS, body)).json
    return case["id"], {"code": case["receipt"]}


async def send(api, code: str):
    body, headers = form(encoded(photo()))
    headers |= {"Authorization": f"Receipt {code}"}
    return await api("POST", "/receipts/pictures", raw_body=body, headers=headers)


async def test_a_retry_of_an_anonymous_report_gives_its_case_and_its_code_again(api, make):
    await make.village()
    replies = [
        *await asyncio.gather(*(api("POST", ANONYMOUS, LAMP, headers=KEY) for _ in range(3))),
        *[await api("POST", ANONYMOUS, LAMP, headers=KEY) for _ in range(9)],
    ]
    assert {reply.status for reply in replies} == {201}
    assert len({(reply.json["id"], reply.json["receipt"]) for reply in replies}) == 1
    stored = str(await make.store.feedback.raw.find_one({"division": VILLAGE}))
    code = replies[0].json["receipt"]
    for secret in (code, code.replace("-", ""), KEY["Idempotency-Key"]):
        assert secret not in stored
    assert (await api("POST", "/receipts", {"code": code})).json["case"]["title"] == LAMP["title"]


async def test_a_key_that_is_used_again_for_another_text_or_can_be_guessed_is_refused(api, make):
    await make.village()
    await api("POST", ANONYMOUS, LAMP, headers=KEY)
    other = await api("POST", ANONYMOUS, LAMP | {"title": "另一盏路灯"}, headers=KEY)
    assert (other.status, other.code) == (409, "idempotency_mismatch")
    short = await api("POST", ANONYMOUS, LAMP, headers={"Idempotency-Key": "20261121"})
    assert short.paths == ["header.Idempotency-Key"]


async def test_a_retry_of_a_filing_for_somebody_shows_their_receipt_again(api, make):
    await make.village()
    first = (await api("POST", PATH, WALK_IN, role="clerk", headers=KEY)).json
    again = (await api("POST", PATH, WALK_IN, role="clerk", headers=KEY)).json
    assert (again["id"], again["receipt"]) == (first["id"], first["receipt"])
    assert read_code(first["receipt"])
    by_another = (await api("POST", PATH, WALK_IN, role="grid_worker", headers=KEY)).json
    assert by_another["receipt"] != first["receipt"]


async def test_a_retry_shows_no_receipt_of_what_turned_into_an_accusation(api, make):
    await make.village()
    code = {"code": (await api("POST", PATH, WALK_IN, role="clerk", headers=KEY)).json["receipt"]}
    said = await api("POST", "/receipts/clarification", code | {"about_cadres": True})
    assert said.json["case"]["hidden_from_village"]
    again = (await api("POST", PATH, WALK_IN, role="clerk", headers=KEY)).json
    assert (again["receipt"], len(again["entries"])) == (None, 1)


async def test_pictures_come_with_the_code_and_are_seen_by_who_holds_it_and_who_handles(api, make):
    await make.village()
    _, code = await filed(api)
    picture = (await send(api, code["code"])).json["id"]
    talked = await api(
        "POST", "/receipts/talk", code | {"text": "照片在这里", "pictures": [picture]}
    )
    assert talked.json["talk"][0]["pictures"] == [picture]
    seen = f"/receipts/pictures/{picture}/320"
    receipt = {"Authorization": f"Receipt {code['code']}"}
    assert (await api("GET", seen, headers=receipt)).status == 200
    assert (await api("GET", f"/media/{picture}", role="secretary")).status == 200
    _, other = await filed(api)
    foreign = {"Authorization": f"Receipt {other['code']}"}
    assert (await api("GET", seen, headers=foreign)).status == 404
    assert (await api("GET", seen)).paths == ["header.Authorization"]
    stolen = await api("POST", "/receipts/talk", other | {"text": "我的", "pictures": [picture]})
    assert stolen.paths == ["body.pictures.0"]


async def test_only_so_many_pictures_come_from_one_address_and_none_without_a_code(
    api, make, server
):
    await make.village()
    codes = [(await filed(api))[1]["code"] for _ in range(2)]
    assert (await send(api, new_code())).status == 404
    most = server.services.policy.uploads_per_hour
    address = make.store.attempts
    for _ in range(most - 1):
        async with address.admitted(
            ["receipt picture:127.0.0.1"], failures=most, window_minutes=60
        ) as one_try:
            one_try.is_right = False
    replies = [await send(api, code) for code in codes]
    assert [(reply.status, reply.code) for reply in replies] == [(201, None), (429, "upload_limit")]


async def test_an_anonymous_reporter_does_all_that_one_with_an_account_does(api, make, worker):
    await make.village()
    main = (await api("POST", PATH, LAMP, role="villager")).json["id"]
    case, code = await filed(api)
    joining = {"into": main, **WHY}
    await api("POST", f"/feedback/{case}/joining", joining, role="secretary")
    own = await api("POST", "/receipts/difference", code | {"reason": "不是一盏"})
    assert own.json["case"]["state"] == "assigned"
    said = await api("POST", "/receipts/clarification", code | {"about_cadres": False})
    assert said.json["case"]["entries"][-1]["act"] == "clarify"
    gone = await api("POST", "/receipts/withdrawal", code)
    assert (gone.json["case"]["state"], gone.json["case"]["handler"]["title"]) == (
        "withdrawn",
        "村支书",
    )
    assert (await api("POST", "/receipts/confirmation", code)).code == "state_changed"


async def test_an_anonymous_complaint_that_its_reporter_clarifies_leaves_the_village(api, make):
    await make.village()
    case, code = await filed(api)
    await api("POST", "/receipts/talk", code | {"text": "琥珀色的那一盏"})
    await api("POST", "/receipts/clarification", code | {"about_cadres": True})
    await api("POST", "/receipts/talk", code | {"text": "村支书自己拆走的"})
    for role in ("secretary", "clerk"):
        assert (await api("GET", f"/feedback/{case}", role=role)).status == 404
    await api("POST", "/receipts/clarification", code | {"about_cadres": False})
    talk = (await api("GET", f"/feedback/{case}/talk", role="secretary")).json["items"]
    assert [line["text"] for line in talk] == ["琥珀色的那一盏"]


async def test_whoever_opens_an_account_later_makes_the_case_theirs_once(api, make, worker):
    await make.village()
    case, code = await filed(api)
    tokens = [await make.token_of(await make.account("villager")) for _ in range(2)]
    replies = await asyncio.gather(
        *(api("POST", "/me/receipts", code, token=token) for token in tokens)
    )
    assert sorted(reply.status for reply in replies) == [200, 404]
    mine = tokens[0] if replies[0].status == 200 else tokens[1]
    assert [c["id"] for c in (await api("GET", "/me/feedback", token=mine)).json["items"]] == [case]
    assert (await api("POST", "/receipts", code)).status == 404
    await api("POST", f"/feedback/{case}/answer", {"text": "已经修好"}, role="secretary")
    await worker.until_idle()
    kinds = [m["kind"] for m in (await api("GET", "/me/messages", token=mine)).json["items"]]
    assert kinds[0] == "feedback.answered"
    rated = await api(
        "POST", f"/feedback/{case}/rating", {"solved": True, "content": 5}, token=mine
    )
    assert rated.json["state"] == "closed"
    assert (await api("GET", f"/feedback/{case}", role="secretary")).json["reporter_name"] == "匿名"


@pytest.mark.parametrize("role", ["secretary", "clerk", "monitor"])
async def test_who_works_there_cannot_make_a_reporters_case_their_own(api, make, role):
    await make.village()
    case, code = await filed(api, GRAFT)
    assert (await api("POST", "/me/receipts", code, role=role)).code == "receipt_of_others"
    away = await api("POST", "/me/receipts", code, role="villager", division=OUTSIDE)
    assert away.json["id"] == case


async def test_a_claimed_case_that_is_joined_tells_its_new_owner_of_the_answer(api, make, worker):
    await make.village()
    main = (await api("POST", PATH, LAMP, role="villager")).json["id"]
    case, code = await filed(api)
    joining = {"into": main, **WHY}
    await api("POST", f"/feedback/{case}/joining", joining, role="secretary")
    token = await make.token_of(await make.account("villager"))
    await api("POST", "/me/receipts", code, token=token)
    await api("POST", f"/feedback/{main}/answer", {"text": "已经修好"}, role="secretary")
    await worker.until_idle()
    told = (await api("GET", "/me/messages", token=token)).json["items"]
    assert ("feedback.followed_answered", f"feedback/{case}") in [
        (message["kind"], message["about"]) for message in told
    ]


def test_a_code_made_of_a_key_is_a_code_like_any_other():
    codes = {derived_code(f"{number:064x}") for number in range(200)}
    assert len(codes) == 200
    assert all(read_code(code) == code for code in codes)
