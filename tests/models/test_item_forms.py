"""Every required element of the 47 items has its place and type, and is asked for."""

from __future__ import annotations

import pytest

from models.catalogue import shipped_items
from models.catalogue.filing import filings
from models.catalogue.filling import filled
from models.catalogue.forms import elements_of, missing, shipped_elements
from models.catalogue.periods import before, in_words
from models.disclosures import Entry, Statement
from models.disclosures.meeting import least, quorum_rules
from models.errors import Invalid

ITEMS = shipped_items()
PLACES = {"field", "table", "entries", "opening", "closing", "period", "meeting"}
GOOD = {
    "text": "文字",
    "long": "长文字",
    "date": "2026-08-01",
    "number": "12.5",
    "amount": 0,
    "person": "张三",
    "name": "李四",
    "phone": "0570-7012345",
    "pictures": [{"media": "a" * 24, "caption": "报表"}],
}
BAD = {
    "text": 5,
    "long": ["x"],
    "date": "2026-02-30",
    "number": "十二",
    "amount": "12.00",
    "person": "张" * 61,
    "name": {},
    "phone": "电话",
    "pictures": [{"media": "no id"}],
}


def test_the_mapping_names_every_element_of_every_item_and_nothing_else():
    wanted = {(item.id, name) for item in ITEMS.values() for name in item.elements}
    assert set(shipped_elements()) == wanted
    assert {e.place.partition(".")[0] for e in shipped_elements().values()} == PLACES
    assert set(filings()) == set(ITEMS)


def of(item, kinds):
    """Something of each field and column of the item, and one row."""
    parts = {"field": {}, "table": {}}
    for element in elements_of(item):
        if element.place in parts:
            parts[element.place][element.name] = kinds[element.type]
    return parts["field"], [parts["table"]] if parts["table"] else []


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_a_form_filled_in_lacks_nothing_and_an_empty_one_lacks_all_that_is_needed(item):
    fields, table = filled(item, *of(item, GOOD))
    entry = Entry(on="2026-08-01", way="income", amount=1, subject="租金", counterpart="张三",
                  handled_by="李四", approved_by="王五", voucher_number="1")  # fmt: skip
    base = {"category": item.category, "title": "公开", "period": "2026Q3"}
    full = Statement(**base, fields=fields, table=table, opening=0, closing=1, entries=(entry,))
    assert missing(item, full) == []
    lacking = {mistake.path for mistake in missing(item, Statement(**base))}
    needed = {e for e in elements_of(item) if e.needed and e.place not in ("meeting", "period")}
    assert {p for p in lacking if "fields" in p} == {
        f"body.fields.{e.name}" for e in needed if e.place == "field"
    }
    assert ("body.rows" in lacking) == any(e.place == "table" for e in needed)
    assert ("body.entries" in lacking) == any(e.place.startswith("entries") for e in needed)
    assert bool(lacking) == bool(needed)


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_every_wrong_value_is_named_at_its_path(item):
    fields, rows = of(item, BAD)
    if not fields and not rows:
        return
    with pytest.raises(Invalid) as refused:
        filled(item, fields, rows)
    wrong = {f"body.fields.{name}" for name in fields}
    wrong |= {f"body.rows.0.{name}" for row in rows for name in row}
    assert {mistake.path for mistake in refused.value.mistakes} == wrong


def test_what_the_item_does_not_ask_for_is_refused():
    with pytest.raises(Invalid) as refused:
        filled(ITEMS["V10"], {"不存在": "x"}, [{"也不存在": "y"}])
    paths = [mistake.path for mistake in refused.value.mistakes]
    assert paths == ["body.fields.不存在", "body.rows.0.也不存在"]


def test_nothing_to_list_is_said_and_then_no_table_and_no_entries_are_needed():
    said = {"category": "finance", "title": "公开", "period": "2026Q3", "nothing_note": "本期没有"}
    for item in ("F03", "F07", "V19"):
        assert missing(ITEMS[item], Statement(**said)) == []


@pytest.mark.parametrize(
    ("period", "earlier", "words"),
    [
        ("2026Q1", "2025Q4", "2026年第一季度"),
        ("2026-01", "2025-12", "2026年1月"),
        ("2026H2", "2026H1", "2026年下半年"),
        ("2026", "2025", "2026年"),
        ("2026-11-21.2", None, "2026年11月21日"),
    ],
)
def test_the_period_before_and_its_name(period, earlier, words):
    assert (before(period), in_words(period)) == (earlier, words)


@pytest.mark.parametrize(
    ("kind", "expected", "present", "agree"),
    [
        ("members", 100, 51, 26),
        ("households", 100, 67, 34),
        ("households", 99, 66, 34),
        ("representatives", 30, 20, 11),
        ("group", 10, 7, 4),
        ("collective", 100, 67, 45),
    ],
)
def test_the_quorum_is_counted_to_the_person(kind, expected, present, agree):
    rule = quorum_rules()[kind]
    assert least(rule.present, rule.present_over, expected) == present
    assert least(rule.agree, rule.agree_over, present) == agree
