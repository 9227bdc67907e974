"""Finds personal numbers, plates and e-mail addresses in a normalised text; it knows no names.

Every pattern has a bounded length and starts only at the beginning of a run, so the time is linear
in the text whatever the text is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from nlp.personal.kinds import Kind

Span = tuple[Kind, int, int]

# The first two digits of a division code: 11 Beijing ... 65 Xinjiang, 71, 81-83.
_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10x98765432"

_GAP = "[ \\-‐-―−.·_]"
# A number goes on in neither direction; `12.5` is an amount, but a full stop after a phone is not.
_LEFT = r"(?<![0-9])(?<![0-9]\.)"
_RIGHT = r"(?![0-9])(?!\.[0-9]{1,2}(?![0-9]))"


def _grouped(*shapes: str) -> str:
    """A pattern of digits in groups: "3 4 4" stands for 138 0013 8000 and 138-0013-8000."""
    return "|".join(
        f"{_GAP}{{1,2}}".join(f"[0-9]{{{size}}}" for size in shape.split()) for shape in shapes
    )


_MOBILE = re.compile(
    f"{_LEFT}(?:(?:\\+|00)?86{_GAP}?)?(?=1{_GAP}{{0,2}}[3-9])"
    f"(?:{_grouped('11', '3 4 4', '3 3 5', '4 4 3', '4 3 4', '3 8', '7 4', '5 6')}"
    f"|[0-9](?:{_GAP}[0-9]){{10}}){_RIGHT}"
)
_AREA = "0(?:10|2[0-57-9]|[3-9][0-9]{2})"
_LOCAL = "[2-8](?:[0-9]{6,7}|[0-9]{2,3}[ -][0-9]{4})"
_EXTENSION = "(?:(?:-|转|转分机)[0-9]{1,5})?"
_LANDLINE = re.compile(
    f"{_LEFT}(?:（{_AREA}） ?|(?:\\+?86{_GAP}?)?{_AREA}{_GAP}{{0,2}})"
    f"{_LOCAL}{_EXTENSION}(?:[/、或]{_LOCAL}){{0,3}}{_RIGHT}"
)
_LOCAL_LANDLINE = re.compile(
    "(?:电话|座机|固话|热线|传真|tel|联系方式)(?:号码|号)?[：. 是为]{0,3}"
    f"(?P<number>{_LOCAL}{_EXTENSION}){_RIGHT}"
)
_ID_18 = re.compile(f"{_LEFT}(?=([1-8](?:{_GAP}{{0,2}}[0-9]){{16}}{_GAP}{{0,2}}[0-9x×])(?![0-9]))")
_ID_15 = re.compile(f"{_LEFT}(?:{_grouped('15', '6 6 3')}){_RIGHT}")
_CARD = re.compile(f"{_LEFT}(?=([0-9](?:{_GAP}{{0,2}}[0-9]){{15,18}})(?![0-9]))")
_ACCOUNT = re.compile(
    "(?:卡号|银行卡|储蓄卡|存折|一卡通|账号|帐号|账户|帐户)[^0-9，。；\\n]{0,10}"
    f"(?P<number>[0-9](?:{_GAP}{{0,2}}[0-9]){{11,18}}){_RIGHT}(?! *[元万亿])"
)
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-hj-np-z][ ·•.-]?"
    "(?=[a-z]{0,2}[0-9])(?:[a-hj-np-z0-9]{5,6}|[a-hj-np-z0-9]{4}[挂学警港澳领])(?![a-z0-9]|-[0-9])"
)
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.[a-z]{2,10}"
)

# What announces a number that belongs to a thing, and what announces one that belongs to a person.
_OF_A_THING = re.compile(
    "(?:编号|单号|票号|凭证|合同|文号|订单|流水|序列号|注册号|信用代码|税号|批号|许可证|条码|代码|案号|户号|表号|工单"
    "|受理号|登记号|证书|票据|发票|图号|型号|字第|项目编码|查询码|运单|快递|物流|追溯码|isbn|no)"
    "[号码是为第： .#（“_a-z-]{0,6}$"
)
_OF_A_PERSON = re.compile(
    "(?:电话|手机|联系|身份证|身份号|证件号|卡号|tel|拨打|致电|打给)[^0-9，。；\\n]{0,10}$"
)
_OF_AN_ID = re.compile("(?:身份证|身份号|公民身份|证件号)[^0-9，。；\\n]{0,10}$")
_AMOUNT_BEFORE = re.compile("(?:¥|￥|rmb|人民币|金额|共计|合计|总额) ?$")
_UNIT_AFTER = re.compile(
    " ?(?:元|万|亿|角|吨|公斤|斤|平方|亩|千瓦|度电|立方|米|株|人次|次|份|个|m3|kg)"
)
_CONTEXT = 24

_SPOKEN = re.compile("[0-9〇零一二三四五六七八九幺]{11,19}")
_SPOKEN_DIGITS = str.maketrans("〇零一二三四五六七八九幺", "001234567891")


def readings(normal: str) -> tuple[str, ...]:
    """The text as it stands, and with long runs of Chinese numerals (一三八 ...) as digits, 1:1.

    The first numeral of a run may end a name (张三 before a number): both are read.
    """
    if not _SPOKEN.search(normal):
        return (normal,)
    spoken = _SPOKEN.sub(lambda run: run[0].translate(_SPOKEN_DIGITS), normal)
    named = _SPOKEN.sub(lambda run: run[0][0] + run[0][1:].translate(_SPOKEN_DIGITS), normal)
    return tuple(dict.fromkeys((normal, spoken, named)))


def find_numbers(normal: str) -> Iterator[Span]:
    """All candidates, the surest kinds first; they may overlap, and the first one wins."""
    yield from ((Kind.EMAIL, *found.span()) for found in _EMAIL.finditer(normal))
    yield from _id_cards(normal)
    yield from _bank_cards(normal)
    for pattern, kind in ((_MOBILE, Kind.MOBILE), (_LANDLINE, Kind.LANDLINE)):
        for found in pattern.finditer(normal):
            if _is_personal(normal, *found.span()):
                yield kind, *found.span()
    yield from (
        (Kind.LANDLINE, *found.span("number")) for found in _LOCAL_LANDLINE.finditer(normal)
    )
    for found in _PLATE.finditer(normal):
        if not _before(_OF_A_THING, normal, found.start()):
            yield Kind.PLATE, *found.span()


def digits_of(text: str) -> str:
    """The digits of a number without its separators."""
    return "".join(character for character in text if character in "0123456789")


def _id_cards(normal: str) -> Iterator[Span]:
    for found in _ID_18.finditer(normal):
        number = _compact(found[1])
        if _is_birth_place_and_date(number) and (
            _check_digit(number) == number[-1] or _before(_OF_AN_ID, normal, found.start(1))
        ):
            yield Kind.ID_CARD, *found.span(1)
    for found in _ID_15.finditer(normal):
        number = digits_of(found[0])
        old = number[:6] + "19" + number[6:]
        if _is_birth_place_and_date(old) and _is_personal(normal, *found.span()):
            yield Kind.ID_CARD, *found.span()


def _bank_cards(normal: str) -> Iterator[Span]:
    for found in _CARD.finditer(normal):
        number = digits_of(found[1])
        if _is_issued(number) and _luhn(number) and _is_personal(normal, *found.span(1)):
            yield Kind.BANK_CARD, *found.span(1)
    yield from ((Kind.BANK_CARD, *found.span("number")) for found in _ACCOUNT.finditer(normal))


def _compact(number: str) -> str:
    return "".join(character for character in number.replace("×", "x") if character.isalnum())


def _is_birth_place_and_date(number: str) -> bool:
    """Whether an 18-digit number begins with a province and a possible birth date."""
    if not _PROVINCE.match(number) or not "1900" <= number[6:10] <= "2099":
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True


def _check_digit(number: str) -> str:
    """The 18th character by GB 11643-1999."""
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number, strict=False))
    return _ID_CHECKS[total % 11]


def _is_issued(number: str) -> bool:
    """Whether Chinese banks issue cards that begin so: UnionPay, Visa, MasterCard, JCB."""
    if number.startswith(("62", "9558", "60", "685800", "900")):
        return True
    return len(number) == 16 and number.startswith(("4", "51", "52", "53", "54", "55", "35"))


def _luhn(number: str) -> bool:
    total = 0
    for index, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _before(pattern: re.Pattern[str], normal: str, start: int) -> bool:
    return pattern.search(normal[max(0, start - _CONTEXT) : start]) is not None


def _is_personal(normal: str, start: int, end: int) -> bool:
    """Whether the words around a number do not say that it counts or names a thing."""
    if _before(_OF_A_PERSON, normal, start):
        return True
    return not (
        _UNIT_AFTER.match(normal, end)
        or _before(_OF_A_THING, normal, start)
        or _before(_AMOUNT_BEFORE, normal, start)
    )
