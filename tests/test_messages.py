"""Every code that can be answered has a Chinese sentence, and no sentence waits for a code."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import handlers
import models
import nlp
import server
from handlers.forms import _CODES
from handlers.messages import ERRORS, FIELDS
from handlers.problems import problem
from models.errors import DomainError, Invalid, Mistake

ROOT = Path(__file__).parents[1]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"{(\w+)}")


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in (handlers, models, nlp, server):
        for file in Path(package.__path__[0]).rglob("*.py"):
            yield file.relative_to(ROOT), ast.parse(file.read_text(encoding="utf-8"))


def kinds() -> dict[str, type[DomainError]]:
    """Every class of errors of the packages, by its name."""
    for package in (handlers, models, server):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found, todo = {}, [DomainError]
    while todo:
        kind = todo.pop()
        found[kind.__name__] = kind
        todo += kind.__subclasses__()
    return found


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of something with a plain name, and the name."""
    for _, module in sources():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield node.func.id, node


def text_at(call: ast.Call, place: int) -> str | None:
    """The literal text of an argument, if it is one."""
    found = call.args[place] if len(call.args) > place else None
    return found.value if isinstance(found, ast.Constant) and isinstance(found.value, str) else None


def raised() -> Iterator[tuple[type[DomainError], str, ast.Call]]:
    known = kinds()
    for name, call in calls():
        if name in known:
            place = 1 if issubclass(known[name], Invalid) else 0
            code = text_at(call, place)
            yield known[name], code or known[name].default_code, call


def literals() -> set[str]:
    """Every text in the packages but for the sentences themselves."""
    return {
        node.value
        for file, module in sources()
        if file.name != "messages.py" or file.parts[0] != "handlers"
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_error_that_is_raised_has_a_sentence() -> None:
    codes = {code for _, code, _ in raised()} - {"error", "internal"}
    codes |= {kind.default_code for kind in kinds().values()} - {DomainError.default_code}
    assert codes - ERRORS.keys() == set()


def test_every_mistake_that_is_named_has_a_sentence() -> None:
    named = {text_at(call, 1) for name, call in calls() if name == "Mistake"}
    named |= {text_at(call, 0) for name, call in calls() if name == "PydanticCustomError"}
    named |= set(_CODES.values())
    assert named - {None} - FIELDS.keys() == set()


def test_every_sentence_is_used() -> None:
    unused = (ERRORS.keys() | FIELDS.keys()) - literals()
    assert unused == set()


def test_what_a_sentence_mentions_is_given_wherever_its_error_is_raised() -> None:
    missing = [
        (code, name)
        for kind, code, call in raised()
        for name in PLACEHOLDER.findall(ERRORS.get(code, ""))
        if name not in {keyword.arg for keyword in call.keywords} | {None}
    ]
    assert missing == []


def test_every_sentence_is_chinese_and_ends_as_one() -> None:
    assert [code for code, text in {**ERRORS, **FIELDS}.items() if not CHINESE.search(text)] == []
    assert [code for code, text in ERRORS.items() if not text.endswith(("。", "}"))] == []


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_a_problem_can_be_made_of_every_code(code) -> None:
    values = dict.fromkeys(PLACEHOLDER.findall(ERRORS[code]), 7)
    told = problem(DomainError(code, **values), "id")
    assert told["code"] == code
    assert "{" not in told["detail"]


def test_a_mistake_is_told_with_its_values() -> None:
    told = problem(Invalid([Mistake("body.title", "too_long", (("max_length", 60),))]), "id")
    assert told["errors"] == [{"path": "body.title", "code": "too_long", "message": "最多 60 个字"}]
