"""`api("POST", "/path", body, role="secretary")`: calls the server and checks the answer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPResponse

from handlers.api import ROOT, routes
from handlers.base import Endpoint, verbs_of
from handlers.paths import to_regex
from tests.bench_of_tests import Server
from tests.factories import VILLAGE, Factory

PROBLEM_KEYS = {"type", "title", "status", "code", "detail", "errors", "request_id"}


@dataclass(frozen=True)
class Reply:
    """An answer: its status, its JSON (None if empty) and the raw response."""

    status: int
    json: Any
    raw: HTTPResponse

    @property
    def code(self) -> str | None:
        """The stable code of an error."""
        return self.json.get("code") if isinstance(self.json, dict) else None

    @property
    def paths(self) -> list[str]:
        """The wrong fields of an error."""
        return [mistake["path"] for mistake in self.json["errors"]]


class Api:
    """Calls the server as nobody (`role=None`), as a role over `division`, or with a `token`."""

    def __init__(self, make: Factory, server: Server) -> None:
        self.make = make
        self.server = server
        self.client = AsyncHTTPClient()

    async def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        role: str | None = None,
        division: str = VILLAGE,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        raw_body: bytes | None = None,
    ) -> Reply:
        if role is not None:
            token = await self.make.token(role, division)
        sent = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            raw_body = json.dumps(body, ensure_ascii=False).encode()
            sent["Content-Type"] = "application/json"
        response = await self.client.fetch(
            self.server.url + path if not path.startswith("http") else path,
            method=method,
            headers=sent | (headers or {}),
            body=raw_body,
            allow_nonstandard_methods=True,
            raise_error=False,
            request_timeout=20,
        )
        return check(method, path, response)


def check(method: str, path: str, response: HTTPResponse) -> Reply:
    """Every answer has a known shape: the declared one, or the one shape of errors."""
    kind = response.headers.get("Content-Type", "")
    assert response.code != 599, response.error
    assert response.headers.get("X-Request-Id"), "every answer names its request"
    if response.code >= 400:
        assert kind.startswith("application/problem+json"), (response.code, response.body)
        problem = json.loads(response.body)
        assert problem.keys() >= PROBLEM_KEYS
        assert problem["status"] == response.code
        return Reply(response.code, problem, response)
    declared = declaration_of(method, path)
    if declared is None or declared.raw or response.code == 304:
        return Reply(response.code, None, response)
    assert response.code == (204 if declared.adapter is None else declared.status)
    if declared.adapter is None:
        assert not response.body
        return Reply(204, None, response)
    declared.adapter.validate_json(response.body)
    return Reply(response.code, json.loads(response.body), response)


def declaration_of(method: str, path: str) -> Endpoint | None:
    """What the handler that serves this address declares."""
    plain = ROOT + path.partition("?")[0]
    for route in routes():
        if re.fullmatch(to_regex(route.template), plain):
            return verbs_of(route.handler).get(method.lower())
    return None
