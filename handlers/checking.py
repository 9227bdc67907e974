"""The content check: nothing that people write for others is shown before it has passed.

Whoever shows such content puts `content_event(...)` into the document, in the same write that
stores the text, and gives its collection `content_checked(id, passed=, reason=)`, which is called
when the decision is there. WeChat is asked by a job, so an outage or a crash loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

from bson import ObjectId

from handlers.notices import notify
from handlers.wechat import WeChat, WeChatError
from models.base import Collection
from models.checks import PICTURE_WAIT, Check, Finding, Part
from models.divisions import areas_of
from models.outbox import Event
from models.store import Store
from nlp.forbidden import forbidden_label

MAX_TEXT = 2500
# The scenes that WeChat knows: personal data, a comment, a forum, a log.
COMMENT, FORUM = 2, 3
# Whatever the label: what was refused is told, but not how to get around it.
REASON = "内容含有不宜公开的信息"

PictureUrl = Callable[[ObjectId], str]


class ShowsContent(Protocol):
    """A collection whose documents are shown to others once they have passed."""

    async def content_checked(self, document_id: ObjectId, *, passed: bool, reason: str) -> None:
        """Shows the document, or keeps it hidden for that reason; again changes nothing."""
        ...


def content_event(
    about: str,
    division: str,
    author: ObjectId,
    text: str,
    pictures: Sequence[ObjectId] = (),
    *,
    scene: int = FORUM,
) -> Event:
    """The event after which the content of `about` (`echoes/<id>`) is checked."""
    payload = {
        "about": about,
        "division": division,
        "author": author,
        "text": text,
        "pictures": list(pictures),
        "scene": scene,
    }
    return Event(kind="content.check", payload=payload)


class Checking:
    """Asks WeChat, and where WeChat cannot tell, the local words and a person."""

    def __init__(self, store: Store, wechat: WeChat, picture_url: PictureUrl) -> None:
        """`picture_url` gives the address at which WeChat may fetch a picture, "" if it cannot."""
        self._store = store
        self._wechat = wechat
        self._picture_url = picture_url

    async def run(self, key: str, payload: dict[str, Any]) -> None:
        """Checks what a `content_event` names; again changes nothing."""
        at = self._store.now()
        wanted = {name: payload[name] for name in ("about", "division", "author", "text")}
        check = await self._store.checks.begin(
            Check(
                key=key,
                areas=areas_of(payload["division"]),
                created_at=at,
                waits_until=at + PICTURE_WAIT,
                **wanted,
            )
        )
        if check.state == "waiting" and not check.parts:
            parts = await self._ask(payload)
            found = await self._store.checks.found(check, parts)
            check = found or check
        await conclude(self._store, check)

    async def _ask(self, payload: dict[str, Any]) -> list[Part]:
        author = await self._store.accounts.get(payload["author"])
        openid, scene = author.openid or "", payload["scene"]
        text = await self._text(openid, scene, payload["text"])
        return [text, *[await self._picture(openid, scene, m) for m in payload["pictures"]]]

    async def _text(self, openid: str, scene: int, text: str) -> Part:
        """The worst finding of its pieces."""
        worst = Part(finding="pass")
        for start in range(0, len(text), MAX_TEXT):
            try:
                found = await self._wechat.check_text(openid, scene, text[start : start + MAX_TEXT])
            except WeChatError:
                # Away, over its quota, or the author has not been in the mini program for two
                # hours: all of them end at our own words and a person.
                return _by_words(text)
            if found.suggest == "risky":
                return Part(finding="risky", label=found.label)
            if found.suggest == "review":
                worst = Part(finding="review", label=found.label)
        return worst

    async def _picture(self, openid: str, scene: int, medium: ObjectId) -> Part:
        url = self._picture_url(medium)
        try:
            if url:
                trace = await self._wechat.check_picture(openid, scene, url)
                return Part(medium=medium, trace_id=trace)
        except WeChatError:
            pass  # A person looks at it, as below.
        return Part(medium=medium, finding="person")


async def record_media_result(store: Store, trace_id: str, suggest: object, label: object) -> bool:
    """Notes the result of a picture's check that WeChat pushed; False if nobody waits for it.

    A suggestion that is none of WeChat's three words (a failed download has none) is a person's.
    """
    known: dict[object, Finding] = {"pass": "pass", "review": "review", "risky": "risky"}
    finding = known.get(suggest, "person") if isinstance(suggest, str) else "person"
    check = await store.checks.picture_found(trace_id, finding, str(label))
    if check is None:
        return False
    await conclude(store, check)
    return True


async def conclude(store: Store, check: Check) -> None:
    """Takes a check that has all its findings to where they lead; again changes nothing."""
    verdict = check.verdict
    if check.state != "waiting" or verdict == "waiting" or not check.parts:
        return
    if verdict == "review":
        await hand_to_person(store, check)
        return
    reason = REASON if verdict == "refused" else ""
    told = decided(check, passed=verdict == "passed", reason=reason, by_person=False)
    await store.checks.settle(check, verdict, told, reason=reason)


async def hand_to_person(store: Store, check: Check) -> None:
    """Puts the check into the queue and tells the township's monitors that there is one."""
    monitors = await store.accounts.holding("monitor", check.areas[-2])
    people = [monitor.id for monitor in monitors]
    await store.checks.settle(
        check, "review", notify("content.review", people, f"checks/{check.id}")
    )


async def end_late(store: Store) -> int:
    """Hands to a person what WeChat has not answered in time; how many."""
    late = await store.checks.late()
    for check in late:
        await hand_to_person(store, check)
    return len(late)


async def tell_owner(store: Store, payload: dict[str, Any]) -> None:
    """Calls `content_checked` of the collection that shows what was decided about."""
    name, _, document_id = payload["about"].partition("/")
    owner: Collection[Any] = next(c for c in store.collections() if c.name == name)
    shows = cast(ShowsContent, owner)
    await shows.content_checked(
        ObjectId(document_id), passed=payload["passed"], reason=payload["reason"]
    )


def decided(check: Check, *, passed: bool, reason: str, by_person: bool) -> tuple[Event, ...]:
    """What a decision causes. Who was shown at once is not told: they see it."""
    payload = {"about": check.about, "passed": passed, "reason": reason}
    kind = "content.passed" if passed else "content.refused"
    told = notify(kind, [check.author], check.about) if by_person or not passed else ()
    return (Event(kind="content.checked", payload=payload), *told)


def _by_words(text: str) -> Part:
    label = forbidden_label(text)
    return Part(finding="risky", label=label) if label else Part(finding="person")
