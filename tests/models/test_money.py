"""Money is exact: what people type becomes the fen it says, or is refused; sums lose nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.disclosures import Entry, Statement
from models.disclosures.money import (
    MOST_FEN,
    NotMoney,
    balance_mistakes,
    continuity_mistakes,
    imbalance,
    parse_fen,
    repeated_vouchers,
    yuan,
)

FEN = st.integers(1, MOST_FEN)
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.56", 123_456),
        ("￥12", 1_200),
        ("¥ 12.5", 1_250),
        ("12元", 1_200),
        ("１２．３４", 1_234),
        ("人民币1，000元整", 100_000),
        ("0.01", 1),
        ("12.500", 1_250),
        (" 7 ", 700),
        ("10000000000", MOST_FEN),
    ],
)
def test_what_people_type_is_read(text, fen):
    assert parse_fen(text) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-5", "amount_negative"),
        ("－5", "amount_negative"),
        ("(5.00)", "amount_negative"),
        ("12.345", "amount_decimals"),
        ("0", "amount_zero"),
        ("0.00", "amount_zero"),
        ("10000000000.01", "amount_too_big"),
        ("9" * 400, "amount_too_big"),
        ("", "amount_format"),
        ("1,23.4", "amount_format"),
        ("1,2345", "amount_format"),
        ("12万", "amount_format"),
        ("1e3", "amount_format"),
        ("十二元", "amount_format"),
        ("12.3.4", "amount_format"),
        ("١٢", "amount_format"),
        ("=1+1", "amount_format"),
        ("NaN", "amount_format"),
    ],
)
def test_what_is_no_amount_is_refused_by_its_kind(text, code):
    with pytest.raises(NotMoney) as refused:
        parse_fen(text)
    assert refused.value.code == code


@given(FEN, st.sampled_from(["{}", "￥{}", "¥{}", "{}元", " {} ", "RMB {}", "人民币{}元"]))
def test_every_amount_in_every_dress_comes_back_exactly(fen, dress):
    written = yuan(fen)
    for text in (written, written.replace(",", ""), written.translate(FULL_WIDTH)):
        assert parse_fen(dress.format(text)) == fen


@given(st.text(max_size=20))
def test_any_text_is_an_exact_amount_or_refused(text):
    try:
        fen = parse_fen(text)
    except NotMoney:
        return
    assert isinstance(fen, int)
    assert 1 <= fen <= MOST_FEN


@given(st.decimals("0.01", "9999999999.99", places=2))
def test_it_agrees_with_decimal_arithmetic(amount):
    assert parse_fen(str(amount)) == int(amount * Decimal(100))


LINES = st.lists(st.tuples(st.sampled_from(["income", "expense"]), FEN), max_size=60)


def statement(lines, **fields):
    entries = tuple(Entry(on="2026-08-01", way=w, amount=a, subject="x") for w, a in lines)
    return Statement(category="finance", title="收支", period="2026-08", entries=entries, **fields)


@given(LINES, st.integers(-MOST_FEN, MOST_FEN), st.integers(-1000, 1000))
def test_it_balances_exactly_when_the_closing_is_what_is_left(lines, opening, off):
    left = opening + sum(amount if way == "income" else -amount for way, amount in lines)
    written = statement(lines, opening=opening, closing=left - off)
    assert imbalance(written) == off
    found = balance_mistakes(written)
    assert [m.path for m in found] == ([] if off == 0 else ["body.closing"])
    assert not found or found[0].values == (("difference", yuan(off)),)


@given(st.lists(LINES, min_size=2, max_size=6), FEN)
def test_a_chain_of_periods_is_continuous_exactly_when_each_opens_with_the_last_closing(runs, cash):
    before = None
    for lines in runs:
        left = cash + sum(amount if way == "income" else -amount for way, amount in lines)
        period = statement(lines, opening=cash, closing=left)
        assert (balance_mistakes(period), continuity_mistakes(period, before)) == ([], [])
        moved = period.model_copy(update={"opening": cash + 1})
        broken = [m.code for m in continuity_mistakes(moved, before)]
        assert broken == ([] if before is None else ["breaks_continuity"])
        explained = moved.model_copy(update={"continuity_reason": "上期漏记"})
        assert continuity_mistakes(explained, before) == []
        before, cash = period, left


@given(st.lists(st.sampled_from(["", "A1", "A2", "B1", "B2"]), max_size=30))
def test_each_repeated_voucher_number_is_named_once_with_its_first_line(numbers):
    entries = [
        Entry(on="2026-08-01", way="income", amount=1, subject="x", voucher_number=number)
        for number in numbers
    ]
    named = [n for n in numbers if n]
    found = repeated_vouchers(entries)
    assert len(found) == len(named) - len(set(named))
    for mistake in found:
        line, first = int(mistake.path.split(".")[2]), dict(mistake.values)["first"]
        assert numbers[line] == numbers[first - 1] == numbers[numbers.index(numbers[line])]
        assert first - 1 < line
