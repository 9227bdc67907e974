"""A link of a village's chain and how its hash is made; knows no database and no disclosure.

hash = sha256(previous hash || canonical JSON of the link), where the link holds the sha256 of the
canonical JSON of what was laid open, and of every picture. So a chain can be checked by somebody
who may not read all of it, and stays whole if a court has a text removed.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Literal

import rfc8785
from pydantic import Field

from models.base import CHINA, Id, Instant, Value
from models.viewers import Placed

# Stands in every link: whoever reads one in ten years must know how it was made.
FORMAT = "cunwu-chain-1"
# What the first link of a village follows.
NOTHING_YET = "0" * 64
Audience = Literal["all", "residents"]


class Fingerprint(Value):
    """A picture or attachment that a publication shows, by the hash of its original file."""

    id: Id
    sha256: str


class Laid(Value):
    """What is to be laid open, as plain JSON: for all, and (where that is more) for residents.

    `disclosure` is the revision, `chain` what all its revisions share; `at` is when it appeared.
    """

    division: str
    disclosure: Id
    chain: Id
    revision: int
    audience: Audience = "all"
    content: dict[str, Any]
    residents: dict[str, Any] | None = None
    files: tuple[Fingerprint, ...] = ()
    at: Instant


class Publication(Laid, Placed):
    """A link: the `number`-th publication of its village, never changed and never deleted."""

    # Lists leave it out.
    content: dict[str, Any] = Field(default_factory=dict)
    number: int
    content_sha256: str
    residents_sha256: str | None = None
    previous: str
    hash: str

    @property
    def link(self) -> dict[str, Any]:
        """What its hash seals, as plain JSON."""
        return {
            "format": FORMAT,
            "division": self.division,
            "number": self.number,
            "disclosure": str(self.disclosure),
            "chain": str(self.chain),
            "revision": self.revision,
            "at": wire_time(self.at),
            "audience": self.audience,
            "content_sha256": self.content_sha256,
            "residents_sha256": self.residents_sha256,
            "files": [{"id": str(file.id), "sha256": file.sha256} for file in self.files],
        }


class ChainHead(Value):
    """How many links a village's chain has, and the hash of the last; zeros before the first."""

    division: str
    number: int = 0
    hash: str = NOTHING_YET
    at: Instant | None = None


def digest_of(content: dict[str, Any]) -> str:
    """The sha256 of the canonical JSON (RFC 8785).

    Milliseconds for a thousand entries: not for the event loop.
    """
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def hash_of(previous: str, link: dict[str, Any]) -> str:
    """The hash of a link that follows the hash `previous`."""
    return hashlib.sha256(sealed_bytes(previous, link)).hexdigest()


def flaw_of(link: Publication, before: ChainHead) -> str:
    """What is wrong with a link that should follow that one; "" for nothing."""
    if link.number != before.number + 1:
        return f"publication {before.number + 1} before it is missing"
    if link.previous != before.hash:
        return f"it does not follow publication {before.number}"
    residents = None if link.residents is None else digest_of(link.residents)
    if (link.content_sha256, link.residents_sha256) != (digest_of(link.content), residents):
        return "its content was altered"
    if link.hash != hash_of(link.previous, link.link):
        return "it was altered: its hash does not fit"
    return ""


def sealed_bytes(previous: str, link: dict[str, Any]) -> bytes:
    """Exactly what is hashed: 64 hexadecimal digits, and the canonical JSON of the link."""
    return previous.encode() + rfc8785.dumps(link)


def wire_time(at: datetime) -> str:
    """The instant as it stands in a link: China's clock, milliseconds."""
    return at.astimezone(CHINA).isoformat(timespec="milliseconds")
