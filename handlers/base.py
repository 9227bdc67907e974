"""The frame of every handler: turns a request into a call, and its result or error into JSON.

What a verb declares is carried out here; what it means stands in `handlers/declarations.py`.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Callable
from typing import Any

import tornado.web
from bson import ObjectId
from pydantic import BaseModel
from pymongo.errors import PyMongoError
from tornado.httputil import HTTPServerRequest

from handlers.access import SIGNED_IN, Actor
from handlers.declarations import Endpoint, Verb, endpoint, verbs_of
from handlers.encoding import encode_problem, etag_of
from handlers.forms import read_json, read_query
from handlers.notices import act_as
from handlers.paths import DIVISIONS, LOADERS, is_id, topics_of
from handlers.problems import (
    HttpRefusal,
    TooLarge,
    UnsupportedMediaType,
    problem,
    status_of,
)
from handlers.services import Answer, Services
from handlers.signin import actor_of
from models.driver import is_outage
from models.errors import DomainError, TooMany, Unauthenticated, Unavailable

# A handler needs the class and the declaration: both come from here.
__all__ = ["ApiHandler", "Endpoint", "NoRoute", "Verb", "endpoint", "verbs_of"]

log = logging.getLogger("cunwu.web")

REQUEST_ID = re.compile(r"^[\w.-]{1,64}$")
SECURITY_HEADERS = {
    "Content-Type": "application/json; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# A shared answer may be kept, but must be asked about (304) before it is used again.
SHARED_CACHE_CONTROL = "public, no-cache"


class ApiHandler(tornado.web.RequestHandler):
    """Turns a request into a call and its result, or its error, into JSON."""

    services: Services
    route: str
    request_id: str = ""
    actor: Actor = Actor(None)
    _etag: str | None = None
    _left = False

    def initialize(self, services: Services, route: str) -> None:
        """Called by Tornado for each request with what `server/app.py` gave the route."""
        self.services = services
        self.route = route
        # Counted here and not in `prepare`, which a request that is refused early never reaches.
        services.health.in_flight += 1
        if self.request.method != "GET":
            services.health.arriving.discard(self.request)

    def set_default_headers(self) -> None:
        if not self.request_id:
            self.request_id = request_id_of(self.request)
        for name, value in SECURITY_HEADERS.items():
            self._headers[name] = value
        self._headers["X-Request-Id"] = self.request_id

    def prepare(self) -> None:
        self._allow_origin()

    def leave(self) -> None:
        """The request is over. A verb with a streamed body calls it in `on_connection_close`,
        too: where a client leaves in the middle of the body, nothing else tells."""
        if not self._left:
            self._left = True
            self.services.health.in_flight -= 1

    def on_finish(self) -> None:
        self.leave()
        self.services.metrics.finished(
            self.request.method or "", self.route, self.get_status(), self.request.request_time()
        )

    async def answer(self, declaration: Endpoint, method: Verb, path: dict[str, str]) -> None:
        """Runs the verb within its time and turns what it returns or raises into the answer."""
        if declaration.shared and self._answer_from_memory():
            return
        try:
            async with asyncio.timeout(self.services.policy.request_seconds):
                await self._run(declaration, method, path)
        except DomainError as error:
            self.refuse(error)
        except TimeoutError:
            self.refuse(Unavailable("timeout"))
        except PyMongoError as error:
            if not is_outage(error):
                raise
            log.warning("database away", extra={"error": type(error).__name__})
            self.refuse(Unavailable("database_unavailable"))

    def refuse(self, error: DomainError) -> None:
        """Answers with the error; whatever was written before is dropped."""
        self.finish(self.begin_refusal(error))

    def begin_refusal(self, error: DomainError) -> bytes:
        """Sets status and headers of the error and gives its body."""
        self.clear()
        self.set_status(status_of(error))
        self.set_header("Content-Type", "application/problem+json; charset=utf-8")
        if isinstance(error, TooMany | Unavailable):
            self.set_header("Retry-After", str(error.retry_after))
        if isinstance(error, Unauthenticated):
            self.set_header("WWW-Authenticate", "Bearer")
        if self.get_status() == 405:
            self.set_header("Allow", self._allowed())
        self._allow_origin()
        return encode_problem(problem(error, self.request_id))

    def touch(self, *topics: str) -> None:
        """Makes what this process remembers of the topics old at once."""
        self.services.remembered.changes.touch(topics)

    @property
    def address(self) -> str:
        """The caller's address, for locks and the audit log."""
        return self.request.remote_ip or ""

    async def audit(self, what: str, **fields: Any) -> None:
        """Appends to the audit log who does what in this request, from where."""
        await self.services.store.audit.record(
            what,
            **{"account": self.actor.account, **fields},
            address=self.address,
            request_id=self.request_id,
        )

    async def _run(self, declaration: Endpoint, method: Verb, path: dict[str, str]) -> None:
        arguments: dict[str, Any] = {}
        if declaration.query is not None:
            arguments["query"] = read_query(declaration.query, self.request.query_arguments)
        await self._admit(declaration, path, arguments)
        if declaration.body is not None:
            arguments["form"] = self._read_body(declaration.body)
        topics = (*topics_of(path), *declaration.topics)
        versions = self.services.remembered.changes.versions(topics)
        result = await method(self, **arguments)
        if declaration.raw:
            return
        body = self._write(declaration, result)
        if declaration.shared and self.get_status() == 200:
            kept = Answer(body, self._etag or "", self.route, self.on_read(path))
            kept.on_read()
            if declaration.query is not None or not self.request.query:
                answers = self.services.remembered.answers
                answers.put(self.request.uri or "", kept, topics, versions)

    def on_read(self, path: dict[str, str]) -> Callable[[], None]:
        """What to call whenever this shared answer is given, out of memory or not: for counting.

        It is kept with the answer, so it must not hold the request.
        """
        return _count_nothing

    async def _admit(
        self, declaration: Endpoint, path: dict[str, str], arguments: dict[str, Any]
    ) -> None:
        """Checks access and replaces ids in the address by documents the actor may touch."""
        if declaration.scope is not None:
            self.actor = await actor_of(self.request, self.services)
            act_as(self.actor.account)
            if not declaration.while_password_is_new:
                self.actor.require_own_password()
            self.actor.require(declaration.scope)
        for name, value in path.items():
            arguments[name] = await self._admit_one(declaration.scope, name, value)

    async def _admit_one(self, scope: str | None, name: str, value: str) -> object:
        if name in LOADERS:
            document = await LOADERS[name](self.services.store, ObjectId(value))
            if scope is not None:
                self.actor.require_for(scope, document)
            return document
        if name in DIVISIONS and scope not in (None, SIGNED_IN):
            self.actor.require(str(scope), value)
        return ObjectId(value) if is_id(name) else value

    def _read_body(self, form: type[BaseModel]) -> BaseModel:
        limit = self.services.policy.max_body_bytes
        if len(self.request.body) > limit:
            raise TooLarge(limit=limit)
        kind = self.request.headers.get("Content-Type", "").partition(";")[0].strip()
        if kind != "application/json":
            raise UnsupportedMediaType
        return read_json(form, self.request.body)

    def _write(self, declaration: Endpoint, result: object) -> bytes:
        if declaration.adapter is None:
            self.set_status(204)
            self.clear_header("Content-Type")
            self.finish()
            return b""
        self.set_status(declaration.status)
        view = declaration.adapter.validate_python(result, from_attributes=True)
        body = declaration.adapter.dump_json(view)
        if declaration.shared:
            self._headers["Cache-Control"] = SHARED_CACHE_CONTROL
        elif self.request.method in ("GET", "HEAD"):
            self._headers["Cache-Control"] = "private, no-cache"
        self._etag = etag_of(body)
        self.finish(body)
        return body

    def _answer_from_memory(self) -> bool:
        kept = self.services.remembered.answers.get(self.request.uri or "")
        self.services.metrics.remembered(kept is not None)
        if kept is None:
            return False
        self._headers["Cache-Control"] = SHARED_CACHE_CONTROL
        self._etag = kept.etag
        self.finish(kept.body)
        kept.on_read()
        return True

    def compute_etag(self) -> str | None:
        return self._etag

    def _allow_origin(self) -> None:
        """CORS is off unless origins are named; then only these, and never with cookies."""
        origin = self.request.headers.get("Origin")
        if origin and origin in self.services.policy.cors_origins:
            self.set_header("Access-Control-Allow-Origin", origin)
            self.set_header("Vary", "Origin")

    async def head(self, **path: str) -> None:
        """What GET would answer, without the body (which Tornado leaves out)."""
        await self.get(**path)  # type: ignore[misc]  # Tornado annotates its refusal, not ours

    def options(self, **path: str) -> None:
        """Which verbs there are; also a browser's question before a call from another origin."""
        self.set_header("Allow", self._allowed())
        if "Access-Control-Allow-Origin" in self._headers:
            self.set_header("Access-Control-Allow-Methods", self._allowed())
            self.set_header(
                "Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key"
            )
            self.set_header("Access-Control-Max-Age", "600")
        self.set_status(204)
        self.clear_header("Content-Type")
        self.finish()

    def _allowed(self) -> str:
        verbs = [verb.upper() for verb in verbs_of(type(self))]
        return ", ".join([*verbs, *(["HEAD"] if "GET" in verbs else []), "OPTIONS"])

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """What Tornado refuses, or a fault of ours, in the one shape of errors."""
        error = HttpRefusal(status_code) if status_code < 500 else DomainError("internal")
        self.refuse(error)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """A fault is logged with its trace and the request's id; a refusal is not a fault."""
        if isinstance(value, tornado.web.HTTPError) and value.status_code < 500:
            return
        log.error(
            "fault in %s", self.route, exc_info=(typ, value, tb), extra={"id": self.request_id}
        )


class NoRoute(ApiHandler):
    """Any address that nothing else answers."""

    def prepare(self) -> None:
        super().prepare()
        self.refuse(HttpRefusal(404))


def request_id_of(request: HTTPServerRequest) -> str:
    """The id that the proxy gave the request, or a new one."""
    given = request.headers.get("X-Request-Id", "")
    return given if REQUEST_ID.match(given) else secrets.token_hex(8)


def _count_nothing() -> None:
    """Most answers are not counted."""
