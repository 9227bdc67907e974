"""What is learned from cases: similar ones, rising words, a village's own words, corrections."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from datetime import timedelta

import pytest

from handlers.directory import spoken
from nlp.corrections import read_corrections
from server.commands.corrections import run as write_corrections
from tests.factories import COUNTY, TOWNSHIP, VILLAGE
from tests.handlers.test_filing import GRAFT, LAMP, PATH

SAME_LAMP = {"text": "村口那盏路灯坏了半个多月没人修，晚上老人出门很不方便，盼望早日维修好。"}
WORDS = f"/divisions/{VILLAGE}/vocabulary"


async def test_the_same_report_is_found_by_who_handles_it(api, make, worker):
    await make.village()
    first = (await api("POST", PATH, LAMP, role="villager")).json
    second = (await api("POST", PATH, SAME_LAMP, role="clerk")).json
    await worker.until_idle()
    found = await api("GET", f"/feedback/{second['id']}/similar", role="secretary")
    assert [line["id"] for line in found.json["items"]] == [first["id"]]


async def test_a_villager_is_told_that_it_was_reported_but_not_by_whom_or_what(api, make, worker):
    await make.village()
    await api("POST", PATH, LAMP, role="villager")
    await worker.until_idle()
    preview = await api("POST", f"{PATH}/preview", SAME_LAMP, role="villager")
    (already,) = preview.json["already_reported"]
    assert already.keys() == {"id", "filed_on", "topics", "state"}
    stranger = await make.token_of(await make.account("villager"))
    assert (await api("GET", f"/feedback/{already['id']}", token=stranger)).status == 404


async def test_a_similar_complaint_about_cadres_is_offered_to_nobody_in_the_village(
    api, make, worker
):
    await make.village()
    await api("POST", PATH, GRAFT, role="villager")
    await worker.until_idle()
    preview = await api("POST", f"{PATH}/preview", GRAFT, role="villager")
    assert preview.json["already_reported"] == []
    other = GRAFT | {"about_cadres": False}
    case = (await api("POST", PATH, other, role="villager")).json
    await worker.until_idle()
    similar = f"/feedback/{case['id']}/similar"
    assert (await api("GET", similar, role="secretary")).json["items"] == []


async def test_a_word_that_rises_is_seen_by_the_township_and_a_hidden_one_not_by_the_village(
    api, make, worker, clock
):
    await make.village()
    for _ in range(4):
        for _ in range(3):
            await api("POST", PATH, LAMP, role="villager")
        clock.forward(timedelta(weeks=1))
        make.sign_in_again()
    for _ in range(6):
        await api("POST", PATH, GRAFT, role="villager")
    await worker.until_idle()
    township = await api("GET", f"/divisions/{TOWNSHIP}/trends", role="monitor")
    village = await api("GET", f"/divisions/{VILLAGE}/trends", role="secretary")
    assert "村支书" in [word["word"] for word in township.json["rising"]]
    assert village.json["rising"] == []
    assert (township.json["cases"], village.json["cases"]) == (6, 0)
    county = await api("GET", f"/divisions/{COUNTY}/trends", role="county")
    assert (county.json["rising"], county.json["cases"]) == (township.json["rising"], 6)
    overview = await api("GET", f"/divisions/{COUNTY}/overview", role="county")
    assert "村支书" in [word["word"] for word in overview.json["rising"]]


async def test_counting_a_week_twice_changes_nothing(api, make, worker):
    await make.village()
    await asyncio.gather(*(api("POST", PATH, LAMP, role="villager") for _ in range(3)))
    await worker.until_idle()
    before = (await api("GET", f"/divisions/{TOWNSHIP}/figures", role="monitor")).json
    case = (await api("GET", "/inbox", role="secretary")).json["items"][0]
    day = (await make.store.feedback.by_number(case["case_no"])).filed_on
    await make.store.jobs.enqueue("weeks.count", "again", {"division": VILLAGE, "day": day})
    await worker.until_idle()
    assert (await api("GET", f"/divisions/{TOWNSHIP}/figures", role="monitor")).json == before
    assert before["cases"] == 3


async def test_a_correction_of_tags_and_route_in_one_act_shows_in_the_figures(api, make, worker):
    await make.village()
    case = (await api("POST", PATH, LAMP, role="villager")).json
    correction = {
        "category": "城乡建设", "topics": ["用电"], "urgency": "normal", "role": "clerk",
    }  # fmt: skip
    changed = await api("POST", f"/feedback/{case['id']}/correction", correction, role="secretary")
    assert changed.json["handler"]["desk"] == f"clerk:{VILLAGE}"
    await worker.until_idle()
    figures = (await api("GET", f"/divisions/{VILLAGE}/figures", role="secretary")).json
    assert (figures["tags_uncorrected_share"], figures["routes_uncorrected_share"]) == (0.0, 0.0)


async def test_a_correction_of_a_complaint_about_cadres_does_not_bring_it_to_the_village(api, make):
    await make.village()
    case = (await api("POST", PATH, GRAFT, role="villager")).json
    correction = {
        "category": "纪检监察", "topics": ["集体资产"], "urgency": "normal", "role": "secretary",
    }  # fmt: skip
    reply = await api("POST", f"/feedback/{case['id']}/correction", correction, role="monitor")
    assert reply.json["errors"][0]["code"] == "transfer_conflict"


async def test_a_villages_own_word_counts_for_the_tag_from_the_next_report_on(api, make):
    await make.village()
    report = {"text": "村东头的老灯笼又熄了，天黑以后什么也看不见，请来看一看。"}
    before = (await api("POST", f"{PATH}/preview", report, role="villager")).json
    assert "路灯" not in [tag["label"] for tag in before["found"]["tags"]]
    words = {"words": [{"topic": "路灯", "words": ["老灯笼"]}], "version": 0}
    assert (await api("PUT", WORDS, words, role="secretary")).status == 200
    after = (await api("POST", f"{PATH}/preview", report, role="villager")).json
    assert "路灯" in [tag["label"] for tag in after["found"]["tags"]]


async def test_a_word_is_tried_on_the_cases_that_the_asker_may_see(api, make):
    await make.village()
    report = {"text": "村东头的老灯笼又熄了，天黑以后什么也看不见，请来看一看。"}
    for body in (report, LAMP, GRAFT):
        await api("POST", PATH, body, role="villager")
    words = {"words": [{"topic": "路灯", "words": ["老灯笼"]}], "version": 0}
    effect = await api("POST", f"{WORDS}/preview", words, role="secretary")
    assert effect.json == {"total": 2, "changed": 1}


async def test_a_topic_given_to_the_clerk_goes_to_the_clerk(api, make):
    await make.village()
    desks = {"desks": [{"topic": "路灯", "role": "clerk"}], "version": 0}
    await api("PUT", WORDS, desks, role="secretary")
    case = (await api("POST", PATH, LAMP, role="villager")).json
    assert (case["route"]["rule"], case["handler"]["title"]) == ("mapped", "村文书")


async def test_two_people_change_the_words_at_once_and_one_wins(api, make):
    await make.village()
    words = {"words": [{"topic": "路灯", "words": ["老灯笼"]}], "version": 0}
    replies = await asyncio.gather(
        api("PUT", WORDS, words, role="secretary"), api("PUT", WORDS, words, role="monitor")
    )
    assert sorted(reply.status for reply in replies) == [200, 409]


@pytest.mark.parametrize(
    "words",
    [
        {"words": [{"topic": "没有的主题", "words": ["老灯笼"]}], "version": 0},
        {"words": [{"topic": "路灯", "words": ["灯"]}], "version": 0},
        {"words": [{"topic": "路灯", "words": ["老灯笼"]}] * 2, "version": 0},
    ],
)
async def test_a_word_list_with_a_mistake_changes_nothing(api, make, words):
    await make.village()
    assert (await api("PUT", WORDS, words, role="secretary")).status == 422
    assert (await api("GET", WORDS, role="secretary")).json["version"] == 0


async def test_corrections_are_written_in_the_form_that_learning_reads(
    api, make, settings, tmp_path
):
    await make.village()
    case = (await api("POST", PATH, LAMP, role="villager")).json
    correction = {"category": "城乡建设", "topics": ["用电"], "urgency": "normal"}
    await api("POST", f"/feedback/{case['id']}/correction", correction, role="secretary")
    file = tmp_path / "corrections.jsonl"
    written = await asyncio.to_thread(
        write_corrections, Namespace(file=file, division=VILLAGE), settings
    )
    (read,) = read_corrections(file)
    assert (written, file.stat().st_mode & 0o077) == (0, 0)
    assert ("路灯" in read.found.tags, read.corrected.tags) == (True, frozenset({"用电"}))


def test_a_villages_name_is_known_as_people_say_it():
    assert spoken("新光村村民委员会") == ("新光村村民委员会", "新光村")
