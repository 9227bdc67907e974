"""The copies of a disclosure that its readers get, and how they stand in its village's chain.

Knows no hash, and not how anything is found or covered. Fields that hold their default are left
out of a link, so that a field which a later version adds does not make older links look altered.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from bson import ObjectId

from models.base import Row, Value
from models.disclosures.documents import Disclosure, Statement
from models.errors import Conflict
from models.publications import Audience, Fingerprint, Laid
from models.vault import Sealed

ORIGINAL = Sealed("original", "disclosure.original")
# Words to search by are made from the text, and where a disclosure stands in its chain is said by
# the link itself.
WRITTEN = set(Statement.model_fields) - {"tokens"}
SHOWN = WRITTEN | {
    *("income", "expense", "entry_count"),
    *("revision_reason", "board_until", "retention"),
}

# Stands in the residents' copy of a link: everybody reads its hash and the copy in which a name is
# 张*, and without the salt could try all names until the hash fits.
SALT = "salt"


class Written(Value):
    """All that a person wrote in a disclosure: what is looked through, covered and sealed."""

    statement: Statement
    revision_reason: str | None = None

    @classmethod
    def in_(cls, disclosure: Disclosure) -> Written:
        """What is written in the disclosure as it stands."""
        return cls(statement=disclosure.statement, revision_reason=disclosure.revision_reason)

    def plain(self) -> dict[str, Any]:
        """As plain data, in which texts can be found and covered."""
        return {**self.statement.model_dump(), "revision_reason": self.revision_reason}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Written:
        """From plain data."""
        return cls(
            statement=Statement.model_validate(plain), revision_reason=plain["revision_reason"]
        )


class Copies(Value):
    """What readers will get of a disclosure that was looked through at its `version`.

    `public` is for everybody, `residents` for the village's own people where that is more;
    `original` is what was written, sealed, where anything of it is covered.
    """

    version: int
    audience: Audience = "all"
    public: Written
    residents: Statement | None = None
    original: str | None = None

    def to_fields(self) -> Row:
        """What publishing sets, beside what the act itself does."""
        shown: Row = {**self.public.statement.to_fields(), "audience": self.audience}
        # By these the village's own bookkeeping is checked: they are those of the original.
        del shown["voucher_numbers"]
        if self.public.revision_reason is not None:
            shown["revision_reason"] = self.public.revision_reason
        if self.residents is not None:
            shown["residents"] = self.residents.model_dump(exclude_none=True)
        if self.original is not None:
            shown["original"] = self.original
        return shown


def as_written(disclosure: Disclosure) -> Copies:
    """The copies where nothing is covered: only for what somebody has looked through."""
    return Copies(version=disclosure.version, public=Written.in_(disclosure))


def content_of(disclosure: Disclosure) -> dict[str, Any]:
    """What everybody is shown, as plain JSON."""
    return disclosure.model_dump(mode="json", include=SHOWN, exclude_defaults=True)


def residents_of(disclosure: Disclosure) -> dict[str, Any] | None:
    """What the village's own people are shown, as plain JSON; None where it is the same."""
    if disclosure.residents is None:
        return None
    return disclosure.residents.model_dump(mode="json", include=WRITTEN, exclude_defaults=True)


def without_salt(residents: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The residents' copy of a link as `residents_of` gives it."""
    if residents is None:
        return None
    return {name: value for name, value in residents.items() if name != SALT}


def _salted(residents: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if residents is None else {**residents, SALT: secrets.token_hex(16)}


def laid_of(disclosure: Disclosure, hashes: Mapping[ObjectId, str]) -> Laid:
    """The publication of a disclosure, `hashes` being the sha256 of all files it shows."""
    assert disclosure.published_at is not None, "what is published has its instant"
    return Laid(
        division=disclosure.division,
        disclosure=disclosure.id,
        chain=disclosure.chain,
        revision=disclosure.revision,
        audience=disclosure.audience,
        content=content_of(disclosure),
        residents=_salted(residents_of(disclosure)),
        files=tuple(fingerprints(files_of(disclosure), hashes)),
        at=disclosure.published_at,
    )


def files_of(disclosure: Disclosure) -> tuple[ObjectId, ...]:
    """The files it shows to anybody, each once, in the order of the text."""
    shown = (disclosure, *([disclosure.residents] if disclosure.residents else []))
    return tuple(dict.fromkeys(r.media for statement in shown for r in statement.references))


def fingerprints(
    files: Iterable[ObjectId], hashes: Mapping[ObjectId, str]
) -> Iterable[Fingerprint]:
    """The files with their hashes; raises `Conflict` (`file_gone`) if one is no longer stored."""
    for file in files:
        if file not in hashes:
            raise Conflict("file_gone")
        yield Fingerprint(id=file, sha256=hashes[file])
