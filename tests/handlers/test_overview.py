"""The township's overview: who is how late and how good, and what nobody in a village may count."""

from __future__ import annotations

from datetime import timedelta

from bson import ObjectId

from models.rates import RateRules, rates_of
from models.rollups import Sums
from tests.factories import COUNTY, NEIGHBOUR, OUTSIDE, TOWNSHIP, VILLAGE
from tests.handlers.test_filing import GRAFT, LAMP, PATH

ANSWER = {"text": "路灯已经修好，请查看。"}
GOOD = {"solved": True, "content": 5}


async def solved_case(api) -> dict:
    case = (await api("POST", PATH, LAMP, role="villager")).json
    await api("POST", f"/feedback/{case['id']}/acceptance", {}, role="secretary")
    await api("POST", f"/feedback/{case['id']}/answer", ANSWER, role="secretary")
    await api("POST", f"/feedback/{case['id']}/rating", GOOD, role="villager")
    return case


async def overview(api, division=TOWNSHIP, role="monitor", query="") -> dict:
    reply = await api("GET", f"/divisions/{division}/overview{query}", role=role)
    assert reply.status == 200, reply.json
    return reply.json


async def test_a_township_sees_what_each_village_did_with_its_cases(api, make, worker):
    await make.village()
    await solved_case(api)
    await api("POST", PATH, LAMP, role="villager")
    await worker.until_idle()
    found = await overview(api)
    lines = {line["division"]: line for line in found["villages"]}
    mine, other = lines[VILLAGE], lines[NEIGHBOUR]
    assert OUTSIDE not in lines
    assert (mine["name"], mine["cases"], mine["open"], other["cases"]) == ("前村", 2, 1, 0)
    assert mine["rates"]["response"] == {"count": 1, "of": 1, "share": 1.0}
    assert mine["rates"]["satisfied"] == {"count": 1, "of": 1, "share": 1.0}
    assert (mine["minutes_to_accept"], mine["minutes_to_answer"]) == (0.0, 0.0)
    assert other["rates"]["solved"]["share"] is None
    assert found["total"]["cases"] == 2


async def test_what_is_hidden_counts_for_the_township_and_not_for_the_village(api, make, worker):
    await make.village()
    await api("POST", PATH, GRAFT, role="villager")
    await worker.until_idle()
    assert (await overview(api))["total"]["open"] == 1
    assert (await overview(api, VILLAGE, "monitor"))["total"]["open"] == 1
    own = await overview(api, VILLAGE, "secretary")
    assert (own["total"]["open"], own["total"]["cases"], own["rising"]) == (0, 0, [])
    tags = await api("GET", f"/divisions/{VILLAGE}/overview/tags", role="secretary")
    assert tags.json["tags"] == []
    cases = await api("GET", f"/divisions/{VILLAGE}/overview/cases", role="secretary")
    assert cases.json["items"] == []


async def test_the_cases_behind_a_figure_are_those_one_may_see(api, make, worker):
    await make.village()
    hidden = (await api("POST", PATH, GRAFT, role="villager")).json
    shown = (await api("POST", PATH, LAMP, role="villager")).json
    done = await solved_case(api)
    address = f"/divisions/{TOWNSHIP}/overview/cases"
    every = (await api("GET", address, role="monitor")).json["items"]
    still_open = (await api("GET", f"{address}?among=open", role="monitor")).json["items"]
    tagged = (await api("GET", f"{address}?tag=路灯&limit=1", role="monitor")).json
    assert {line["id"] for line in every} == {hidden["id"], shown["id"], done["id"]}
    assert {line["id"] for line in still_open} == {hidden["id"], shown["id"]}
    assert [line["id"] for line in tagged["items"]] == [done["id"]]
    assert tagged["next"]


async def test_a_late_case_shows_as_a_card_and_lowers_the_response(api, make, worker, clock):
    await make.village()
    await api("POST", PATH, LAMP, role="villager")
    clock.forward(timedelta(days=12))
    make.sign_in_again()
    await worker.until_idle()
    month = (make.store.now() - timedelta(days=12) + timedelta(hours=8)).date().isoformat()[:7]
    found = (await overview(api, query=f"?month={month}"))["total"]
    assert found["rates"]["response"] == {"count": 0, "of": 1, "share": 0.0}
    assert (found["escalated"], found["above"]) == (1, 1)


async def test_a_new_rule_leaves_the_figures_of_months_that_began_before_it(api, make, worker):
    await make.village()
    await solved_case(api)
    await worker.until_idle()
    before = await api("GET", f"/divisions/{TOWNSHIP}/overview/months", role="monitor")
    rules = f"/divisions/{COUNTY}/rate-rules"
    strict = {"since": "2099-01", "reason": "年度考核方案", "satisfied_from": 5}
    assert (await api("POST", rules, strict, role="county")).status == 201
    past = await api("POST", rules, strict | {"since": "2026-01"}, role="county")
    assert (past.status, past.code) == (409, "month_has_begun")
    assert (await api("POST", rules, strict, role="monitor", division=VILLAGE)).status == 403
    after = await api("GET", f"/divisions/{TOWNSHIP}/overview/months", role="monitor")
    assert after.json == before.json
    book = (await api("GET", rules, role="county")).json
    assert book["current"]["satisfied_from"] == 4
    assert [item["since"] for item in book["items"]] == ["2099-01"]


def test_a_rate_counts_each_month_by_the_rules_of_its_month():
    month = Sums(grades=(0, 0, 0, 3, 1), replied=4, solved=2, answered=8)
    mild, strict = RateRules(), RateRules(satisfied_from=5, solved="of_answered")
    assert rates_of([(month, mild)]).satisfied.count == 4
    both = rates_of([(month, mild), (month, strict)])
    assert (both.satisfied.count, both.satisfied.of) == (5, 8)
    assert (both.solved.count, both.solved.of) == (4, 12)
    assert both.score is None


async def test_people_and_cases_are_counted_apart_and_a_joined_case_is_answered_once(
    api, make, worker
):
    await make.village()
    main = (await api("POST", PATH, LAMP, role="villager")).json
    other = (await api("POST", PATH, LAMP, role="clerk")).json
    await make.store.feedback.follow(ObjectId(main["id"]), VILLAGE, ObjectId())
    body = {"into": main["id"], "reason": "同一盏路灯"}
    joined = await api("POST", f"/feedback/{other['id']}/joining", body, role="secretary")
    assert joined.status == 200, joined.json
    await worker.until_idle()
    total = (await overview(api))["total"]
    assert (total["cases"], total["joined"], total["people"]) == (2, 1, 3)
    await api("POST", f"/feedback/{main['id']}/answer", ANSWER, role="secretary")
    await worker.until_idle()
    assert (await overview(api))["total"]["rates"]["response"]["of"] == 1
