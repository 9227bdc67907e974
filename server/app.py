"""Wires routes, services and Tornado into one application; refuses what is not declared."""

from __future__ import annotations

import logging

import tornado.web

from handlers.access import SCOPES
from handlers.api import routes
from handlers.base import ApiHandler, NoRoute, verbs_of
from handlers.paths import to_regex
from handlers.routing import Route
from handlers.services import Services

access_log = logging.getLogger("cunwu.access")


def make_app(services: Services) -> tornado.web.Application:
    """The application; raises if a verb has no declaration or names an unknown scope."""
    found = routes()
    check_declarations(found)
    rules = [
        (to_regex(route.template), route.handler, _arguments(services, route.template))
        for route in found
    ]
    return tornado.web.Application(
        rules,
        default_handler_class=NoRoute,
        default_handler_args=_arguments(services, "unknown"),
        log_function=log_request,
        compress_response=False,
    )


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


def _arguments(services: Services, template: str) -> dict[str, object]:
    return {"services": services, "route": template}
