"""Who sees what is personal in a draft: the village's own people and who reviews; it is logged."""

from __future__ import annotations

from tests.factories import VILLAGE
from tests.masking import BODY, PHONE, at, decide, masking, submit


async def readings(store, draft):
    """Who has read the real values, the last first."""
    entries = (await store.audit.of_area(VILLAGE)).items
    read = [e for e in entries if e.what == "disclosure.read_original"]
    return [e.account for e in read if e.about == at(draft)[1:]]


async def test_the_township_follows_a_draft_without_reading_what_is_personal_in_it(
    api, make, store
):
    await make.village()
    draft = await make.disclosure(f"请打{PHONE}", BODY, published=False)
    for role in ("monitor", "county"):
        source = await api("GET", f"{at(draft)}/source", role=role)
        assert (source.json["title"], source.json["body"]) == (
            "请打138****1111",
            "联系电话138****1111，欢迎监督。",
        )
        assert PHONE not in source.raw.body.decode()
        found = (await masking(api, draft, role))["findings"]
        assert [one["words"] for one in found] == ["138****1111"] * 2
    assert await readings(store, draft) == []


async def test_each_reading_of_real_values_by_another_than_the_writer_is_logged(api, make, store):
    await make.village()
    draft = await make.disclosure(body=BODY, published=False)
    await decide(api, draft, mask_rest=True)
    for role in ("clerk", "overseer", "secretary"):
        assert (await api("GET", f"{at(draft)}/source", role=role)).json["body"] == BODY
    await masking(api, draft, "overseer")
    overseer, secretary = await make.the("overseer"), await make.the("secretary")
    # The clerk decided about it, and is one of its writers since.
    assert await readings(store, draft) == [overseer.id, secretary.id, overseer.id]


async def test_a_draft_in_which_nothing_is_hidden_is_read_without_a_log(api, make, store):
    await make.village()
    draft = await make.disclosure(body="本季度没有支出。", published=False)
    for role in ("overseer", "monitor"):
        body = (await api("GET", f"{at(draft)}/source", role=role)).json["body"]
        assert body == "本季度没有支出。"
    assert await readings(store, draft) == []


async def test_the_monitor_who_reviews_in_the_overseers_place_reads_it_and_that_is_logged(
    api, make, store
):
    await make.divisions()
    draft = await make.disclosure(body=BODY, published=False)
    await decide(api, draft, mask_rest=True)
    assert (await submit(api, draft, 2)).json["desk"].startswith("monitor:")
    source = await api("GET", f"{at(draft)}/source", role="monitor")
    assert source.json["body"] == BODY
    assert await readings(store, draft) == [(await make.the("monitor")).id]


async def test_what_marks_break_up_is_not_told_to_others_either(api, make):
    await make.village()
    draft = await make.disclosure(body="电话 138**0000**1111", published=False)
    source = (await api("GET", f"{at(draft)}/source", role="monitor")).json
    assert (source["body"], source["html"]) == ("", "")


async def test_no_list_of_drafts_tells_what_is_personal(api, make):
    await make.village()
    draft = await make.disclosure(f"请打{PHONE}", BODY, published=False)
    path = f"/villages/{VILLAGE}/disclosures/authors"
    (line,) = (await api("GET", path, role="clerk")).json["items"]
    assert (line["id"], line["title"]) == (str(draft.id), "请打138****1111")
    await decide(api, draft, mask_rest=True)
    await submit(api, draft, 2)
    waiting = await api("GET", "/disclosures/waiting", role="overseer")
    assert PHONE not in waiting.raw.body.decode()
    assert len(waiting.json["items"]) == 1
