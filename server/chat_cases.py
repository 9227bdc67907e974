"""What a chat does to cases: files one, keeps its pictures, answers one; it knows no WeChat.

The same rules as over the API: tags, route, conflicts of interest, and who may answer.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable

from bson import ObjectId

import nlp
from handlers.case_views import AlreadyReported
from handlers.directory import look_up_village, today
from handlers.filing import decide_route, file_case, tell
from handlers.notices import acting, notify
from handlers.services import Village
from handlers.similar import already_reported, likeness_of
from models.accounts import Account
from models.feedback import Feedback, Found, NewCase
from models.feedback.changes import By
from models.outbox import Event
from models.pictures import prepare
from models.store import Store
from models.uploads import Uploads
from models.viewers import Viewer
from server.settings import Settings


class ChatCases:
    """Cases as the worker reaches them."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    async def keep_picture(self, owner: ObjectId, data: bytes) -> ObjectId:
        """Stores a picture for a case that is not filed yet; raises what the upload raises."""
        media, settings = self._store.media, self._settings
        medium = await media.begin(owner, per_hour=settings.uploads_per_hour)
        content = await asyncio.to_thread(prepare, data, settings.max_picture_pixels)
        stored = await media.store(medium, content, keep_hours=settings.upload_keep_hours)
        return stored.id

    async def file(
        self,
        code: str,
        account: Account,
        text: str,
        pictures: tuple[ObjectId, ...],
        key: str,
        *,
        says: bool | None = None,
    ) -> Feedback:
        """Files the case; the same `key` again gives the case that is already there.

        `says` is the reporter's own word on whether cadres are accused.
        """
        new = await self._new_case(code, account, text, pictures, key, says)
        return await file_case(new, self._store, self._settings.deadlines)

    async def look(
        self, code: str, account: Account, text: str, says: bool | None
    ) -> tuple[bool, tuple[AlreadyReported, ...]]:
        """Whether the reporter should say if cadres are accused, and what others have reported
        alike; nothing of that for what is kept from the village."""
        village, found = await self._read(code, text)
        decision, _ = decide_route(village, found, account.id, says, today(self._store))
        if decision.hidden:
            return decision.rule == "possible_conflict", ()
        likeness = await asyncio.to_thread(likeness_of, code, "", text)
        near = await self._store.feedback.alike(None, likeness)
        others = [case for case in near if account.id not in case.people]
        return False, already_reported(code, likeness, others)

    async def _read(self, code: str, text: str) -> tuple[Village, Found]:
        settings = self._settings
        village = await look_up_village(code, self._store)
        # In a thread: a worker that reads a long report must keep its leases meanwhile.
        tagging = await asyncio.to_thread(
            nlp.tag,
            "",
            text,
            village.context,
            concern_threshold=settings.concern_threshold,
            ask_threshold=settings.ask_threshold,
        )
        return village, Found.model_validate(tagging)

    async def _new_case(
        self,
        code: str,
        account: Account,
        text: str,
        pictures: tuple[ObjectId, ...],
        key: str,
        says: bool | None,
    ) -> NewCase:
        village, found = await self._read(code, text)
        decision, route = decide_route(village, found, account.id, says, today(self._store))
        case_id = ObjectId()
        told = tell(decision, village.officials, account.id, f"feedback/{case_id}")
        return NewCase(
            id=case_id,
            village=code,
            reporter=account.id,
            reporter_name=account.name,
            text=text,
            pictures=pictures,
            channel="message",
            found=found,
            decision=decision,
            route=route,
            events=(*told, Event(kind="feedback.read", payload={"case": case_id})),
            idempotency_key=key,
            request_hash=hashlib.sha256(text.encode()).hexdigest()[:32],
        )

    async def answer(
        self, case_id: ObjectId, account: Account, text: str, pictures: tuple[ObjectId, ...] = ()
    ) -> Feedback:
        """Answers as who works at a desk of the case; raises as the API does.

        Having answered just so before changes nothing: a job may come again.
        """
        case = await self._store.feedback.get(case_id)
        viewer = Viewer(account.id, account.grants)
        if case.state == "answered" and case.answer == text and case.admits(viewer):
            return case
        by = By(viewer, account.name)
        followers = {"case": case.id, "kind": "feedback.followed_answered", "by": account.id}
        with acting(account.id):
            told = notify("feedback.answered", case.accounts, f"feedback/{case.id}")
        events = (*told, Event(kind="feedback.followers", payload=followers))
        store, rules = self._store, self._settings.deadlines

        def answer(session: object) -> Awaitable[Feedback]:
            return store.feedback.answer(
                case, by, text, pictures, events, rules=rules, session=session
            )

        uploads = Uploads(store.media, about=f"feedback/{case.id}", division=case.division)
        return await uploads.claim(pictures, answer, owner=account.id)
