"""From a bearer token to an actor: who makes this request. Knows nothing of passwords."""

from __future__ import annotations

from tornado.httputil import HTTPServerRequest

from handlers.access import Actor
from handlers.services import Services
from models.errors import Unauthenticated
from models.sessions import Session, token_hash


async def actor_of(request: HTTPServerRequest, services: Services) -> Actor:
    """The actor of the request's `Authorization: Bearer` header; raises `Unauthenticated`."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Unauthenticated
    return Actor(await session_of(token.strip(), services))


async def visitor_of(request: HTTPServerRequest, services: Services) -> Actor:
    """The actor, or nobody where no credentials are sent; bad ones are refused all the same."""
    if "Authorization" not in request.headers:
        return Actor(None)
    return await actor_of(request, services)


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
