"""What WeChat accepts in a subscribe message and a code, written down anew from its documents.

It shares nothing with the server's own fitting of values, so that the two can disagree.
"""

from __future__ import annotations

import re
import unicodedata

SCENE = re.compile(r"^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$")
CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
DAY = r"\d{4}(?:年\d{1,2}月\d{1,2}日|([-/.])\d{1,2}\1\d{1,2})"
TIME = rf"(?:{DAY} ?)?{CLOCK}"
DATE = rf"{DAY}(?: ?{CLOCK})?"

PATTERNS = {
    "thing": r".{1,20}",
    "number": r"\d[\d.]{0,31}",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[\x21-\x7e ]{1,32}",
    "time": rf"{TIME}(?:~{TIME})?".replace(r"\1", r"[-/.]").replace("([-/.])", "[-/.]"),
    "date": rf"{DATE}(?:~{DATE})?".replace(r"\1", r"[-/.]").replace("([-/.])", "[-/.]"),
    "amount": r"[¥$€￥]?\d{1,10}(?:\.\d{1,2})?元?",
    "phone_number": r"[\d+\-() ]{1,17}",
    "car_number": r".{1,8}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
}


def wrong_value(name: str, value: object) -> str | None:
    """Why a value of that field (`thing1`) is refused, in WeChat's words; None if fine."""
    if not isinstance(value, str):
        return f"data.{name}.value invalid"
    if not value.strip():
        return f"data.{name}.value is empty"
    if any(unicodedata.category(c) in {"Cc", "Zl", "Zp"} for c in value):
        return f"data.{name}.value invalid"
    kind = name.rstrip("0123456789")
    if kind == "name":
        fits = len(value) <= (10 if re.search(r"[\u4e00-\u9fff]", value) else 20)
    else:
        fits = kind in PATTERNS and re.fullmatch(PATTERNS[kind], value) is not None
    return None if fits else f"data.{name}.value invalid"
