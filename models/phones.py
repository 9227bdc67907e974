"""Chinese mobile numbers: their one written form, and how they are shown; knows no storage."""

from __future__ import annotations

import re

MOBILE = re.compile(r"^1[3-9]\d{9}$")
_BESIDE_DIGITS = re.compile(r"[\s\-‐-―()（）]")  # noqa: RUF001  # people type them
_COUNTRY = re.compile(r"^(\+|00)?86(?=1[3-9]\d{9}$)")


def normal_phone(typed: str) -> str | None:
    """The eleven digits of a mobile number however it was typed; None if it is none."""
    # NFKC would also turn other characters; full-width digits are all that phones produce.
    plain = _BESIDE_DIGITS.sub("", typed.translate(_FULL_WIDTH))
    plain = _COUNTRY.sub("", plain)
    return plain if MOBILE.match(plain) and plain.isascii() else None


def masked_phone(phone: str) -> str:
    """`138****1234`: enough to recognise one's own, too little to call."""
    return f"{phone[:3]}****{phone[-4:]}"


_FULL_WIDTH = {ord("０") + n: ord("0") + n for n in range(10)} | {ord("＋"): ord("+")}  # noqa: RUF001  # the full-width forms themselves
