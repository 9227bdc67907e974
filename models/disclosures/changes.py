"""How a revision differs from the one before it, in sentences for villagers; it knows no database.

Both are the copies that everybody reads, so nothing covered is told here either.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterator, Sequence

from models.disclosures.documents import Entry, Statement
from models.disclosures.fields import FieldValue
from models.disclosures.meeting import Meeting, quorum_rules

TITLES = {
    "title": "标题",
    "period": "所属期间",
    "continuity_reason": "期初与上期不一致的说明",
    "nothing_note": "无内容的说明",
}
MONEY = {"opening": "期初余额", "closing": "期末余额"}
MEETING = {
    "on": "日期",
    "expected": "应到人数",
    "present": "实到人数",
    "votes_for": "同意人数",
    "votes_against": "反对人数",
    "resolution": "决议",
}
COLUMNS = {
    "on": "日期",
    "amount": "金额",
    "subject": "事由",
    "counterpart": "对方",
    "handled_by": "经手人",
    "approved_by": "审批人",
    "voucher_number": "凭证号",
}
WAYS = {"income": "收入", "expense": "支出"}
NOTHING = "（空）"
SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]|[^。！？；\n]+")
# Who changes more than this reads the new one rather than a list.
MOST_TOLD = 200
# Lines compared with lines; beyond it `difflib` may take minutes.
MOST_PAIRS = 250_000


def changes_between(before: Statement, after: Statement) -> tuple[str, ...]:
    """The changes, one sentence each, in the order of the text; at most `MOST_TOLD`."""
    found = list(_all(before, after))
    more = len(found) - MOST_TOLD
    return (*found[:MOST_TOLD], *((f"另有{more}处改动",) if more > 0 else ()))


def _all(before: Statement, after: Statement) -> Iterator[str]:
    for name, title in TITLES.items():
        yield from _changed(title, getattr(before, name), getattr(after, name))
    yield from _sentences(before.body, after.body)
    yield from _fields(before.fields, after.fields)
    yield from _table(before, after)
    for name, title in MONEY.items():
        old, new = getattr(before, name), getattr(after, name)
        yield from _changed(title, _money(old), _money(new))
    yield from _entries(before.entries, after.entries)
    yield from _meeting(before.meeting, after.meeting)
    yield from _attachments(before, after)


def _changed(what: str, old: str, new: str) -> Iterator[str]:
    if old != new:
        yield f"{what}由“{old or NOTHING}”改为“{new or NOTHING}”"


def _money(fen: int | None) -> str:
    """1,200.00 元; whole fen, no floats."""
    if fen is None:
        return ""
    sign, fen = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02} 元"


def _sentences(old: str, new: str) -> Iterator[str]:
    """Sentence by sentence: what was taken out, put in, or put another way."""
    first, second = (SENTENCE.findall(text) for text in (old, new))
    for tag, i, j, k, m in _opcodes(first, second):
        gone, come = "".join(first[i:j]).strip(), "".join(second[k:m]).strip()
        if tag == "replace":
            yield f"正文“{gone}”改为“{come}”"
        elif tag == "delete" and gone:
            yield f"正文删去“{gone}”"
        elif tag == "insert" and come:
            yield f"正文增加“{come}”"


def _opcodes(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> Iterator[tuple[str, int, int, int, int]]:
    """What `difflib` says of the part that differs; place by place where that would take long."""
    same = zip(old, new, strict=False)
    start = next((n for n, (a, b) in enumerate(same) if a != b), min(len(old), len(new)))
    same = zip(reversed(old[start:]), reversed(new[start:]), strict=False)
    least = min(len(old), len(new)) - start
    end = next((n for n, (a, b) in enumerate(same) if a != b), least)
    first, second = old[start : len(old) - end], new[start : len(new) - end]
    if len(first) * len(second) > MOST_PAIRS:
        yield "replace", start, len(old) - end, start, len(new) - end
        return
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    for tag, *places in matcher.get_opcodes():
        if tag != "equal":
            i, j, k, m = (place + start for place in places)
            yield tag, i, j, k, m


def _fields(old: Sequence[FieldValue], new: Sequence[FieldValue]) -> Iterator[str]:
    earlier, later = ({field.name: field for field in fields} for fields in (old, new))
    for name in {**earlier, **later}:
        yield from _changed(f"“{name}”", _told(earlier.get(name)), _told(later.get(name)))


def _told(field: FieldValue | None) -> str:
    if field is None:
        return ""
    if field.type == "amount":
        return _money(field.amount)
    captions = "、".join(picture.caption for picture in field.pictures)
    return f"{len(field.pictures)}张图片{captions}" if field.pictures else field.text


def _table(before: Statement, after: Statement) -> Iterator[str]:
    """Columns by name; rows that were taken out, put in, or changed in their place."""
    yield from _set("表格列", _columns(before), _columns(after))
    old, new = _rows(before), _rows(after)
    for tag, i, j, k, m in _opcodes(old, new):
        if tag == "replace" and j - i == m - k:
            for line, (gone, come) in enumerate(zip(old[i:j], new[k:m], strict=True), i + 1):
                yield f"表格第{line}行由“{gone}”改为“{come}”"
            continue
        yield from (f"表格删去第{line}行“{old[line - 1]}”" for line in range(i + 1, j + 1))
        yield from (f"表格增加第{line}行“{new[line - 1]}”" for line in range(k + 1, m + 1))


def _columns(statement: Statement) -> list[str]:
    return [column.name for column in statement.table.columns] if statement.table else []


def _rows(statement: Statement) -> list[str]:
    table = statement.table
    if table is None:
        return []
    return ["，".join(map(_cell, row, (c.type for c in table.columns))) for row in table.rows]


def _cell(value: str | int, kind: str) -> str:
    return _money(value) if isinstance(value, int) and kind == "amount" else str(value)


def _entries(old: Sequence[Entry], new: Sequence[Entry]) -> Iterator[str]:
    """Line by line; lines of equal number in one place are the same line, changed."""
    earlier, later = _numbered(old), _numbered(new)
    for _, i, j, k, m in _opcodes(old, new):
        both = min(j - i, m - k)
        for offset in range(both):
            yield from _entry(earlier[i + offset], old[i + offset], new[k + offset])
        for place in range(i + both, j):
            yield f"删去{earlier[place]}：{_in_words(old[place])}"
        for place in range(k + both, m):
            yield f"增加{later[place]}：{_in_words(new[place])}"


def _entry(line: str, before: Entry, new: Entry) -> Iterator[str]:
    if before.way != new.way:
        yield f"{line}改为{WAYS[new.way]}：{_in_words(new)}"
        return
    for name, title in COLUMNS.items():
        was, now = getattr(before, name), getattr(new, name)
        if was != now and name == "amount":
            yield f"{line}{title}由 {_money(was)}改为 {_money(now)}"
        else:
            yield from _changed(f"{line}{title}", was, now)
    if before.vouchers != new.vouchers:
        yield f"{line}的票据由{len(before.vouchers)}张改为{len(new.vouchers)}张，内容有变"


def _numbered(entries: Sequence[Entry]) -> list[str]:
    """第3笔支出: counted among its own kind, as people count."""
    counts, names = dict.fromkeys(WAYS, 0), []
    for entry in entries:
        counts[entry.way] += 1
        names.append(f"第{counts[entry.way]}笔{WAYS[entry.way]}")
    return names


def _in_words(entry: Entry) -> str:
    return f"{entry.on} {entry.subject} {_money(entry.amount)}"


def _meeting(old: Meeting | None, new: Meeting | None) -> Iterator[str]:
    """The decision behind it; one that came or went is told in one sentence."""
    if old is None or new is None:
        yield from _changed("会议决议", _held(old), _held(new))
        return
    yield from _changed("会议类型", quorum_rules()[old.kind].name, quorum_rules()[new.kind].name)
    for name, title in MEETING.items():
        yield from _changed(f"会议{title}", str(getattr(old, name)), str(getattr(new, name)))


def _held(meeting: Meeting | None) -> str:
    if meeting is None:
        return ""
    kind = quorum_rules()[meeting.kind].name
    return (
        f"{meeting.on} {kind}，应到{meeting.expected}人，实到{meeting.present}人，"
        f"同意{meeting.votes_for}人，反对{meeting.votes_against}人 {meeting.resolution}".strip()
    )


def _attachments(before: Statement, after: Statement) -> Iterator[str]:
    """Files by name; another file under the same name is a change that no name shows."""
    old, new = (
        {attachment.name: attachment.media for attachment in statement.attachments}
        for statement in (before, after)
    )
    yield from _set("附件", list(old), list(new))
    for name, media in new.items():
        if old.get(name, media) != media:
            yield f"附件“{name}”换成了另一份文件"


def _set(what: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    yield from (f"删去{what}“{name}”" for name in old if name not in new)
    yield from (f"增加{what}“{name}”" for name in new if name not in old)
