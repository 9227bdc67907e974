"""Wires routes, services and Tornado into one application; refuses what is not declared."""

from __future__ import annotations

import json
import logging
from functools import cache
from typing import Any

import tornado.web
from tornado.httputil import HTTPServerRequest
from tornado.routing import PathMatches, Rule

from handlers import pages
from handlers.access import SCOPES
from handlers.api import ROOT, VERSION, routes
from handlers.base import ApiHandler, NoRoute, verbs_of
from handlers.openapi import describe
from handlers.paths import to_regex
from handlers.routing import Route
from handlers.services import Services
from server.gate import Refusing, refusal_of
from server.ready import ReadyAnswers

# Multipart framing around the largest picture.
UPLOAD_SLACK_BYTES = 64 * 1024

access_log = logging.getLogger("cunwu.access")


def make_app(services: Services) -> tornado.web.Application:
    """The application; raises if a verb has no declaration or names an unknown scope."""
    found = routes()
    check_declarations([*found, *pages.routes])
    return Application(
        services,
        [*rules_of(found, services), *rules_of_pages(services)],
        default_handler_class=NoRoute,
        default_handler_args=_arguments(services, "unknown"),
        log_function=log_request,
        compress_response=False,
        describe=cache(description),
    )


class Application(tornado.web.Application):
    """Tornado's application behind the gate."""

    def __init__(self, services: Services, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._services = services
        self._ready = ReadyAnswers(services)
        self._max_body_bytes = services.policy.max_upload_bytes + UPLOAD_SLACK_BYTES

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> Any:
        """What answers the request; asked as soon as its headers are here."""
        error = refusal_of(request, self._max_body_bytes)
        if error is not None:
            arguments = {"error": error, **_arguments(self._services, "refused")}
            return self.get_handler_delegate(request, Refusing, arguments)
        if request.method != "GET":
            self._services.health.arriving.add(request)
        ready = self._ready.find(request)
        if ready is not None:
            return ready
        return super().find_handler(request, **kwargs)


def rules_of(found: list[Route], services: Services) -> list[Rule]:
    """Tornado tries rules one by one, so they are asked noun by noun: first for `/villages/...`,
    then only for what begins so. In each, pages that everybody opens come first."""
    nouns: dict[str, list[Rule]] = {}
    for route in sorted(found, key=_is_rarely_asked):
        noun = "/".join(route.template.split("/")[: ROOT.count("/") + 2])
        arguments = _arguments(services, route.template)
        rule = Rule(PathMatches(to_regex(route.template)), route.handler, arguments)
        nouns.setdefault(noun, []).append(rule)
    return [Rule(PathMatches(f"{noun}(?:/.*)?"), rules) for noun, rules in nouns.items()]


def rules_of_pages(services: Services) -> list[Rule]:
    """What people open in a browser; it is no part of the API and not described with it."""
    return [
        Rule(PathMatches(to_regex(r.template)), r.handler, _arguments(services, r.template))
        for r in pages.routes
    ]


def description() -> bytes:
    """The API's description in JSON, laid out so that a change shows in a diff."""
    document = describe(routes(), ROOT, VERSION)
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def check_declarations(found: list[Route]) -> None:
    """Default deny: every verb says who may call it, in words of the scope table."""
    for route in found:
        for verb, declaration in verbs_of(route.handler).items():
            if declaration.scope is not None and declaration.scope not in SCOPES:
                where = f"{verb.upper()} {route.template}"
                raise TypeError(f"{where} names the unknown scope {declaration.scope!r}")


def log_request(handler: tornado.web.RequestHandler) -> None:
    """One line for a request that is worth it: every one is counted in the metrics anyway."""
    if not isinstance(handler, ApiHandler):
        return
    policy = handler.services.policy
    milliseconds = 1000 * handler.request.request_time()
    status = handler.get_status()
    slow = milliseconds > policy.slow_request_ms
    if policy.log_requests == "notable" and status < 500 and not slow:
        return
    fields = {
        "request_id": handler.request_id,
        "method": handler.request.method,
        "route": handler.route,
        "status": status,
        "ms": round(milliseconds, 1),
    }
    access_log.log(
        logging.WARNING if status >= 500 or slow else logging.INFO, "request", extra=fields
    )


def _is_rarely_asked(route: Route) -> bool:
    """No two routes match one address, so the order changes nothing but the time it takes."""
    return not any(declaration.shared for declaration in verbs_of(route.handler).values())


def _arguments(services: Services, template: str) -> dict[str, object]:
    return {"services": services, "route": template}
