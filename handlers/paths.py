"""The parameters that an address can hold, what they look like, and how objects are found by them.

A parameter named in `LOADERS` is loaded and guarded before a handler sees it: the handler gets the
document, never a bare id that it might forget to check.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from bson import ObjectId

from models.divisions import areas_of
from models.store import Store
from models.viewers import Placed

DIVISIONS = {"village": r"\d{12}", "division": r"\d{12}|\d{9}|\d{6}"}
ID = r"[0-9a-f]{24}"
OTHERS = {
    "filename": r"[A-Za-z0-9_.-]+",
    "line": r"\d{1,5}",
    "item": r"[VPF]\d\d|X\d{6,12}-[0-9a-f]{6}",
    "size": r"original|320|960",
    "digest": r"[0-9a-f]{12}",
    "asset": r"[a-z]+(?:/[a-z0-9_.-]+)+",
}

Loader = Callable[[Store, ObjectId], Awaitable[Placed]]
LOADERS: dict[str, Loader] = {
    "report": lambda store, report_id: store.reports.get(report_id),
    "absence": lambda store, absence_id: store.absences.get(absence_id),
    "case": lambda store, case_id: store.feedback.get(case_id),
}

_PARAMETER = re.compile(r"{(\w+)}")


def parameters(template: str) -> list[str]:
    """The names of the parameters in an address template, in order."""
    return _PARAMETER.findall(template)


def pattern_of(name: str) -> str:
    """The regular expression that a parameter's value matches."""
    return DIVISIONS.get(name) or OTHERS.get(name) or ID


def to_regex(template: str) -> str:
    """`/posts/{post}` as the regular expression that Tornado routes by."""
    return _PARAMETER.sub(lambda m: f"(?P<{m[1]}>{pattern_of(m[1])})", template)


def is_id(name: str) -> bool:
    """True if the parameter is a document's id."""
    return name not in DIVISIONS and name not in OTHERS


def topics_of(path: dict[str, str]) -> tuple[str, ...]:
    """What a shared answer hangs on: the divisions its address names with all above them, and the
    documents, whose topic is collection and id (`{post}` names one of `posts`)."""
    divisions = [code for name in path if name in DIVISIONS for code in areas_of(path[name])]
    documents = [f"{name}s/{path[name]}" for name in path if name in LOADERS]
    return (*divisions, *documents)
