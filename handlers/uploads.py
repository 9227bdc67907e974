"""A verb whose body is a file: who may send it is decided first, what it may be while it arrives.

A refusal is written at once and in full, but the body is read on for a while: closing while the
client still sends resets the connection, and the client would never see the answer.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio import Future
from collections.abc import Coroutine
from typing import Any, ClassVar, TypeVar

import tornado.web
from bson import ObjectId

from handlers.base import ApiHandler, Endpoint, Verb
from handlers.multipart import FileForm, UploadedFile
from models.errors import DomainError

# How much of a refused body is read and dropped before the connection is cut.
LINGER_BYTES = 32 * 1024 * 1024
T = TypeVar("T")
ADMISSION = Endpoint("media:upload", raw=True)


async def in_slot(slots: asyncio.Semaphore, work: Coroutine[Any, Any, T]) -> T:
    """Does the work in one of the slots, or none of it if the caller leaves while waiting.

    A thread cannot be stopped: if the caller leaves later, the slot stays taken until it ends.
    """
    try:
        await slots.acquire()
    except BaseException:
        work.close()
        raise
    task = asyncio.create_task(work)

    def free(done: asyncio.Task[T]) -> None:
        slots.release()
        if not done.cancelled():
            # Marks the error as seen: it was told to the caller, or to nobody who still listens.
            done.exception()

    task.add_done_callback(free)
    return await asyncio.shield(task)


@tornado.web.stream_request_body
class UploadHandler(ApiHandler):
    """POST takes one multipart `file`; the verb gets it by `self.file()` when it is here."""

    admission: ClassVar[Endpoint] = ADMISSION
    _form: FileForm | None = None
    _is_arriving = False
    _dropped = 0

    async def prepare(self) -> None:  # type: ignore[override]  # Tornado awaits what it returns
        """Before the body is read: who asks, how much they have sent, and what kind it is."""
        super().prepare()
        if self.request.method == "POST":
            # What is too much is said by us, in words; Tornado would cut the connection.
            self.request.connection.set_max_body_size(sys.maxsize)  # type: ignore[union-attr]  # HTTP/1
            self._is_arriving = "Expect" not in self.request.headers
            await self.answer(self.admission, type(self)._welcome, {})
            self._is_arriving = True

    def data_received(self, chunk: bytes) -> None:
        """Takes a piece of the body, or drops it once the answer is written."""
        if self._headers_written:
            self._dropped += len(chunk)
            if self._dropped > LINGER_BYTES and not self._finished:
                super().finish()
        elif self._form is not None:
            try:
                self._form.write(chunk)
            except DomainError as error:
                self.refuse(error)

    def file(self) -> UploadedFile:
        """What was sent; raises `Invalid` if it is not a whole file."""
        assert self._form is not None, "admitted, or refused before"
        return self._form.file()

    async def answer(self, declaration: Endpoint, method: Verb, path: dict[str, str]) -> None:
        """Admission while the body is on its way; afterwards the verb, if nothing was refused."""
        if declaration is not self.admission:
            self._is_arriving = False
        if not self._headers_written:
            await super().answer(declaration, method, path)
        elif not self._finished:
            super().finish()

    def finish(self, chunk: Any = None) -> Future[None]:
        """Ends the answer; while the body arrives, it is only written and sent."""
        if not self._is_arriving:
            return super().finish(chunk)
        body = chunk or b""
        self.set_header("Content-Length", str(len(body)))
        self.set_header("Connection", "close")
        self.write(body)
        return self.flush()

    def leave(self) -> None:
        super().leave()
        if self._form is not None:
            self._form.close()

    def on_connection_close(self) -> None:
        super().on_connection_close()
        if self._is_arriving:
            self.leave()

    async def _welcome(self) -> None:
        policy = self.services.policy
        kind = self.request.headers.get("Content-Type", "")
        self._form = FileForm(kind, policy.max_upload_bytes)
        await self.services.store.media.refuse_if_too_many(
            await self.uploader(), per_hour=policy.uploads_per_hour
        )

    async def uploader(self) -> ObjectId:
        """Who sends the file and owns it; asked before the body is read."""
        return self.actor.known().account
