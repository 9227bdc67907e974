"""The township's pages have a Chinese word for whatever the system can name to them."""

from __future__ import annotations

import re
from typing import get_args

from handlers.assets import STATIC
from handlers.notices import TEXTS
from models.feedback.acts import ACTS
from models.rates import RateRules

HANDLERS = STATIC.parent / "handlers"
KEY = re.compile(r'"([a-z_]+\.[a-z_]+)":')
ACT = re.compile(r'\b(?:audit|note|changed|done)\(\s*"([a-z_]+\.[a-z_]+)"')
WAYS = [RateRules.model_fields[name].annotation for name in ("response", "solved")]


def keys_of(name: str) -> set[str]:
    return set(KEY.findall((STATIC / "township" / name).read_text(encoding="utf-8")))


def test_every_kind_of_message_has_a_name() -> None:
    assert TEXTS.keys() - keys_of("kinds.js") == set()


def test_every_audited_act_of_the_handlers_has_a_name() -> None:
    acts = {act for file in HANDLERS.glob("*.py") for act in ACT.findall(file.read_text("utf-8"))}
    assert len(acts) > 50
    assert acts - keys_of("audited.js") == set()


def test_what_a_watcher_may_do_with_a_case_is_offered() -> None:
    shown = (STATIC / "township" / "supervision.js").read_text(encoding="utf-8")
    offered = set(re.findall(r'may\.includes\("(\w+)"\)', shown))
    assert {act.name for act in ACTS.values() if act.who == "monitor"} <= offered


def test_every_rule_of_the_rates_is_told_in_words() -> None:
    told = (STATIC / "township" / "rules.js").read_text(encoding="utf-8")
    ways = {way for ways in WAYS for way in get_args(ways)}
    assert len(ways) == 4
    assert {way for way in ways if f"{way}:" not in told} == set()
