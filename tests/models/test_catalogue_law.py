"""Whatever the three levels ask for, what counts is never less than the law, nor than above."""

from __future__ import annotations

from bson import ObjectId
from hypothesis import given, settings
from hypothesis import strategies as st

from models.catalogue import CYCLES, Catalogue, CatalogueChange, Terms, shipped_items
from models.catalogue.law import check, law_of
from models.errors import Invalid

COUNTY, TOWN, VILLAGE = "330825", "330825101", "330825101201"
DAYS = st.none() | st.integers(0, 400)
TERMS = st.builds(
    Terms,
    enabled=st.none() | st.booleans(),
    cycle=st.none() | st.sampled_from(CYCLES),
    cycle_days=DAYS,
    prompt_working_days=DAYS,
    before_days=DAYS,
    min_posting_days=DAYS,
)
ITEMS = st.sampled_from(sorted(shipped_items()))
AT_LEAST, AT_MOST = ("min_posting_days", "before_days"), ("cycle_days", "prompt_working_days")


def change(division, item, terms):
    return CatalogueChange(
        division=division,
        item=item,
        from_on="2027-01-01",
        terms=terms,
        by=ObjectId(),
        at="2026-12-01T00:00:00Z",
    )


def is_no_looser(item, floor):
    """True if nothing of the item asks for less than the floor does."""
    if floor.enabled and not item.enabled:
        return False
    if floor.cycle and CYCLES.index(item.cycle) > CYCLES.index(floor.cycle):
        return False
    pairs = [(getattr(item, n), getattr(floor, n), n in AT_LEAST) for n in (*AT_LEAST, *AT_MOST)]
    return all(f is None or (v >= f if least else v <= f) for v, f, least in pairs)


@given(ITEMS, TERMS, TERMS, TERMS)
@settings(max_examples=150, deadline=None)
def test_stored_settings_of_any_kind_never_undercut_the_law_or_the_level_above(
    item, county, town, village
):
    levels = dict(zip((COUNTY, TOWN, VILLAGE), (county, town, village), strict=True))
    catalogue = Catalogue(change(division, item, terms) for division, terms in levels.items())
    above = None
    for division in (COUNTY, TOWN, VILLAGE):
        found = catalogue.item(division, item, "2027-01-01")
        assert is_no_looser(found, law_of(found))
        assert above is None or is_no_looser(found, above)
        above = found


@given(ITEMS, TERMS, st.sampled_from(["county", "township", "village"]))
@settings(max_examples=150, deadline=None)
def test_what_is_accepted_counts_as_it_was_written(item, terms, level):
    above = shipped_items()[item]
    try:
        check(terms, above, level)
    except Invalid:
        return
    division = {"county": COUNTY, "township": TOWN, "village": VILLAGE}[level]
    found = Catalogue([change(division, item, terms)]).item(division, item, "2027-01-01")
    wished = {name: value for name, value in terms if value not in (None, ())}
    assert {name: getattr(found, name) for name in wished} == wished


def test_a_setting_of_another_county_changes_nothing_here():
    terms = Terms(min_posting_days=30)
    found = Catalogue([change("330881", "F01", terms)]).items(VILLAGE, "2027-01-01")
    assert found == shipped_items()
