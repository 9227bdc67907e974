"""Tells what is denied, only supposed, or over from what is said to be so; knows no subject matter.

All three questions look back from a position to the start of its clause and no further than
`REACH` characters, so that their cost does not grow with the text.
"""

from __future__ import annotations

import re

from nlp.words import Text

REACH = 24
CLAUSE_MARKS = ',，。.!！?？;；:：、\n\r\t …“”"()（）《》【】'
_MARK = re.compile(f"[{re.escape(CLAUSE_MARKS)}]")
_UP_TO_LAST_MARK = re.compile(f"(?s:.*)[{re.escape(CLAUSE_MARKS)}]")

# Words that may stand between a negator and what it denies: 没有(受到)(任何)威胁.
_BETWEEN = (
    r"(?:受到|遭到|遭受|遇到|发生|造成|出现|存在|产生|带来|构成|听说|感到|看到|收到|发现|进行|"
    r"任何|什么|有过|有|被|人员|人|过|再|会|能|去|用|这种|这样的?|这个|所谓的?|的|了|到|啥|一点|"
    r"谁|村民|群众|干部|领导|直接|真的|继续){0,4}"
)
_NEGATOR = (
    r"(?:没有|没|未曾|从未|未|并未|并不是|不是|并非|并无|绝无|毫无|从不|决不|绝不|不会|不再|不曾|"
    r"不存在|不属于|不算|不怕|别|不要|不准|禁止|严禁|杜绝|避免|防止|预防|谨防|以防|以免|免得|免遭|免受|"
    r"消除|排除|解除|防|无|不)"
)
_NEGATED = re.compile(_NEGATOR + _BETWEEN + r"$")
# These begin like a negator and deny nothing: 不仅打人, 不断停水, 无故殴打, 是不是, 有没有, 不得不.
_NOT_DENYING = re.compile(
    r"(?:不仅仅?|不但|不光|不只|不止|不断|不停|不时|不得不|无不|无非|不可能不|不知道?|无故|无端|"
    r"不管|不顾|不惜|不法|不良|"
    r"是不是|有没有|会不会|能不能|是否没有|没日没夜|没完没了|无缘无故|没有人?管|无人管|没有办法|没办法|"
    r"不能不|从不间断)" + _BETWEEN + r"$"
)
_SUPPOSED = re.compile(
    r"是否|会不会|是不是|有没有|能否|可否|轻则|重则|如果|如发生|若发生|若遇|一但|假如|假设|倘若|要是|若是|若有|万一|一旦|以防|防止|避免|"
    r"以免|免得|预防|谨防|演练|演习|预案|讲座|宣传|培训|知识|比如|例如|譬如|"
    r"就像|好比|犹如|如同|好像|仿佛|宛如|会否|不会再?|会引发|会引起|会导致|会造成|将会|有可能会?|可能会|容易|哪天|到时候?|将来|今后|以后|日后"
)
_IMMINENT = re.compile(
    r"随时|说不定|不知哪天|不知道哪天|生怕哪天|怕是|马上|眼看|就要|即将|快要|正在|已经|已|现在|目前|险些|差点|时刻|正"
)
_OVER = re.compile(
    r"去年|前年|大前年|上个?世纪|曾经|曾(?=[^祖孙])|以前|从前|之前|过去|当年|当时|当初|早年|那年|那时|"
    r"往年|历史上|原来|原先|前几年|前些年|"
    r"(?:\d{1,2}|[一二两三四五六七八九十几数多]{1,3})多?年(?:多)?(?:以)?前|"
    r"(?:19|20)\d\d年(?!\d{1,2}月)|(?:19|20)\d\d年\d{1,2}月(?!\d)|\d{2}年(?!\d)(?=.{0,6}(?:时|的时候|曾))"
)
_JUST_OVER = re.compile(r"(?:曾经?|去年|前年|当年|早年)[^，。]{0,3}$")
_SETTLED = re.compile(
    r".{0,6}?(?:已经?|都|现已|后来|早已)?(?:恢复|排除|解决了|修好|处理好|扑灭|得到控制|脱险|消除)|"
    r"的?(?:预防|防范|防治|知识|演练|演习|培训|预案|隐患排查|宣传|保险|险种|通知|公告|应急|发生时|时[，有能会]|的时候|的话)"
)
_BLAME_ONLY = re.compile(r"[^。！？；\n]{0,10}?谁(?:来|会|能|该|要|又)?(?:负责|负得起|承担|担责)")
_STILL = re.compile(
    r"至今|到现在|如今|现在|目前|仍|还在|依然|依旧|一直|每|经常|正在|又|再次|越来越|近日|最近|今天|昨"
)


def clause_start(normal: str, position: int) -> int:
    """The index at which the clause of `position` begins, at most `REACH` characters before."""
    floor = max(0, position - REACH)
    last = _UP_TO_LAST_MARK.match(normal, floor, position)
    return last.end() if last else floor


def clause_end(normal: str, position: int) -> int:
    """The index of the mark that ends the clause of `position`, at most `REACH` characters on."""
    ceiling = min(len(normal), position + REACH)
    mark = _MARK.search(normal, position, ceiling)
    return mark.start() if mark else ceiling


def negated(text: Text, start: int) -> bool:
    """Whether what begins at `start` is denied in its own clause: 没有受到(威胁), 不是(贪污)."""
    before = text.normal[clause_start(text.normal, start) : start]
    return bool(_NEGATED.search(before)) and not _NOT_DENYING.search(before)


def supposed(text: Text, start: int) -> bool:
    """Whether what begins at `start` is asked, feared or provided for: 是否会(停水), 以防(倒塌).

    随时可能倒塌 and 已经开裂 are no suppositions: what may happen any moment is a danger now.
    """
    before = text.normal[clause_start(text.normal, start) : start]
    return bool(_SUPPOSED.search(before)) and not _IMMINENT.search(before)


def over(text: Text, start: int) -> bool:
    """Whether the clause places what begins at `start` in the past and says nothing of today."""
    begin = clause_start(text.normal, start)
    if _JUST_OVER.search(text.normal[begin:start]):
        return True
    if not _OVER.search(text.normal, begin, start):
        return False
    return not _STILL.search(text.normal, begin, clause_end(text.normal, start))


def settled(text: Text, end: int) -> bool:
    """Whether the words after `end` in the clause take it back: 停水(已经恢复), 火灾(的预防)."""
    match = _SETTLED.match(text.normal, end, clause_end(text.normal, end))
    return match is not None and not negated(text, match.end() - 2)


def blame_only(text: Text, end: int) -> bool:
    """Whether what ends at `end` is only thought of to ask who answers for it: (掉进井里)谁负责."""
    return bool(_BLAME_ONLY.match(text.normal, end))
