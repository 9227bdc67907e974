"""Finds names of persons where the words around announce one; it must not know other data.

Chinese names look like any other characters, so a name is taken only after a word that announces
it (户主：, 联系人, 我叫), directly before a personal number, or in a column of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from nlp.normal import DATA
from nlp.words import segmenter

_HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
_FOREIGN = re.compile(f"{_HAN}{{2,6}}(?:[·•]{_HAN}{{2,6}}){{1,3}}")
_LABELS = (
    "姓名|户主|联系人|申请人|投诉人|反映人|举报人|信访人|来信人|受助人|救助对象|低保户|五保户|贫困户|脱贫户|残疾人|受益人"
    "|收款人|领款人|领取人|持卡人|户名|监护人|家长|家属|死者|伤者|患者|病人|产权人|承包人|承包户|承租人|出租人|安置户"
    "|签收人|委托人|代理人|收件人|寄件人|车主|(?<!药)房主|(?<!物)业主|身份证|申报人|使用权人|继承人|借款人|当事人|原告|被告|本人"
)
_RELATIVES = (
    "村民|邻居|儿子|女儿|丈夫|妻子|父亲|母亲|老伴|儿媳|女婿|哥哥|弟弟|爷爷|奶奶|外公|外婆|同村"
)
_ANNOUNCED = re.compile(
    f"(?:{_LABELS})(?:姓名|名字|名称|信息)?(?:（[^（）\\n]{{1,8}}）)?"
    "(?P<sure> {0,2}[：_]\\s{0,2}| {0,2})"
    f"|(?:{_RELATIVES})(?:名叫|叫|：)?|(?:我叫|名叫|本人叫|本人系) ?"
    f"|我是(?=(?:{_HAN}{{2,4}})(?:[^\u3400-\u9fff]|$))"
)
_NEXT = re.compile(" ?(?P<listed>[、/]) ?| ?[和与及] ?| (?=[^ ])")
_BEFORE_NUMBER = re.compile(
    "[：（， ]{0,2}的?(?:身份证|公民身份|证件|电话|手机|联系电话|联系方式|银行卡|卡|帐|账)?"
    "(?:号码|号)?"
    "[：（， 是为]{0,2}$"
)
_LEADS_TO_NAME = re.compile("(?:[^\u3400-\u9fff]|找|叫|是|村民|户主|联系|本人|同志)$")
_ORDINARY_WORD = 60  # jieba's frequency from which a word is more likely itself than a name
_REACH = 24


class _Lists(NamedTuple):
    common: frozenset[str]
    surnames: frozenset[str]
    only_surnames: frozenset[str]
    compound: frozenset[str]
    never: frozenset[str]
    may_follow: frozenset[str]
    titles: frozenset[str]
    no_names: frozenset[str]


@cache
def _lists() -> _Lists:
    text = (DATA / "personal_names.txt").read_text("utf-8")
    sections = {
        title: frozenset(body.split()) for title, body in re.findall(r"\[(.+)\]\n([^\[]*)", text)
    }
    common = sections["common surnames"]
    return _Lists(
        common,
        common | sections["other surnames"],
        sections["surnames that begin hardly any word"],
        sections["compound surnames"],
        sections["not in names"],
        sections["may follow a name"],
        sections["titles"],
        sections["no names"],
    )


def find_names(normal: str, numbers: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans of names announced by a word, and of names that stand before one of the `numbers`."""
    for found in _ANNOUNCED.finditer(normal):
        yield from _names_from(normal, found.end(), is_sure=bool((found["sure"] or "").strip()))
    for start, _ in numbers:
        yield from _name_before(normal, start)


def name_length(normal: str, start: int, *, is_sure: bool) -> int:
    """Characters of the name that starts here, 0 for none.

    `is_sure` says that the place itself promises a name, so that rare surnames count too.
    """
    foreign = _FOREIGN.match(normal, start)
    if foreign:
        return foreign.end() - start if is_sure else 0
    known = _lists()
    surname = 2 if normal[start : start + 2] in known.compound else 1
    surnames = known.surnames if is_sure else known.common
    if surname == 1 and normal[start : start + 1] not in surnames:
        return 0
    if _is_other_word(normal, start, is_sure=is_sure or surname == 2):
        return 0
    return _with_given_name(normal, start, surname)


def surname_length(name: str) -> int:
    """How many characters of a name are its surname."""
    return 2 if len(name) > 2 and name[:2] in _lists().compound else 1


def _with_given_name(normal: str, start: int, surname: int) -> int:
    known = _lists()
    first, second = (normal[start + surname + i : start + surname + i + 1] for i in (0, 1))
    if not re.fullmatch(_HAN, first) or first in known.never or first + second in known.titles:
        return 0
    if not re.fullmatch(_HAN, second) or second in known.never:
        return surname + 1
    # 王芳家 goes on with the sentence, but 王国庆家 and a name at the end of a clause do not.
    is_last = not re.match(_HAN, normal[start + surname + 2 : start + surname + 3])
    return surname + 1 + (is_last or second not in known.may_follow)


def _is_other_word(normal: str, start: int, *, is_sure: bool) -> bool:
    """Whether the characters are a word of the language rather than a name."""
    words = [normal[start : start + size] for size in (1, 2, 3, 4)]
    if not _lists().no_names.isdisjoint(words):
        return True
    if is_sure or words[0] in _lists().only_surnames:
        return False
    frequencies = [segmenter().frequencies.get(word) or 0 for word in words]
    return max(frequencies[1:3]) >= _ORDINARY_WORD or frequencies[3] > 0


def _names_from(normal: str, start: int, *, is_sure: bool) -> Iterator[tuple[int, int]]:
    """The name at `start` and those listed after it (户主：甲、乙、丙)."""
    length = name_length(normal, start, is_sure=is_sure)
    while length:
        yield start, start + length
        following = _NEXT.match(normal, start + length)
        if following is None:
            return
        start = following.end()
        length = name_length(normal, start, is_sure=following["listed"] is not None)


def _name_before(normal: str, number: int) -> Iterator[tuple[int, int]]:
    """The name that a number is written behind, with a label between them or none."""
    before = normal[max(0, number - _REACH) : number]
    label = _BEFORE_NUMBER.search(before)
    end = number - len(before) + (label.start() if label else len(before))
    for size in (3, 2, 4):
        start = end - size
        is_led_to = start == 0 or (
            start > 0 and _LEADS_TO_NAME.search(normal[max(0, start - 2) : start])
        )
        if is_led_to and name_length(normal[start:end], 0, is_sure=False) == size:
            yield start, end
            return
