"""What a verb declares (`@endpoint`): who may call, what comes in, what goes out; it runs nothing.

Access checks, validation, the cache, the API's description and the access test all read it; a verb
without one stops the start-up.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import tornado.web
from pydantic import BaseModel, TypeAdapter

from models.errors import DomainError

Verb = Callable[..., Awaitable[object]]
DeclaredVerb = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What one verb of one handler declares.

    `scope` None says "public" aloud. `returns` None answers 204; with `raw` the method writes the
    answer itself (files). `shared` answers are the same for everybody and kept in memory until
    one of their topics changes: what the address names and the named `topics`. A verb marked
    `while_password_is_new` is open to an account that must change its password first. Only the
    description reads `upload` (the body is one multipart `file`), `produces` (the media types of
    a raw answer) and `raises` (errors that the rest does not let one expect).
    """

    scope: str | None
    returns: Any = None
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    status: int = 200
    raw: bool = False
    shared: bool = False
    topics: tuple[str, ...] = ()
    upload: bool = False
    while_password_is_new: bool = False
    produces: tuple[str, ...] = ()
    raises: tuple[type[DomainError], ...] = ()
    adapter: TypeAdapter[Any] | None = field(default=None, compare=False)


def endpoint(
    *, scope: str | None, returns: Any = None, **options: Any
) -> Callable[[Verb], DeclaredVerb]:
    """Declares a verb; the options are the fields of `Endpoint`.

    The method is called with `form` (the parsed body), `query` (the parsed query) where these are
    declared, and the address's parameters by name: a loaded, guarded document or a checked code.
    """

    def declare(method: Verb) -> DeclaredVerb:
        adapter = None if returns is None else TypeAdapter(returns)
        declaration = Endpoint(scope, returns, adapter=adapter, **options)

        @functools.wraps(method)
        async def run(self: Any, **path: str) -> None:
            await self.answer(declaration, method, path)

        run.endpoint = declaration  # type: ignore[attr-defined]  # read by app, openapi and tests
        return run

    return declare


def verbs_of(handler: type[tornado.web.RequestHandler]) -> dict[str, Endpoint]:
    """The verbs that a handler defines, with their declarations.

    Raises `TypeError` for a verb without one: what is not declared is not served (default deny).
    """
    found = {}
    for verb in ("get", "post", "put", "patch", "delete"):
        method = getattr(handler, verb)
        if method is getattr(tornado.web.RequestHandler, verb):
            continue
        if not isinstance(getattr(method, "endpoint", None), Endpoint):
            raise TypeError(f"{handler.__name__}.{verb} has no @endpoint declaration")
        found[verb] = method.endpoint
    return found
