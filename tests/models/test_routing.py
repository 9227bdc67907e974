"""The decision table of routing: a test for every row, and laws that hold for every input."""

from __future__ import annotations

from dataclasses import replace

from bson import ObjectId
from hypothesis import given
from hypothesis import strategies as st

from models.accounts import Account, Grant
from models.base import now
from models.desks import role_at
from models.feedback.documents import WATCHER_ROLES
from models.feedback.routing import RULES, Facts, decide

VILLAGE, TOWNSHIP, COUNTY = "330825101201", "330825101", "330825"
REACH = {"monitor": TOWNSHIP, "county": COUNTY}


def official(role: str, *, active: bool = True) -> Account:
    grant = Grant(role=role, division=REACH.get(role, VILLAGE))
    return Account(name=role, grants=(grant,), active=active, created_at=now())


ALL = tuple(official(role) for role in ("secretary", "clerk", "grid_worker", "monitor", "county"))
PLAIN = Facts(
    village=VILLAGE,
    reporter=ObjectId(),
    concern="no",
    urgency="normal",
    topics=("路灯",),
    officials=ALL,
)


AWAY = {f"secretary:{VILLAGE}": f"clerk:{VILLAGE}"}


def without(*roles: str) -> tuple[Account, ...]:
    return tuple(a for a in ALL if a.name not in roles)


def test_an_ordinary_report_goes_to_the_secretary():
    decision = decide(PLAIN)
    assert (decision.rule, decision.desk) == ("village_secretary", f"secretary:{VILLAGE}")


def test_an_accusation_goes_to_the_township_and_is_hidden():
    decision = decide(replace(PLAIN, concern="yes"))
    assert (decision.rule, decision.desk) == ("conflict_of_interest", f"monitor:{TOWNSHIP}")
    assert decision.hidden


def test_a_doubtful_accusation_is_kept_from_the_village_until_the_reporter_says():
    decision = decide(replace(PLAIN, concern="ask"))
    assert (decision.rule, decision.hidden) == ("possible_conflict", True)


def test_the_reporters_word_outranks_the_finding():
    assert not decide(replace(PLAIN, concern="yes", reporter_says=False)).hidden
    assert decide(replace(PLAIN, concern="no", reporter_says=True)).rule == "conflict_of_interest"


def test_danger_goes_to_secretary_and_township():
    decision = decide(replace(PLAIN, urgency="emergency"))
    assert decision.desks == (f"secretary:{VILLAGE}", f"monitor:{TOWNSHIP}")


def test_danger_that_accuses_cadres_stays_hidden_from_them():
    decision = decide(replace(PLAIN, urgency="emergency", concern="yes"))
    assert decision.desks == (f"monitor:{TOWNSHIP}",)


def test_the_secretarys_own_report_goes_up():
    decision = decide(replace(PLAIN, reporter=ALL[0].id))
    assert decision.rule == "reporter_is_secretary"


def test_a_village_without_an_active_secretary_is_served_by_the_township():
    retired = (*without("secretary"), official("secretary", active=False))
    assert decide(replace(PLAIN, officials=retired)).rule == "no_secretary"


def test_a_mapped_topic_goes_to_the_clerk_while_somebody_is_there():
    mapped = replace(PLAIN, mapping={"路灯": "clerk"})
    assert decide(mapped).desk == f"clerk:{VILLAGE}"
    assert decide(replace(mapped, officials=without("clerk"))).rule == "village_secretary"


def test_without_a_monitor_the_county_receives_what_the_village_must_not():
    decision = decide(replace(PLAIN, concern="yes", officials=without("monitor")))
    assert decision.desk == f"county:{COUNTY}"


def test_with_nobody_anywhere_the_townships_desk_holds_the_case():
    decision = decide(replace(PLAIN, officials=()))
    assert decision.desk == f"monitor:{TOWNSHIP}"


def test_while_the_secretary_is_away_the_deputy_has_it_in_danger_too():
    assert decide(replace(PLAIN, stand_ins=AWAY)).desk == f"clerk:{VILLAGE}"
    danger = decide(replace(PLAIN, stand_ins=AWAY, urgency="emergency"))
    assert danger.desks == (f"clerk:{VILLAGE}", f"monitor:{TOWNSHIP}")


def test_the_deputys_own_report_goes_up():
    decision = decide(replace(PLAIN, stand_ins=AWAY, reporter=ALL[1].id))
    assert (decision.rule, decision.desk) == ("reporter_is_secretary", f"monitor:{TOWNSHIP}")


def test_every_rule_of_the_table_can_decide():
    cases = [
        replace(PLAIN, concern="yes"),
        replace(PLAIN, concern="ask"),
        replace(PLAIN, reporter=ALL[0].id),
        replace(PLAIN, officials=without("secretary")),
        replace(PLAIN, urgency="emergency"),
        replace(PLAIN, mapping={"路灯": "clerk"}),
        replace(PLAIN, stand_ins=AWAY),
        PLAIN,
    ]
    assert [decide(case).rule for case in cases] == [name for name, _, _ in RULES]


facts = st.builds(
    Facts,
    village=st.just(VILLAGE),
    reporter=st.sampled_from([ObjectId(), *(a.id for a in ALL)]),
    concern=st.sampled_from(["yes", "no", "ask"]),
    urgency=st.sampled_from(["emergency", "urgent", "normal"]),
    topics=st.lists(st.sampled_from(["路灯", "用电", "低保救助"]), max_size=3).map(tuple),
    officials=st.lists(st.sampled_from(ALL), unique_by=id).map(tuple),
    reporter_says=st.sampled_from([None, True, False]),
    stand_ins=st.sampled_from([{}, AWAY, {f"secretary:{VILLAGE}": f"monitor:{TOWNSHIP}"}]),
    mapping=st.dictionaries(
        st.sampled_from(["路灯", "用电"]), st.sampled_from(["clerk", "grid_worker"])
    ),
)


@given(facts)
def test_a_case_always_has_exactly_one_owner_and_is_listed_there_once(given_facts):
    decision = decide(given_facts)
    assert decision.desks.count(decision.desk) == 1
    assert decision.desks[0] == decision.desk


@given(facts)
def test_what_may_accuse_cadres_lies_at_no_desk_of_the_village(given_facts):
    decision = decide(given_facts)
    if given_facts.accuses_cadres:
        assert decision.hidden
        assert all(role_at(desk) in WATCHER_ROLES for desk in decision.desks)
