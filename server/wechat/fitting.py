"""Fits texts into the fields of a subscribe message, so that WeChat refuses none; pure.

The limits are WeChat's (`thing` 20 characters, `phrase` 5 Chinese ones, ...); a value that says
nothing in its field is replaced by a word that does, because an empty one is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime

from models.base import CHINA

# What a reader sees where there is nothing to say: none, a notice.
NOTHING, NOTICE = "\u65e0", "\u901a\u77e5"
ELLIPSIS = "…"
CHINESE = re.compile(r"[^\u4e00-\u9fff]+")
CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
DAY = r"\d{4}\u5e74\d{1,2}\u6708\d{1,2}\u65e5"
TIME = re.compile(rf"(?:{DAY} ?)?{CLOCK}")
DATE = re.compile(rf"{DAY}(?: ?{CLOCK})?")
AMOUNT = re.compile(r"[¥$€￥]?\d{1,10}(?:\.\d{1,2})?\u5143?", re.A)  # both are currency signs
NUMBER = re.compile(r"\d[\d.]{0,31}", re.A)


def written(at: datetime) -> str:
    """An instant as `time` and `date` fields take it, by China's clock."""
    local = at.astimezone(CHINA)
    return f"{local.year}\u5e74{local.month}\u6708{local.day}\u65e5 {local:%H:%M}"


def fitted(name: str, value: str, at: datetime) -> str:
    """The value as the field of that name (`thing1`) takes it; `at` stands in for no time.

    Raises `KeyError` for a field of an unknown kind.
    """
    return _FITTERS[kind_of(name)](_clean(value), at)


def kind_of(name: str) -> str:
    """`thing` of `thing1`."""
    return name.rstrip("0123456789")


def is_known(name: str) -> bool:
    """True if values can be fitted into a field of that name."""
    return kind_of(name) in _FITTERS


def _clean(value: str) -> str:
    """Without line breaks and characters that nobody sees."""
    seen = (" " if unicodedata.category(c) in _UNSEEN else c for c in value)
    return " ".join("".join(seen).split())


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _units(text: str) -> int:
    """How long WeChat may think a text is: what lies beyond the first plane may count twice."""
    return sum(2 if ord(c) > 0xFFFF else 1 for c in text)


def _cut(text: str, most: int) -> str:
    if _units(text) <= most:
        return text
    while _units(text) > most - 1:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def _text(most: int) -> Callable[[str, datetime], str]:
    return lambda value, _: _cut(value, most) or NOTHING


def _kept(pattern: str, most: int, otherwise: str) -> Callable[[str, datetime], str]:
    """Only the characters that the pattern names."""
    keep = re.compile(pattern)
    return lambda value, _: "".join(keep.findall(value))[:most].strip() or otherwise


def _whole(pattern: re.Pattern[str], otherwise: str | None) -> Callable[[str, datetime], str]:
    """The value if it is right as it stands."""

    def fit(value: str, at: datetime) -> str:
        if pattern.fullmatch(value):
            return value
        return written(at) if otherwise is None else otherwise

    return fit


def _name(value: str, _: datetime) -> str:
    return _cut(value, 20 if value.isascii() else 10) or NOTHING


def _phrase(value: str, _: datetime) -> str:
    return CHINESE.sub("", value)[:5] or NOTICE


_FITTERS: dict[str, Callable[[str, datetime], str]] = {
    "thing": _text(20),
    "number": _whole(NUMBER, "0"),
    "letter": _kept("[A-Za-z]", 32, "N"),
    "symbol": _kept(r"[!-/:-@\[-^`{-~]", 5, "-"),
    "character_string": _kept("[!-~]", 32, "-"),
    "time": _whole(TIME, None),
    "date": _whole(DATE, None),
    "amount": _whole(AMOUNT, "0"),
    "phone_number": _kept(r"[0-9+\-]", 17, "0"),
    "car_number": _text(8),
    "name": _name,
    "phrase": _phrase,
}
