"""Numbers in words and figures in sentences: exact for any amount, and all of one source."""

from __future__ import annotations

import re
import timeit

import pytest
from bson import ObjectId
from hypothesis import given
from hypothesis import strategies as st

from models.base import now
from models.disclosures import Disclosure, Entry
from models.plain.figures import a_year_before, figures_of
from models.plain.numerals import (
    money_in_figures,
    money_in_words,
    number_in_words,
    period_in_words,
    spoken,
)
from models.plain.telling import SPOKEN, WRITTEN, Told, loudspeaker, read_aloud, summary
from tests.factories import VILLAGE

DIGITS = "零一二三四五六七八九"
UNITS = {"十": 10, "百": 100, "千": 1000}
TOLD = Told("前村", "三季度收支", "2026Q3", "修了路灯", "2026-11-30")

amounts = st.integers(1, 10**12)
entries = st.lists(
    st.builds(
        Entry,
        on=st.just("2026-08-03"),
        way=st.sampled_from(["income", "expense"]),
        amount=amounts,
        subject=st.sampled_from(
            ["路灯维修", "利息", "土地租金", "保洁", "水费", "误工补贴", "分红"]
        ),
    ),
    max_size=30,
).map(tuple)


def number_of(words: str) -> int:
    """What the words say, read by another way than they were made."""
    for name, size in (("亿", 10**8), ("万", 10**4)):
        head, found, rest = words.rpartition(name)
        if found:
            return number_of(head) * size + number_of(rest)
    total, digit = 0, 0
    for character in words.lstrip("零"):
        if character in UNITS:
            total += (digit or 1) * UNITS[character]
            digit = 0
        else:
            digit = DIGITS.index(character)
    return total + digit


def fen_of(words: str) -> int:
    yuan, _, rest = words.rpartition("元")
    jiao, fen = (re.search(f"([{DIGITS}]){unit}", rest) for unit in "角分")
    cents = (10 * DIGITS.index(jiao[1]) if jiao else 0) + (DIGITS.index(fen[1]) if fen else 0)
    return 100 * number_of(yuan) + cents


def disclosure(lines, period="2026Q3") -> Disclosure:
    return Disclosure(
        division=VILLAGE, category="finance", title="收支", period=period, entries=lines,
        chain=ObjectId(), author=ObjectId(), created_at=now(), changed_at=now(),
    )  # fmt: skip


@given(st.integers(0, 10**15))
def test_a_number_in_words_says_that_number(number):
    words = number_in_words(number)
    assert number_of(words) == number
    assert "零零" not in words
    assert words == "零" or not words.endswith("零")


@given(st.integers(0, 10**14))
def test_money_in_words_and_in_figures_is_exact_to_the_fen(fen):
    assert fen_of(money_in_words(fen)) == fen
    figures = money_in_figures(fen).removesuffix("元").replace(",", "")
    yuan, _, cents = figures.partition(".")
    assert int(yuan) * 100 + int(cents or 0) == fen


@pytest.mark.parametrize(
    ("fen", "words", "figures"),
    [
        (120_050, "一千二百元五角", "1,200.50元"),
        (0, "零元", "0元"),
        (5, "五分", "0.05元"),
        (105, "一元零五分", "1.05元"),
        (1_200, "十二元", "12元"),
        (-110, "负一元一角", "-1.10元"),
        (10_000_500_000_000, "一千亿零五百万元", "100,005,000,000元"),
    ],
)
def test_money_is_said_as_people_say_it(fen, words, figures):
    assert (money_in_words(fen), money_in_figures(fen)) == (words, figures)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-08-03付1,200.50元", "二零二六年八月三日付一千二百元五角"),
        ("张*，138****1234", "张某，一三八某一二三四"),
        ("占12.5%，共3处", "占百分之十二点五，共三处"),
        ("2026年第05号", "二零二六年第零五号"),
        ("账号6222021234567", "账号六二二二零二一二三四五六七"),
        ("2026Q3、2026H1、2026-08", "二零二六年第三季度、二零二六年上半年、二零二六年八月"),
        ("１２户，３．５亩", "十二户，三点五亩"),
    ],
)
def test_a_text_is_read_aloud_without_a_digit(text, said):
    assert spoken(text) == said


@given(
    st.text(st.characters(codec="utf-8") | st.sampled_from("0123456789.,%-*元年QH"), max_size=80)
)
def test_no_digit_is_left_whatever_is_read_aloud(text):
    assert not re.search(r"[0-9*０-９]", spoken(text))


@pytest.mark.parametrize(
    "part", ["1", "1,", "1.", "20", "*", "1*", "1.1%", "9元", "2026-", "1,000", "0.5元"]
)
def test_a_text_of_nothing_but_numbers_is_read_in_linear_time(part):
    text = part * (40_000 // len(part))
    # It takes some hundredths of a second; a pattern that goes back over a run takes minutes.
    assert min(timeit.repeat(lambda: spoken(text), number=1, repeat=3)) < 2


@given(entries, st.none() | entries, st.none() | st.integers(1, 5_000))
def test_figures_add_up_by_subject_and_name_the_largest(lines, before, households):
    last = None if before is None else disclosure(before, "2025Q3")
    found = figures_of(disclosure(lines), last, households)
    for way, total in (("income", found.income), ("expense", found.expense)):
        of_way = [entry.amount for entry in lines if entry.way == way]
        subjects = [x for x in found.subjects if x.way == way]
        assert sum(x.amount for x in subjects) == total == sum(of_way)
        largest = found.largest_expenses if way == "expense" else found.largest_incomes
        assert [x.amount for x in largest] == sorted(of_way, reverse=True)[:5]
        assert all(lines[x.line - 1].subject == x.subject for x in largest)
        if last is not None:
            assert sum(x.last_year for x in subjects) == last.total(way)
    assert (found.last_year is None) == (last is None)
    if households:
        assert abs(found.per_household.expense * households - found.expense) * 2 <= households


@given(entries, st.none() | entries, st.none() | st.integers(1, 5_000))
def test_what_is_said_is_what_is_written_number_by_number(lines, before, households):
    last = None if before is None else disclosure(before, "2025Q3")
    found = figures_of(disclosure(lines), last, households)
    written, said = (summary(TOLD, found, voice) for voice in (WRITTEN, SPOKEN))
    assert tuple(spoken(sentence) for sentence in written) == said
    aloud = read_aloud(TOLD, found)
    assert all(sentence in aloud for sentence in said)
    assert not re.search("[0-9]", aloud + loudspeaker(TOLD, found))


def test_plain_sentences_compare_with_the_year_before_and_divide_by_households():
    now_ = (entry("expense", 12_000_000, "修路"), entry("income", 10_000_000, "租金"))
    then = (entry("expense", 10_000_000, "修路"), entry("income", 10_000_000, "租金"))
    found = figures_of(disclosure(now_), disclosure(then, "2025Q3"), 100)
    told = "".join(summary(TOLD, found))
    assert "前村2026年第三季度共收入100,000元（1笔），共支出120,000元（1笔）。" in told
    assert "收支相抵，超支20,000元。" in told
    assert "收入持平，支出增加20,000元（20%）" in told
    assert "平均每户收入1,000元，支出1,200元。" in told


def test_without_last_year_and_households_nothing_is_said_of_them():
    told = "".join(
        summary(TOLD, figures_of(disclosure((entry("expense", 5, "茶水"),)), None, None))
    )
    assert "去年" not in told
    assert "户" not in told


def test_a_subject_that_is_gone_this_year_still_stands_beside_last_year():
    found = figures_of(disclosure(()), disclosure((entry("expense", 700, "旧项"),), "2025Q3"), None)
    (line,) = found.subjects
    assert (line.subject, line.amount, line.last_year) == ("旧项", 0, 700)


@pytest.mark.parametrize(
    ("period", "before"),
    [("2026", "2025"), ("2026Q3", "2025Q3"), ("2026-08", "2025-08"), ("2026-08-03.2", None)],
)
def test_a_period_compares_with_the_same_one_a_year_before(period, before):
    assert a_year_before(period) == before


def test_the_loudspeaker_says_what_where_until_when_and_how_to_ask():
    found = figures_of(
        disclosure(tuple(entry("expense", n, "项目") for n in range(1, 9))), None, None
    )
    said = loudspeaker(TOLD, found)
    assert said.startswith("各位村民请注意，现在广播前村三季度收支。")
    assert "支出最大的三笔是" in said
    assert "公布到二零二六年十一月三十日" in said
    assert "逐条提问" in said
    bare = loudspeaker(TOLD._replace(board_until=None), figures_of(disclosure(()), None, None))
    assert "修了路灯" in bare
    assert "公布到" not in bare
    assert period_in_words("2026-11-21.2") == "2026年11月21日"


def entry(way: str, amount: int, subject: str) -> Entry:
    return Entry(on="2026-08-03", way=way, amount=amount, subject=subject)
