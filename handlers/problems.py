"""The one shape of every error: `application/problem+json` (RFC 9457), and its HTTP status."""

from __future__ import annotations

import http.client
from typing import Any

from handlers.messages import field_sentence, sentence
from models.base import Value
from models.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    Mistake,
    NotFound,
    TooMany,
    Unauthenticated,
    Unavailable,
)


class MistakeView(Value):
    """One wrong field; `path` begins with body, query or path."""

    path: str
    code: str
    message: str


class Problem(Value):
    """The body of every error. `detail` and `message` are for people, the codes for programs."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: tuple[MistakeView, ...]
    request_id: str


class TooLarge(DomainError):
    """The body is larger than this address takes; `limit` is in bytes."""

    default_code = "too_large"


class UnsupportedMediaType(DomainError):
    """The body is not of a kind that this address reads."""

    default_code = "unsupported_media_type"


class HttpRefusal(DomainError):
    """What Tornado refused by itself (400, 404, 405, 431); `status` is its HTTP status."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(_CODES_BY_STATUS.get(status, "bad_request"))


_CODES_BY_STATUS = {404: "no_route", 405: "method_not_allowed", 431: "headers_too_large"}

STATUSES: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (Unauthenticated, 401),
    (Conflict, 409),
    (Invalid, 422),
    (TooMany, 429),
    (Unavailable, 503),
    (TooLarge, 413),
    (UnsupportedMediaType, 415),
)


def status_of(error: DomainError) -> int:
    """The HTTP status of a domain error."""
    return error.status if isinstance(error, HttpRefusal) else status_of_kind(type(error))


def status_of_kind(error: type[DomainError]) -> int:
    """The HTTP status of a class of domain errors."""
    return next((status for kind, status in STATUSES if issubclass(error, kind)), 500)


def problem(error: DomainError, request_id: str) -> dict[str, Any]:
    """The body of the answer, as `Problem` describes it, with what the error adds beside."""
    status = status_of(error)
    mistakes = error.mistakes if isinstance(error, Invalid) else ()
    return {
        "type": f"urn:cunwu:{error.code}",
        "title": http.client.responses.get(status, "Error"),
        "status": status,
        "code": error.code,
        "detail": sentence(error.code, error.values),
        "errors": [_line(mistake) for mistake in mistakes],
        "request_id": request_id,
        **error.extra,
    }


def _line(mistake: Mistake) -> dict[str, str]:
    message = field_sentence(mistake.code, dict(mistake.values))
    return {"path": mistake.path, "code": mistake.code, "message": message}
