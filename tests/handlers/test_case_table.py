"""Every row of the table of acts, in every state, as everybody: over the API and the database.

What is expected is read off the table alone; how the acts are carried out is not looked at.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from handlers.access import SCOPES
from models.errors import Conflict
from models.feedback import ACTS, Feedback
from models.feedback.documents import STATES, Entry
from server.casework import Casework
from tests.cases import RULES, case_in, in_days
from tests.factories import NEIGHBOUR, VILLAGE

WORDS = {"reason": "有充分的理由"}
TEXT = {"text": "请补充具体位置"}
# Act -> the end of its address, and what is said with it.
BODIES: dict[str, tuple[str, dict[str, Any]]] = {
    "accept": ("acceptance", {}),
    "answer": ("answer", {"text": "已经修好"}),
    "explain": (
        "explanation",
        {
            "text": "不在村里职权内",
            "legal_basis": "土地管理法第六十二条",
            "next_body": "县自然资源局",
        },
    ),
    "transfer": ("transfer", {"role": "clerk", **WORDS}),
    "return": ("return", WORDS),
    "refuse": ("refusal", {"reason": "petition"}),
    "correct": ("correction", {"category": "城乡建设", "topics": ["用电"], "urgency": "normal"}),
    "ask": ("question", TEXT),
    "mark_complex": ("complexity", WORDS),
    "extend": ("extension", {"days": 3, **WORDS}),
    "clarify": ("clarification", {"about_cadres": False}),
    "reply": ("reply", TEXT),
    "withdraw": ("withdrawal", {}),
    "rate": ("rating", {"solved": True, "content": 5}),
    "reopen": ("reopening", WORDS),
    "confirm": ("confirmation", {}),
    "join": ("joining", {"into": "", **WORDS}),
    "split": ("splitting", WORDS),
    "differ": ("difference", {}),
    "urge": ("urging", {"until": "", **WORDS}),
    "overrule": ("overruling", WORDS),
}
SYSTEM = {name for name, act in ACTS.items() if act.who == "system"}
# Who calls, and for whose acts they are the right one. The case lies at the secretary's desk.
CALLERS = {
    "secretary": "handler",
    "villager": "reporter",
    "monitor": "monitor",
    "county": "monitor",
    "clerk": None,
    "grid_worker": None,
    "overseer": None,
    "neighbour": None,
    "stranger": None,
}
SEES = {"secretary", "villager", "monitor", "county"}
ROLE_OF = {"neighbour": "secretary", "stranger": "villager"}
SCOPE_OF = {
    "handler": "feedback:handle",
    "reporter": "feedback:own",
    "monitor": "feedback:supervise",
}


def test_every_act_of_the_table_is_tried():
    assert BODIES.keys() | SYSTEM == ACTS.keys()


@pytest.mark.parametrize("name", BODIES)
async def test_an_act_is_open_in_its_states_to_its_people_and_to_nobody_else(api, make, name):
    await make.village()
    tokens = await _tokens(make)
    end, body = BODIES[name]
    body = body | ({"until": in_days(make.store, 2)} if "until" in body else {})
    if "into" in body:
        body = body | {"into": str((await case_in(make.store, "assigned")).id)}
    for state in STATES:
        case = None
        for caller, token in tokens.items():
            case = case or await case_in(make.store, state, (await make.the("villager")).id)
            reply = await api("POST", f"/feedback/{case.id}/{end}", body, token=token)
            expected = _expected(name, state, caller)
            assert reply.status == expected, (name, state, caller, reply.json)
            if expected == 200:
                _landed(name, case, await make.store.feedback.get(case.id))
                case = None
            if expected == 409:
                assert (reply.code, reply.json["state"]) == ("state_changed", state)


@pytest.mark.parametrize("name", BODIES)
async def test_of_two_who_do_it_at_once_one_wins_and_the_other_hears_the_new_state(api, make, name):
    await make.village()
    end, body = BODIES[name]
    body = body | ({"until": in_days(make.store, 2)} if "until" in body else {})
    if "into" in body:
        body = body | {"into": str((await case_in(make.store, "assigned")).id)}
    state = next(iter(ACTS[name].moves))
    case = await case_in(make.store, state, (await make.the("villager")).id)
    role = next(who for who, right in CALLERS.items() if right == ACTS[name].who)
    same = {**body, "version": case.version}
    path = f"/feedback/{case.id}/{end}"
    replies = await asyncio.gather(*(api("POST", path, same, role=role) for _ in range(2)))
    # What moved the case to another desk may show to the loser as a case that is not theirs.
    assert sorted(reply.status for reply in replies) in ([200, 409], [200, 403], [200, 404])
    after = await make.store.feedback.get(case.id)
    assert (after.version, len(after.entries)) == (case.version + 1, len(case.entries) + 1)
    for loser in replies:
        if loser.status == 409:
            assert (loser.json["state"], loser.json["version"]) == (after.state, after.version)


def _expected(name: str, state: str, caller: str) -> int:
    if caller not in SEES:
        scope, role = SCOPES[SCOPE_OF[ACTS[name].who]], ROLE_OF.get(caller, caller)
        return 404 if scope.owner or role in scope.roles else 403
    if CALLERS[caller] != ACTS[name].who:
        return 403
    return 200 if state in ACTS[name].before else 409


def _landed(name: str, before: Feedback, after: Feedback) -> None:
    entry: Entry = after.entries[-1]
    assert after.state in ACTS[name].moves[before.state]
    assert (entry.act, entry.before, entry.after) == (name, before.state, after.state)
    assert after.version == before.version + 1
    assert after.check_at == min(after.alarms.values(), default=None)
    assert len(after.entries) == len(before.entries) + 1


async def _tokens(make) -> dict[str, str]:
    tokens = {
        name: await make.token(name) for name in CALLERS if name not in ("neighbour", "stranger")
    }
    tokens["neighbour"] = await make.token("secretary", NEIGHBOUR)
    tokens["stranger"] = await make.token_of(await make.account("villager", VILLAGE))
    return tokens


@pytest.mark.parametrize("name", sorted(SYSTEM))
async def test_what_happens_by_itself_happens_in_its_states_only(make, store, name):
    await make.village()
    for state in STATES:
        case = await case_in(store, state)
        if state in ACTS[name].before:
            await _by_itself(store, name, case)
            _landed(name, case, await store.feedback.get(case.id))
        else:
            with pytest.raises(Conflict) as refused:
                await _by_itself(store, name, case)
            assert refused.value.extra["state"] == state


async def _by_itself(store, name: str, case: Feedback) -> None:
    if name == "release":
        await store.feedback.release(case, (), rules=RULES)
    elif name == "hand_over":
        await store.feedback.hand_over(case, f"clerk:{VILLAGE}", "休假", (), rules=RULES)
    else:
        await Casework(store, RULES)._answers[name](case)
