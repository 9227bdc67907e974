"""Logs as JSON lines, one event a line, without secrets or personal data."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

# What may slip into a text that a library wrote: keys in query strings, phones, ID numbers.
# In a query (`secret=x`), and in JSON and Python (`"secret": "x"`, with the quotes escaped or not).
SECRETS = re.compile(
    r"(?i)((?:\b(?:secret|access_token|refresh_token|session_key|password|token|js_code|appsecret)"
    r"(?:=|\\?[\"']\s*:\s*\\?[\"']))|(?<=[?&])code=)[^&\s\"'\\]+"
)
PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
STANDARD = frozenset(vars(logging.makeLogRecord({})))


def scrub(text: str, hidden: Sequence[str] = ()) -> str:
    """The text without secrets, phone numbers and ID numbers, and without the `hidden` values."""
    for value in hidden:
        text = text.replace(value, "***")
    return PERSONAL.sub("***", SECRETS.sub(r"\1***", text))


class JsonFormatter(logging.Formatter):
    """`{"at", "level", "logger", "event", ...extra, "trace"?}`, without the `hidden` values."""

    def __init__(self, hidden: Sequence[str] = ()) -> None:
        super().__init__()
        self._hidden = hidden

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
        }
        extra = {k: v for k, v in vars(record).items() if k not in STANDARD}
        line.update((k, v) for k, v in extra.items() if k not in {"message", "asctime"})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return scrub(json.dumps(line, ensure_ascii=False, default=str), self._hidden)


def configure_logs(level: str, hidden: Sequence[str] = ()) -> None:
    """Sends everything to standard error, where supervisord rotates it; `hidden` values never."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(hidden))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("pymongo").setLevel(logging.WARNING)
    # Tornado's own access lines hold the address as typed, which may hold something personal.
    logging.getLogger("tornado.access").disabled = True
