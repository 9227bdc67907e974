"""Logs as JSON lines, one event a line, without secrets or personal data."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

# What may slip into a text that a library wrote: keys in query strings, phones, ID numbers.
SECRETS = re.compile(
    r"(?i)\b((?:secret|access_token|session_key|password|token|js_code|appsecret)=)[^&\s\"']+"
)
PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
STANDARD = frozenset(vars(logging.makeLogRecord({})))


def scrub(text: str) -> str:
    """The text without secrets, phone numbers and ID numbers."""
    return PERSONAL.sub("***", SECRETS.sub(r"\1***", text))


class JsonFormatter(logging.Formatter):
    """`{"at", "level", "logger", "event", ...extra, "trace"?}`"""

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
        return scrub(json.dumps(line, ensure_ascii=False, default=str))


def configure_logs(level: str) -> None:
    """Sends everything to standard error, where supervisord rotates it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("pymongo").setLevel(logging.WARNING)
    # Tornado's own access lines hold the address as typed, which may hold something personal.
    logging.getLogger("tornado.access").disabled = True
