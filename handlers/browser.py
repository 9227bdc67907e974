"""The cookie that signs a page in, and what guards it from the pages of others; no passwords here.

A browser sends a cookie whoever's page makes it do so. So what comes with the cookie must not come
from a foreign page, and what changes anything must bring a token that only our pages can read.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

import tornado.web
from tornado.httputil import HTTPServerRequest

from models.errors import Forbidden

SESSION_COOKIE = "cunwu_session"
XSRF_COOKIE = "_xsrf"
XSRF_HEADER = "X-Xsrf-Token"
# A page asks with `X-Session: cookie` for a session that its scripts cannot read.
WISH_HEADER, WISH = "X-Session", "cookie"
SAFE_VERBS = frozenset({"GET", "HEAD", "OPTIONS"})


def wants_cookie(request: HTTPServerRequest) -> bool:
    """True if who signs in is a page that wants its session kept in a cookie."""
    return request.headers.get(WISH_HEADER, "").lower() == WISH


def keep(handler: tornado.web.RequestHandler, token: str, days: int) -> None:
    """Gives the browser the session, out of reach of scripts, and the token that they send."""
    is_safe = handler.request.protocol == "https"
    for name, value in ((SESSION_COOKIE, token), (XSRF_COOKIE, xsrf_token(token))):
        handler.set_cookie(
            name,
            value,
            path="/",
            max_age=days * 24 * 3600,
            secure=is_safe,
            httponly=name == SESSION_COOKIE,
            samesite="Lax",
        )


def forget(handler: tornado.web.RequestHandler) -> None:
    """Takes both cookies from the browser."""
    for name in (SESSION_COOKIE, XSRF_COOKIE):
        if name in handler.request.cookies:
            handler.clear_cookie(name, path="/")


def xsrf_token(token: str) -> str:
    """The token against forged requests. It hangs on the session, so nobody can plant another."""
    return hashlib.sha256(b"xsrf:" + token.encode()).hexdigest()[:32]


def kept_token(request: HTTPServerRequest, public_url: str) -> str | None:
    """The session's token out of the cookie, None without one.

    Raises `Forbidden`: `foreign_page` if another site's page asks, `xsrf_missing` if what changes
    something comes without its token.
    """
    morsel = request.cookies.get(SESSION_COOKIE)
    if morsel is None or not morsel.value:
        return None
    origin = request.headers.get("Origin")
    if origin is not None and not is_own_page(origin, request, public_url):
        raise Forbidden("foreign_page")
    sent = request.headers.get(XSRF_HEADER, "")
    is_safe = request.method in SAFE_VERBS
    if not is_safe and not hmac.compare_digest(sent.encode(), xsrf_token(morsel.value).encode()):
        raise Forbidden("xsrf_missing")
    return morsel.value


def is_own_page(origin: str, request: HTTPServerRequest, public_url: str) -> bool:
    """True if the page that asks came from here, by the name it was asked under or by ours."""
    host = urlsplit(origin).netloc.lower()
    return bool(host) and host in (request.host.lower(), urlsplit(public_url).netloc.lower())
