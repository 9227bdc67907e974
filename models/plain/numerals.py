"""Numbers as people write them and as they say them: 1,200.50元 and 一千二百元五角.

Money is whole fen, and no float ever touches it. Knows nothing of disclosures.
"""

from __future__ import annotations

import re

DIGITS = "零一二三四五六七八九"
_SMALL = ((1000, "千"), (100, "百"), (10, "十"))
_LARGE = ((10**8, "亿"), (10**4, "万"))
# What is longer is no quantity: a phone number, an account, a document's number.
LONGEST_QUANTITY = 9

# Full-width digits, the full-width stop and percent sign.
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0E: ".", 0xFF05: "%"}
_PERIODS = (
    (re.compile(r"(20[0-9]{2})H([12])"), lambda m: f"{m[1]}年{('上', '下')[int(m[2]) - 1]}半年"),
    (re.compile(r"(20[0-9]{2})Q([1-4])"), lambda m: f"{m[1]}年第{DIGITS[int(m[2])]}季度"),
    (
        re.compile(r"(?<![0-9])(20[0-9]{2})-([0-9]{2})-([0-9]{2})(?![0-9])"),
        lambda m: _day(m[1], m[2], m[3]),
    ),
    (re.compile(r"(?<![0-9])(20[0-9]{2})-([0-9]{2})(?![0-9])"), lambda m: f"{m[1]}年{int(m[2])}月"),
)
# Each begins where a run of digits begins and gives nothing back (`++`): a text of nothing but
# digits is read in linear time.
_SPOKEN = (
    # 138****1234 and 330825**********24: what is covered is said to be.
    (
        re.compile(r"(?<![0-9])([0-9]++)\*++([0-9]*+)"),
        lambda m: f"{one_by_one(m[1])}某{one_by_one(m[2])}",
    ),
    (re.compile(r"\*"), lambda m: "某"),
    (re.compile(r"(?<![0-9])([0-9]{4})(?=年)"), lambda m: one_by_one(m[1])),
    (re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))"), lambda m: ""),
    (
        re.compile(r"(?<![0-9.])([0-9]++(?:\.[0-9]++)?+)%"),
        lambda m: f"百分之{_decimal(m[1])}",
    ),
    (
        re.compile(r"(?<![0-9])([0-9]{1,18})\.([0-9]{1,2})元"),
        lambda m: _yuan_and_fen(m[1], m[2]),
    ),
    (
        re.compile(r"(?<![0-9.])([1-9][0-9]{0,17})元"),
        lambda m: f"{number_in_words(int(m[1]))}元",
    ),
    (re.compile(r"(?<![0-9])[0-9]++\.[0-9]++"), lambda m: _decimal(m[0])),
    (re.compile(r"[0-9]+"), lambda m: _whole(m[0])),
)


def number_in_words(number: int) -> str:
    """1205 is 一千二百零五, 12 is 十二; exact for any size."""
    if number < 0:
        return f"负{number_in_words(-number)}"
    words = _words(number) or DIGITS[0]
    return words.removeprefix("一") if words.startswith("一十") else words


def money_in_words(fen: int) -> str:
    """120050 fen are 一千二百元五角, 105 are 一元零五分, none are 零元."""
    if fen < 0:
        return f"负{money_in_words(-fen)}"
    yuan, (jiao, rest) = fen // 100, divmod(fen % 100, 10)
    said = f"{number_in_words(yuan)}元" if yuan or not fen else ""
    if jiao:
        said += f"{DIGITS[jiao]}角"
    elif rest and yuan:
        said += DIGITS[0]
    return said + (f"{DIGITS[rest]}分" if rest else "")


def money_in_figures(fen: int) -> str:
    """120050 fen are 1,200.50元, whole yuan have no decimals."""
    sign, size = ("-" if fen < 0 else ""), abs(fen)
    cents = f".{size % 100:02}" if size % 100 else ""
    return f"{sign}{size // 100:,}{cents}元"


def period_in_words(period: str) -> str:
    """2026Q3 is 2026年第三季度, 2026-08 is 2026年8月; any other text is left as it is."""
    text = re.sub(r"^(20[0-9]{2})$", r"\1年", re.sub(r"\.[0-9]+$", "", period))
    for pattern, said in _PERIODS:
        text = pattern.sub(said, text)
    return text


def spoken(text: str) -> str:
    """The text with every number in words, for those who read it aloud: no digit is left.

    Years and long numbers are said digit by digit, covered places (张*) as 某.
    """
    text = text.translate(_WIDE)
    for pattern, said in (*_PERIODS, *_SPOKEN):
        text = pattern.sub(said, text)
    return text


def one_by_one(digits: str) -> str:
    """Each digit by itself: 2026 is 二零二六."""
    return "".join(DIGITS[int(digit)] for digit in digits)


def _words(number: int) -> str:
    """Without the special cases of zero and of a leading ten; "" for zero."""
    for size, name in (*_LARGE, *_SMALL):
        if number >= size:
            head, rest = divmod(number, size)
            gap = DIGITS[0] if 0 < rest < size // 10 else ""
            return f"{_words(head)}{name}{gap}{_words(rest)}"
    return DIGITS[number] if number else ""


def _decimal(text: str) -> str:
    whole, _, part = text.partition(".")
    return _whole(whole) + (f"点{one_by_one(part)}" if part else "")


def _whole(digits: str) -> str:
    is_name = len(digits) > LONGEST_QUANTITY or (digits.startswith("0") and len(digits) > 1)
    return one_by_one(digits) if is_name else number_in_words(int(digits))


def _yuan_and_fen(yuan: str, part: str) -> str:
    return money_in_words(int(yuan) * 100 + int(part.ljust(2, "0")))


def _day(year: str, month: str, day: str) -> str:
    return f"{year}年{int(month)}月{int(day)}日"
