"""Who may do what: every route, as everybody, inside and outside of their area.

The answers are held against the scope table and against `access_matrix.txt`, which is reviewed
like code. Where a change of access is meant, write the file anew and read its diff:

    ACCESS_MATRIX=write .venv/bin/python -m pytest tests/test_access.py
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest

from handlers.access import SCOPES, SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.routing import Route
from models.accounts import CADRE_ROLES
from server.app import check_declarations
from tests.access_makers import Bench
from tests.access_table import COLUMNS, QUERIES, Column, Row, allowed, has_division, rows
from tests.access_walk import Walk
from tests.factories import COUNTY, TOWNSHIP

MATRIX = Path(__file__).with_name("access_matrix.txt")
LEGEND = """\
# Who is let in where. Made by tests/test_access.py, whose first lines say how to write it anew.
# Each role twice: inside and outside of its area (a neighbouring village, township or county).
#   +  let in (whatever then becomes of the request)      -  403: known, and not theirs to do
#   ?  404: there is none, as far as they may know         !  401: nobody is signed in
# newcomer: a secretary who has not yet changed the first password; owner: whose object it is.
"""


def heading() -> str:
    names = [column.role for column in COLUMNS if column.inside]
    return " ".join(names)


def line(row: Row, answers: str) -> str:
    cells, pairs = iter(answers), []
    for column in COLUMNS:
        if not column.inside:
            pairs[-1] += next(cells)
        else:
            pairs.append(next(cells))
    cells_of = " ".join(cell.ljust(2) for cell in pairs)
    return f"{cells_of} {row.verb:6} {row.short}  [{row.declared.scope or 'public'}]"


def text_of(answers: dict[Row, str]) -> str:
    lines = [line(row, found) for row, found in answers.items()]
    return LEGEND + "# " + heading() + "\n" + "\n".join(lines) + "\n"


def test_everybody_is_let_in_where_the_scope_table_says_and_nowhere_else(
    api, make, io_loop, caplog
):
    """One walk for both questions, as it is long: what the table allows, what was reviewed."""
    walk = Walk(Bench(make, api))
    io_loop.run_sync(walk.begin)
    answers = {row: io_loop.run_sync(lambda row=row: walk.row(row)) for row in rows()}
    # Thousands of calls in a row may find the machine slow: that is not what is tested here.
    caplog.clear()
    assert not (wrong := against_the_table(answers)), "\n".join(wrong)
    assert not (changes := against_the_matrix(answers)), "\n".join(changes)


def against_the_table(answers: dict[Row, str]) -> list[str]:
    return [
        f"{row.verb} {row.short}: {column} got {answer}, not one of {allowed(row, column)}"
        for row, found in answers.items()
        for column, answer in zip(COLUMNS, found, strict=True)
        if answer not in allowed(row, column)
    ]


def against_the_matrix(answers: dict[Row, str]) -> list[str]:
    now = text_of(answers)
    if os.environ.get("ACCESS_MATRIX") == "write":
        MATRIX.write_text(now, encoding="utf-8")
    before = MATRIX.read_text(encoding="utf-8")
    found = difflib.unified_diff(before.splitlines(), now.splitlines(), lineterm="", n=0)
    return ["access has changed:", *found] if now != before else []


async def test_a_village_role_is_not_held_over_the_township_above_it(api, make):
    await make.divisions()
    for row in rows():
        scope = row.declared.scope
        if not has_division(row) or scope in (None, SIGNED_IN):
            continue
        for role in sorted(CADRE_ROLES & SCOPES[scope].roles):
            for above in (TOWNSHIP, COUNTY):
                path = row.short.format(division=above, item="F01")
                body = None if row.verb == "GET" else {}
                query = QUERIES.get((row.verb, row.short), "")
                reply = await api(row.verb, path + query, body, role=role)
                assert reply.status == 403, (row.short, role, above)


def test_every_scope_of_the_table_is_used():
    assert SCOPES.keys() == {row.declared.scope for row in rows()} - {None}


def test_a_verb_without_a_declaration_stops_the_start():
    class Forgetful(ApiHandler):
        async def get(self) -> None:
            """Says nothing about who may call it."""

    with pytest.raises(TypeError, match=r"Forgetful\.get has no @endpoint"):
        check_declarations([Route("/forgetful", Forgetful)])


def test_a_scope_that_is_not_in_the_table_stops_the_start():
    class Inventive(ApiHandler):
        @endpoint(scope="made:up")
        async def get(self) -> None:
            """Names a scope that nobody holds."""

    with pytest.raises(TypeError, match="unknown scope 'made:up'"):
        check_declarations([Route("/inventive", Inventive)])


def test_the_walk_knows_a_leak_when_it_sees_one():
    drafts = next(row for row in rows() if row.declared.scope == "disclosure:draft")
    outsider, villager = Column("clerk", inside=False), Column("villager")
    assert "+" not in allowed(drafts, outsider)
    assert "+" not in allowed(drafts, villager)
    assert allowed(drafts, Column("clerk")) == "+"
