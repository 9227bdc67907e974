"""What readers see once it is through the gate: covered, sealed, or for residents alone."""

from __future__ import annotations

from datetime import timedelta

from bson import ObjectId

from models.disclosures import Column, Table
from models.disclosures.laying import residents_of
from models.posts import Attachment
from models.publications import digest_of
from models.publications.verifying import Verification
from tests.factories import OUTSIDE, VILLAGE
from tests.masking import BODY, PHONE, at, decide, justify, masking, submit, through
from tests.uploads import stored_file


async def test_a_file_is_not_downloaded_under_the_name_that_is_covered(api, make, store):
    await make.village()
    clerk, name = await make.the("clerk"), f"张三{PHONE}.pdf"
    file = await stored_file(store, clerk, name=name)
    draft = await make.disclosure(attachments=(Attachment(media=file, name=name),), published=False)
    belongs = {"about": draft.about, "division": VILLAGE, "owner": clerk.id}
    await store.media.attach([file], **belongs, kind="attachment")
    await decide(api, draft, mask_rest=True)
    await through(api, draft, 2)
    assert (await api("GET", at(draft))).json["attachments"][0]["name"] == "张*138****1111.pdf"
    loaded = await api("GET", f"/media/{file}")
    assert loaded.raw.headers["Content-Disposition"] == f'attachment; filename="{file}.pdf"'


async def test_what_is_covered_is_published_covered_at_its_time(api, make, store, worker, clock):
    await make.village()
    draft = await make.disclosure(body=BODY, published=False)
    await decide(api, draft, mask_rest=True)
    passed = await make.approvable(await store.disclosures.get(draft.id))
    soon = (store.now() + timedelta(hours=1)).isoformat()
    body = {"version": passed.version, "at": soon}
    await api("PUT", f"{at(draft)}/publication", body, role="secretary")
    clock.forward(timedelta(hours=2))
    await worker.until_idle()
    now = await store.disclosures.get(draft.id)
    assert (now.state, now.body) == ("published", "联系电话138****1111，欢迎监督。")
    assert now.original is not None


async def test_the_original_is_sealed_and_each_reading_of_it_is_logged(api, make, store):
    await make.village()
    draft = await make.disclosure(body=BODY, published=False)
    assert (await api("GET", f"{at(draft)}/original", role="secretary")).status == 404
    await decide(api, draft, mask_rest=True)
    await through(api, draft, 2)
    row = await store.disclosures.raw.find_one({"_id": draft.id})
    assert PHONE not in repr(row)
    assert PHONE not in repr(await store.publications.raw.find_one({"disclosure": draft.id}))
    path = f"{at(draft)}/original"
    for role in ("villager", "monitor", "county"):
        assert (await api("GET", path, role=role)).status in (403, 404)
    assert (await api("GET", path, role="overseer")).json["body"] == BODY
    read = [e for e in (await store.audit.of_area(VILLAGE)).items if e.what.endswith("original")]
    overseer = await make.the("overseer")
    assert [(e.account, e.about) for e in read] == [(overseer.id, at(draft)[1:])]


async def test_a_correction_begins_with_the_real_values_and_a_covered_one_never_replaces_them(
    api, make, store
):
    await make.village()
    draft = await make.disclosure(body=BODY, published=False)
    await decide(api, draft, mask_rest=True)
    await through(api, draft, 2)
    begun = await api("POST", f"{at(draft)}/revisions", {"reason": "标题有误"}, role="clerk")
    assert begun.json["body"] == BODY
    path = f"/disclosures/{begun.json['id']}"
    covered = (await api("GET", f"{at(draft)}/source", role="clerk")).json["body"]
    form = {"category": "finance", "title": "更正后的收支", "period": "2026Q3", "version": 1}
    edit = await api("PUT", f"{path}/source", form | {"body": f"{covered}谢谢"}, role="clerk")
    assert edit.json["body"] == f"{BODY}谢谢"
    assert (await masking(api, await store.disclosures.get(ObjectId(begun.json["id"]))))[
        "undecided"
    ] == 0


async def test_names_may_be_for_residents_and_phones_beside_them_stay_covered(api, make, store):
    await make.village()
    table = Table(
        columns=(Column(name="户主", type="person"), Column(name="电话", type="phone")),
        rows=(("张三丰", PHONE),),
    )
    draft = await make.disclosure("补助名单", table=table, published=False)
    name, _ = (await masking(api, draft))["findings"]
    law = "《村民委员会组织法》第三十五条要求公布"
    decided = await decide(api, draft, justify(name, law, "residents"), mask_rest=True)
    assert (decided.json["undecided"], decided.json["unconfirmed"]) == (0, 1)
    await submit(api, draft, 2)
    await api("PUT", f"{at(draft)}/masking/confirmation", {"version": 3}, role="overseer")
    await api("PUT", f"{at(draft)}/review", {"version": 4}, role="overseer")
    await api("PUT", f"{at(draft)}/publication", {"version": 5}, role="secretary")
    public = await store.disclosures.get(draft.id)
    assert public.table.rows == (("张**", "138****1111"),)
    inside = await api("GET", f"{at(draft)}/for-residents", role="villager")
    assert inside.status == 200
    assert public.for_residents().table.rows == (("张三丰", "138****1111"),)
    outsider = await api("GET", f"{at(draft)}/for-residents", role="villager", division=OUTSIDE)
    assert outsider.status == 404
    # Whoever tries name after name against the open hash of the residents' copy finds none.
    link = (await api("GET", f"{at(draft)}/proof")).json["link"]
    assert link["residents_sha256"] not in (None, digest_of(residents_of(public)))
    assert await Verification(store).village(VILLAGE) is None


async def test_what_the_catalogue_keeps_inside_the_village_is_told_outside_by_its_title_only(
    api, make, store
):
    await make.village()
    clerk = await make.the("clerk")
    voucher = await stored_file(store, clerk)
    draft = await make.disclosure(
        "低保审批结果",
        "本季度新增两户。",
        item="V19",
        category="village",
        attachments=(Attachment(media=voucher, name="名单.pdf"),),
        published=False,
    )
    belongs = {"about": draft.about, "division": VILLAGE, "owner": clerk.id}
    await store.media.attach([voucher], **belongs, kind="attachment")
    passed = await make.approvable(draft)
    body = {"version": passed.version}
    done = await api("PUT", f"{at(draft)}/publication", body, role="secretary")
    assert done.status == 200, done.json
    shown = (await api("GET", at(draft))).json
    assert shown["audience"] == "residents"
    assert (shown["title"], shown["text"], shown["attachments"]) == ("低保审批结果", "", [])
    assert not (await store.media.get(voucher)).public
    path = f"/media/{voucher}"
    assert [(await api("GET", path, role=r)).status for r in (None, "villager")] == [404, 200]
    outside = await api("GET", path, role="villager", division=OUTSIDE)
    assert outside.status == 404
    inside = (await api("GET", f"{at(draft)}/for-residents", role="villager")).json
    assert (inside["text"], len(inside["attachments"])) == ("本季度新增两户。", 1)
    link = await store.publications.of_disclosure(draft.id)
    assert (link.audience, "body" in link.content) == ("residents", False)
    assert link.residents["body"] == "本季度新增两户。"
