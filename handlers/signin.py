"""From a bearer token or a cookie to an actor: who makes this request. Knows no passwords."""

from __future__ import annotations

from tornado.httputil import HTTPServerRequest

from handlers.access import Actor
from handlers.browser import SESSION_COOKIE, kept_token
from handlers.services import Services
from models.errors import Unauthenticated
from models.sessions import Session, token_hash


async def actor_of(request: HTTPServerRequest, services: Services) -> Actor:
    """Whose token the request brings; raises `Unauthenticated`, and for a cookie `Forbidden`."""
    return Actor(await session_of(token_of(request, services), services))


def token_of(request: HTTPServerRequest, services: Services) -> str:
    """The token in `Authorization: Bearer`, else in a page's cookie; raises as `actor_of`."""
    if "Authorization" in request.headers:
        kind, _, token = request.headers["Authorization"].partition(" ")
        token = token.strip() if kind.lower() == "bearer" else ""
    else:
        token = kept_token(request, services.policy.public_url) or ""
    if not token:
        raise Unauthenticated
    return token


async def visitor_of(request: HTTPServerRequest, services: Services) -> Actor:
    """The actor, or nobody where no credentials are sent; bad ones are refused all the same.

    A browser sends its cookie even where nobody thought of it, so an ended one is nobody's.
    """
    if "Authorization" in request.headers:
        return await actor_of(request, services)
    if SESSION_COOKIE not in request.cookies:
        return Actor(None)
    try:
        return await actor_of(request, services)
    except Unauthenticated:
        return Actor(None)


async def session_of(token: str, services: Services) -> Session:
    """The live session of a token, remembered until it changes; raises `Unauthenticated`."""
    sessions = services.store.sessions
    found = await session_unused(token, services)
    if sessions.wants_touch(found):
        await sessions.touch(found)
        services.remembered.changes.touch([f"sessions/{found.id}"])
    return found


async def session_unused(token: str, services: Services) -> Session:
    """The live session of a token, without noting that it is in use; raises `Unauthenticated`."""
    key = token_hash(token)
    found = services.remembered.sessions.get(key)
    if found is None or not services.store.sessions.is_live(found):
        found = await _look_up(token, key, services)
    return found


async def _look_up(token: str, key: str, services: Services) -> Session:
    changes = services.remembered.changes
    before = changes.versions(["sessions", "accounts"])
    session = await services.store.sessions.by_token(token)
    if session is None:
        raise Unauthenticated
    if changes.versions(["sessions", "accounts"]) == before:
        # Only then is it sure that neither the session nor its account changed while we read.
        topics = (f"sessions/{session.id}", f"accounts/{session.account}")
        services.remembered.sessions.put(key, session, topics, changes.versions(topics))
    return session
