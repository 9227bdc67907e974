"""Which queries the collections name, read from their source: what has to be proven, and what is
proven already because its filter holds the id or because it asks nothing."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable
from functools import cache

from models.base import Collection
from models.store import Store

# What every collection inherits: by id, or a matter of set-up.
INHERITED = {"get", "ensure_indexes"}
ASKING = {
    *("find", "find_one", "find_one_and_update", "find_one_and_delete", "aggregate"),
    *("count_documents", "distinct", "update_one", "update_many", "delete_one", "delete_many"),
    *("bulk_write", "_find", "_find_one", "_page", "_change", "UpdateOne", "replace_one"),
}


def named_queries(store: Store) -> dict[str, Callable[..., object]]:
    """`posts.feed` and its function: every public asynchronous method of every collection."""
    return {
        f"{noun}.{name}": function
        for noun, collection in vars(store).items()
        if isinstance(collection, Collection)
        for name, function in inspect.getmembers(type(collection), _is_asynchronous)
        if not name.startswith("_") and name not in INHERITED
    }


def _is_asynchronous(member: object) -> bool:
    return inspect.iscoroutinefunction(member) or inspect.isasyncgenfunction(member)


def names_the_id(function: Callable[..., object], owner: type) -> bool:
    """True if every query in reach is written down with an `_id` that it must equal."""
    asking = [found for found in _reach(function, owner) if _calls(_tree(found)) & ASKING]
    return bool(asking) and all(_pins_the_id(found, owner) for found in asking)


def unproven_in(function: Callable[..., object], owner: type) -> set[Callable[..., object]]:
    """The functions in reach that ask without naming the id: a row for each proves them all."""
    asking = [found for found in _reach(function, owner) if _calls(_tree(found)) & ASKING]
    return {found for found in asking if not _pins_the_id(found, owner)}


def asks_nothing(function: Callable[..., object], owner: type) -> bool:
    """True if only inserts are in reach."""
    return not any(_calls(_tree(found)) & ASKING for found in _reach(function, owner))


def _pins_the_id(function: Callable[..., object], owner: type) -> bool:
    """True if a filter in it, or in what builds its filter, says `"_id": something`.

    An `_id` of a range, a projection (`1`) or a grouping (`"$field"`) pins nothing.
    """
    built_by = [f for f in _called(function, owner) if not _calls(_tree(f)) & ASKING]
    return any(
        isinstance(key, ast.Constant)
        and key.value == "_id"
        and not isinstance(value, ast.Dict | ast.Constant)
        for found in (function, *built_by)
        for node in ast.walk(_tree(found))
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
    )


def _calls(tree: ast.AST) -> set[str]:
    """The names of what is called: `x()` and `y.x()` both give x."""
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in called}


def _reach(function: Callable[..., object], owner: type) -> set[Callable[..., object]]:
    """The function, and all that it calls of its own class and module, and so on."""
    seen: set[Callable[..., object]] = set()
    todo = [function]
    while todo:
        current = todo.pop()
        if current not in seen:
            seen.add(current)
            todo += _called(current, owner)
    return seen


def _called(function: Callable[..., object], owner: type) -> list[Callable[..., object]]:
    module = sys.modules[function.__module__]
    found = [
        getattr(owner, name, None) or getattr(module, name, None)
        for name in _calls(_tree(function))
    ]
    return [
        call
        for call in found
        if inspect.isfunction(call)
        and call.__module__.startswith("models.")
        and getattr(Collection, call.__name__, None) is not call
    ]


@cache
def _tree(function: Callable[..., object]) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))
