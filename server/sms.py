"""Text messages to phones, behind one protocol: none, or a file that somebody else sends from.

A gateway is a class with `send`; it decides nothing about who is told what (server/texting.py).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Protocol

from models.base import CHINA, Clock, now


class Sms(Protocol):
    """What sends text messages; it blocks and runs in a thread."""

    @property
    def is_connected(self) -> bool:
        """False if nothing is ever sent, so that nothing needs to be asked."""
        ...

    def send(self, key: str, phone: str, text: str) -> None:
        """Sends the text; the same `key` again is the same message. Raises what it likes: the job
        is tried again later."""
        ...


class NullSms:
    """Sends nothing."""

    is_connected = False

    def send(self, key: str, phone: str, text: str) -> None:
        """Nothing."""


class FileSms:
    """Appends a line of JSON for each message, for a program that sends them or for a trial.

    The file holds phone numbers in clear, so only its owner may read it.
    """

    is_connected = True

    def __init__(self, path: Path, clock: Clock = now) -> None:
        self._path = path
        self._now = clock

    def send(self, key: str, phone: str, text: str) -> None:
        """Appends `{"key", "at", "phone", "text"}`; whoever sends skips a key that it has seen."""
        at = self._now().astimezone(CHINA).isoformat(timespec="seconds")
        line = {"key": key, "at": at, "phone": phone, "text": text}
        written = json.dumps(line, ensure_ascii=False).encode() + b"\n"
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # One write of a short line is whole, however many workers append.
            os.write(file, written)
        finally:
            os.close(file)


def open_sms(path: str, clock: Clock = now) -> Sms:
    """What `SMS_FILE` names; "" is none."""
    return FileSms(Path(path), clock) if path else NullSms()
