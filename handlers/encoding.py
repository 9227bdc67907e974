"""How bodies become bytes, and how bytes get their entity tag."""

from __future__ import annotations

import hashlib
from typing import Any

from pydantic_core import to_json


def encode_problem(problem: dict[str, Any]) -> bytes:
    """An error's body; Chinese stays readable."""
    return to_json(problem, fallback=str)


def etag_of(body: bytes) -> str:
    """A strong entity tag: equal bytes, equal tag."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
