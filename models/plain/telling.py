"""Figures in sentences: to be read, to be read aloud, and for the loudspeaker, from one source.

What differs is only how a number is said (`Voice`); so no two of them can tell another story.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from models.plain.figures import Figures, Largest
from models.plain.numerals import (
    money_in_figures,
    money_in_words,
    number_in_words,
    period_in_words,
    spoken,
)

# A loudspeaker is heard once and cannot be leafed back: three are remembered.
MOST_ANNOUNCED = 3


class Voice(NamedTuple):
    """How money (fen), counts and texts are said."""

    money: Callable[[int], str]
    number: Callable[[int], str]
    text: Callable[[str], str]


WRITTEN = Voice(money_in_figures, str, lambda text: text)
SPOKEN = Voice(money_in_words, number_in_words, spoken)


class Told(NamedTuple):
    """What is told of a disclosure besides its figures; `body` is its plain text."""

    village: str
    title: str
    period: str
    body: str = ""
    board_until: str | None = None


def summary(told: Told, figures: Figures, voice: Voice = WRITTEN) -> tuple[str, ...]:
    """The figures in plain sentences; without entries there is nothing to tell."""
    if not figures.income_count and not figures.expense_count:
        return ()
    sentences = [
        _totals(told, figures, voice),
        _balance(figures, voice),
        _beside_last_year(figures, voice),
        _list("支出", figures.largest_expenses, voice),
        _list("收入", figures.largest_incomes, voice),
        _each_household(figures, voice),
    ]
    return tuple(sentence for sentence in sentences if sentence)


def read_aloud(told: Told, figures: Figures) -> str:
    """All of it for those who cannot read: heading, figures, text; every number in words."""
    heading = f"{told.village}，{told.title}，{period_in_words(told.period)}。"
    lines = [SPOKEN.text(heading), *summary(told, figures, SPOKEN), SPOKEN.text(told.body)]
    return "\n".join(line for line in lines if line.strip())


def loudspeaker(told: Told, figures: Figures) -> str:
    """The announcement for 大喇叭: short sentences, and where to look and to ask."""
    lines = [f"各位村民请注意，现在广播{told.village}{told.title}。"]
    if figures.income_count or figures.expense_count:
        few = figures.largest_expenses[:MOST_ANNOUNCED]
        short = figures.model_copy(update={"largest_expenses": few, "largest_incomes": ()})
        lines += summary(told, short, SPOKEN)
    else:
        lines.append(told.body)
    if told.board_until:
        lines.append(f"以上内容在公开栏公布到{told.board_until}。")
    lines.append(
        "大家可以用手机查看每一笔，有疑问可以逐条提问，也可以向村务监督委员会反映。广播完毕。"
    )
    return "\n".join(SPOKEN.text(line) for line in lines if line.strip())


def _totals(told: Told, figures: Figures, voice: Voice) -> str:
    when = voice.text(period_in_words(told.period))
    return (
        f"{voice.text(told.village)}{when}共收入{voice.money(figures.income)}"
        f"（{voice.number(figures.income_count)}笔），共支出{voice.money(figures.expense)}"
        f"（{voice.number(figures.expense_count)}笔）。"
    )


def _balance(figures: Figures, voice: Voice) -> str:
    left = figures.income - figures.expense
    said = f"收支相抵，{'结余' if left >= 0 else '超支'}{voice.money(abs(left))}。"
    if figures.opening is None or figures.closing is None:
        return said
    opening, closing = voice.money(figures.opening), voice.money(figures.closing)
    return f"{said}期初余额{opening}，期末余额{closing}。"


def _beside_last_year(figures: Figures, voice: Voice) -> str:
    last = figures.last_year
    if last is None:
        return ""
    income = _change("收入", figures.income - last.income, last.income, voice)
    expense = _change("支出", figures.expense - last.expense, last.expense, voice)
    return f"与去年同期相比，{income}，{expense}。"


def _change(name: str, difference: int, before: int, voice: Voice) -> str:
    if difference == 0:
        return f"{name}持平"
    more = "增加" if difference > 0 else "减少"
    said = f"{name}{more}{voice.money(abs(difference))}"
    if before == 0:
        return said
    # Tenths of a percent, rounded to the nearest: integers, so that nobody asks where they went.
    tenths = (2 * 1000 * abs(difference) + before) // (2 * before)
    percent = f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"
    return f"{said}（{voice.text(percent)}）"


def _list(name: str, largest: Sequence[Largest], voice: Voice) -> str:
    if not largest:
        return ""
    named = (f"{voice.text(one.subject)}{voice.money(one.amount)}" for one in largest)
    if len(largest) == 1:
        return f"{name}最大的一笔是：{next(named)}。"
    return f"{name}最大的{voice.number(len(largest))}笔是：{'；'.join(named)}。"


def _each_household(figures: Figures, voice: Voice) -> str:
    each = figures.per_household
    if each is None:
        return ""
    return (
        f"按全村{voice.number(each.households)}户计算，平均每户收入{voice.money(each.income)}，"
        f"支出{voice.money(each.expense)}。"
    )
