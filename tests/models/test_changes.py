"""What a correction changed is told in words, all of it, and nothing that it did not change."""

from __future__ import annotations

import time

from bson import ObjectId
from hypothesis import given
from hypothesis import strategies as st

from models.disclosures import Column, Entry, FieldValue, Statement, Table
from models.disclosures.changes import MOST_TOLD, changes_between
from models.disclosures.meeting import Meeting
from models.posts import Attachment

COLUMN = Column(name="户", type="text")

lines = st.builds(
    Entry,
    on=st.sampled_from(["2026-08-01", "2026-08-02"]),
    way=st.sampled_from(["income", "expense"]),
    amount=st.integers(1, 10**12),
    subject=st.sampled_from(["电费", "水费", "路灯"]),
)
written = st.lists(lines, max_size=8)


def statement(**fields) -> Statement:
    return Statement(**{"category": "finance", "title": "收支", "period": "2026-08"} | fields)


@given(written, written)
def test_every_change_of_the_money_is_told_and_none_that_is_not_there(old, new):
    before, after = statement(entries=tuple(old)), statement(entries=tuple(new))
    assert bool(changes_between(before, after)) == (old != new)


@given(st.text("甲乙。\n", max_size=12), st.text("甲乙。\n", max_size=12))
def test_a_text_that_is_the_same_has_no_changes(old, new):
    assert changes_between(statement(body=old), statement(body=old)) == ()
    if old.replace("\n", "") != new.replace("\n", ""):
        assert changes_between(statement(body=old), statement(body=new))


def test_fields_columns_and_files_are_told_by_their_names():
    amount = FieldValue(name="标准", type="amount", amount=150_00)
    columns = (Column(name="户", type="text"), Column(name="金额", type="amount"))
    file = Attachment(media="a" * 24, name="名单.pdf")
    before = statement(
        fields=(amount,), table=Table(columns=columns, rows=(("甲", 100_00),)), closing=5
    )
    after = statement(
        fields=(amount.model_copy(update={"amount": 200_00}),),
        table=Table(columns=columns, rows=(("甲", 120_00), ("乙", 100_00))),
        attachments=(file,),
        closing=-5,
    )
    assert changes_between(before, after) == (
        "“标准”由“150.00 元”改为“200.00 元”",
        "表格删去第1行“甲，100.00 元”",
        "表格增加第1行“甲，120.00 元”",
        "表格增加第2行“乙，100.00 元”",
        "期末余额由“0.05 元”改为“-0.05 元”",
        "增加附件“名单.pdf”",
    )


def test_a_line_taken_out_is_named_as_people_count_its_kind():
    income = Entry(on="2026-08-01", way="income", amount=5, subject="利息")
    bills = [
        Entry(on="2026-08-02", way="expense", amount=n * 100, subject=f"第{n}次") for n in (1, 2)
    ]
    before, after = statement(entries=(*bills, income)), statement(entries=(bills[0], income))
    assert changes_between(before, after) == ("删去第2笔支出：2026-08-02 第2次 2.00 元",)


def test_ten_thousand_equal_lines_take_no_minutes_and_are_told_in_a_list_with_an_end():
    one = Entry(on="2026-08-01", way="expense", amount=5, subject="电费")
    other = one.model_copy(update={"amount": 6})
    before = statement(entries=(one,) * 10_000)
    begun = time.process_time()
    told = changes_between(before, statement(entries=(other,) * 10_000))
    assert (len(told), time.process_time() - begun < 10) == (MOST_TOLD + 1, True)
    assert told[-1] == "另有9800处改动"


def test_a_meeting_another_file_of_the_same_name_and_another_column_are_told():
    held = Meeting(kind="members", on="2026-08-01", expected=50, present=40, votes_for=30)
    file, table = Attachment(media="a" * 24, name="名单.pdf"), Table(columns=(COLUMN,))
    before = statement(meeting=held, attachments=(file,), table=table)
    after = statement(
        meeting=held.model_copy(update={"votes_for": 31, "resolution": "同意"}),
        attachments=(file.model_copy(update={"media": ObjectId("b" * 24)}),),
        table=Table(columns=(COLUMN.model_copy(update={"name": "户主"}),)),
    )
    assert changes_between(before, after) == (
        "删去表格列“户”",
        "增加表格列“户主”",
        "会议同意人数由“30”改为“31”",
        "会议决议由“（空）”改为“同意”",
        "附件“名单.pdf”换成了另一份文件",
    )
    (gone,) = changes_between(before, statement(attachments=(file,), table=table))
    assert gone.startswith("会议决议由“2026-08-01 村民会议")
