"""Gives answers that are ready in memory before a handler is made; it knows no routes.

Making and running a handler costs more than all the rest of such an answer. Whatever needs more
than the bytes (a conditional request, another origin, a full log) is left to the handler, which
answers the same: a test compares the two.
"""

from __future__ import annotations

import time

import tornado
from tornado.httputil import (
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerRequest,
    ResponseStartLine,
    format_timestamp,
)

from handlers.base import SECURITY_HEADERS, SHARED_CACHE_CONTROL, request_id_of
from handlers.services import Answer, Services

OK = ResponseStartLine("", 200, "OK")
SERVER = f"TornadoServer/{tornado.version}"
WANTS_MORE = ("If-None-Match", "Origin")


class ReadyAnswers:
    """Finds the answer of a request in memory, if that is all that the request wants."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._is_open = services.policy.log_requests == "notable"

    def find(self, request: HTTPServerRequest) -> ReadyAnswer | None:
        """What writes the answer, or None if a handler must."""
        if request.method != "GET" or not self._is_open:
            return None
        if any(name in request.headers for name in WANTS_MORE):
            return None
        kept = self._services.remembered.answers.get(request.uri or "")
        return None if kept is None else ReadyAnswer(self._services, request, kept)


class ReadyAnswer(HTTPMessageDelegate):
    """Writes one answer once the request has fully arrived."""

    def __init__(self, services: Services, request: HTTPServerRequest, kept: Answer) -> None:
        self._services = services
        self._request = request
        self._kept = kept

    def finish(self) -> None:
        """Called by Tornado at the end of the request."""
        request, kept, metrics = self._request, self._kept, self._services.metrics
        connection = request.connection
        assert connection is not None
        connection.write_headers(OK, self._headers(), kept.body)
        connection.finish()
        kept.on_read()
        metrics.remembered(True)
        metrics.finished("GET", kept.route, 200, request.request_time())

    def _headers(self) -> HTTPHeaders:
        return HTTPHeaders(
            {
                "Server": SERVER,
                "Date": format_timestamp(time.time()),
                **SECURITY_HEADERS,
                "X-Request-Id": request_id_of(self._request),
                "Cache-Control": SHARED_CACHE_CONTROL,
                "Etag": self._kept.etag,
                "Content-Length": str(len(self._kept.body)),
            }
        )
