"""Mobile numbers as people type them."""

from __future__ import annotations

import pytest

from models.phones import masked_phone, normal_phone


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+86 13812345678",
        "008613812345678",
        "8613812345678",
        "１３８１２３４５６７８",
        "（+86）138-1234-5678",
    ],
)
def test_the_ways_to_write_a_number_are_one(typed):
    assert normal_phone(typed) == "13812345678"


@pytest.mark.parametrize(
    "typed",
    ["", "12812345678", "1381234567", "138123456789", "0570-7012345", "١٣٨١٢٣٤٥٦٧٨", "电话"],
)
def test_what_is_no_mobile_number_is_refused(typed):
    assert normal_phone(typed) is None


def test_a_masked_number_keeps_seven_digits():
    assert masked_phone("13812345678") == "138****5678"
