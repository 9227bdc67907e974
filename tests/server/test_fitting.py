"""Whatever stands in a message, WeChat's own rules accept what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.wechat.fitting import _FITTERS, fitted, is_known, written
from tests.fakes.limits import PATTERNS, wrong_value

AT = datetime(2026, 11, 21, 13, 5, tzinfo=UTC)
SECONDS = st.integers(min_value=946_684_800, max_value=4_102_444_800)
INSTANTS = SECONDS.map(lambda second: datetime.fromtimestamp(second, UTC))
# Texts as people write them, and as nobody should.
VALUES = (
    st.text()
    | st.text(alphabet="路灯坏了abc 09:.~-/\n\t\r\u2028\u200b😀¥元年月日")
    | st.from_regex(r"\A(?:2026年1月2日 )?[0-2]\d:[0-5]\d\Z")
)


def test_every_kind_of_field_that_wechat_documents_is_known():
    assert set(PATTERNS) | {"name"} == set(_FITTERS)
    assert not is_known("enum1")


@given(name=st.sampled_from(sorted(_FITTERS)), value=VALUES, at=INSTANTS)
def test_wechat_accepts_every_fitted_value(name, value, at):
    assert wrong_value(name + "1", fitted(name + "1", value, at)) is None


@given(value=VALUES)
def test_fitting_again_changes_nothing(value):
    for name in _FITTERS:
        once = fitted(name, value, AT)
        assert fitted(name, once, AT) == once


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("thing1", "您反映的事项有了答复，请查看并评价。", "您反映的事项有了答复，请查看并评价。"),
        ("thing1", "一" * 21, "一" * 19 + "…"),
        ("thing1", "第一行\n第二行", "第一行 第二行"),
        ("thing1", " ", "无"),
        ("phrase2", "已经答复了请看", "已经答复了"),
        ("phrase2", "ok", "通知"),
        ("character_string3", "330825101201-20261121-0001", "330825101201-20261121-0001"),
        ("time4", "21:05", "21:05"),
        ("time4", "明天", "2026年11月21日 21:05"),
        ("amount5", "¥12.50元", "¥12.50元"),
    ],
)
def test_what_is_shown(name, value, shown):
    assert fitted(name, value, AT) == shown


def test_an_instant_is_written_by_chinas_clock():
    assert written(AT) == "2026年11月21日 21:05"
