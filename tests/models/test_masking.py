"""Copies hold nothing that is covered, and what comes back covered stands for the real value."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

import pytest
from bson import ObjectId
from hypothesis import given
from hypothesis import strategies as st

from models.masking import (
    Decision,
    Finding,
    covered,
    restored,
    unconfirmed,
    undecided,
)

ME, AT = ObjectId(), datetime(2026, 8, 1, tzinfo=UTC)
PHONE, COVER = "13800001111", "138****1111"


def finding(text: str, real: str = PHONE, cover: str = COVER, path: str = "body.body") -> Finding:
    start = text.index(real)
    return Finding(
        path=path,
        place=path,
        start=start,
        end=start + len(real),
        kind="mobile" if real[0] == "1" else "name",
        words=text,
        covered=cover,
        digest=real[::-1],
    )


def decision(found: Finding, how: str = "mask", **fields) -> Decision:
    about = found.model_dump(include={"path", "start", "end", "kind", "digest"})
    return Decision(**about, how=how, by=ME, at=AT, **fields)


around = st.text("电话，。打*", max_size=6)


@given(around, around)
def test_a_covered_text_comes_back_as_the_real_one(before, after):
    text = before + PHONE + after
    found = [finding(text)]
    public = covered({"body": text}, found, [decision(found[0])])
    assert PHONE not in public["body"]
    assert len(public["body"]) == len(text)
    assert restored(public, {"body.body": text}, found) == ({"body": text}, ())


def test_what_is_undecided_or_unconfirmed_is_covered_all_the_same():
    found = finding(PHONE)
    for decisions in ((), (decision(found, "justify", reason="办公电话"),)):
        assert covered({"body": PHONE}, [found], decisions) == {"body": COVER}
    agreed = decision(found, "justify", reason="办公电话", confirmed_by=ObjectId())
    assert covered({"body": PHONE}, [found], [agreed]) == {"body": PHONE}


def test_showing_holds_for_its_field_alone_and_covering_for_the_same_data_everywhere():
    here, there = finding(PHONE), finding(PHONE, path="body.title")
    shown = decision(here, "justify", reason="办公电话", confirmed_by=ObjectId())
    assert undecided([here, there], [shown]) == (there,)
    assert undecided([here, there], [decision(here)]) == ()
    both = {"body": PHONE, "title": PHONE}
    copy = covered(both, [here, there], [shown, decision(there)])
    assert copy == {"body": PHONE, "title": COVER}


def test_a_reason_waits_for_another_person():
    found = finding(PHONE)
    assert unconfirmed([found], [decision(found, "justify", reason="办公电话")]) == (found,)
    assert unconfirmed([found], [decision(found)]) == ()


@pytest.mark.parametrize("edited", ["请打138****1111", "138****1111，138****1111"])
def test_a_covered_value_in_a_new_sentence_is_the_real_one(edited):
    texts, found = {"body.body": f"电话{PHONE}"}, [finding(f"电话{PHONE}")]
    real, doubtful = restored({"title": edited}, texts, found)
    assert (real["title"], doubtful) == (edited.replace(COVER, PHONE), ())


def test_a_cover_that_could_be_two_people_is_named_unless_the_field_tells():
    one, two = "张三", "张四"
    found = [finding(one, one, "张*", "body.title"), finding(two, two, "张*", "body.body")]
    texts = {"body.title": one, "body.body": two}
    real, doubtful = restored({"title": "张*来了", "summary2": "张*"}, texts, found)
    assert real == {"title": "张三来了", "summary2": "张*"}
    assert [(d.path, d.covered) for d in doubtful] == [("body.summary2", "张*")]


def test_a_longer_cover_is_not_taken_for_a_shorter_one():
    found = [finding("张三", "张三", "张*")]
    real, doubtful = restored({"title": "张**"}, {"body.body": "张三"}, found)
    assert (real, doubtful) == ({"title": "张**"}, ())


def test_thousands_of_covered_numbers_come_back_in_the_time_that_one_reading_takes():
    phones = [f"138{n:04}{n:04}" for n in range(3_000)]
    covers = [f"{phone[:3]}****{phone[-4:]}" for phone in phones]
    paths = [f"body.rows.{n}" for n in range(len(phones))]
    texts = dict(zip(paths, phones, strict=True))
    found = [finding(p, p, c, path) for p, c, path in zip(phones, covers, paths, strict=True)]
    began = time.process_time()
    real, doubtful = restored({"rows": [f"打{cover}" for cover in covers]}, texts, found)
    assert (real["rows"], doubtful) == ([f"打{phone}" for phone in phones], ())
    # Each number looked for in each text took over ten seconds.
    assert time.process_time() - began < 4


@given(st.text("*张三", max_size=12), st.sets(st.sampled_from(["张*", "*三", "张**", "*张*"])))
def test_a_cover_is_found_exactly_where_it_stands_without_more_stars(text, covers):
    found = [finding(f"{n}号", f"{n}号", cover, f"body.{n}") for n, cover in enumerate(covers)]
    texts = {f"body.{n}": f"{n}号" for n, _ in enumerate(covers)}
    expected = text
    for number, cover in enumerate(covers):
        expected = re.sub(rf"(?<!\*){re.escape(cover)}(?!\*)", f"{number}号", expected)
    assert restored({"title": text}, texts, found)[0] == {"title": expected}
