"""What of a published disclosure goes into its village's chain: all that readers are shown of it.

Knows no chain and no hash. Fields that hold their default are left out, so that a field which a
later version adds does not make every older link look altered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bson import ObjectId

from models.disclosures.documents import Disclosure, Statement
from models.errors import Conflict
from models.publications import Fingerprint, Laid

# Words to search by are made from the text, and where a disclosure stands in its chain is said by
# the link itself.
SHOWN = (set(Statement.model_fields) - {"tokens"}) | {
    *("income", "expense", "entry_count"),
    *("revision_reason", "board_until", "retention"),
}


def content_of(disclosure: Disclosure) -> dict[str, Any]:
    """What readers are shown, as plain JSON."""
    return disclosure.model_dump(mode="json", include=SHOWN, exclude_defaults=True)


def laid_of(disclosure: Disclosure, hashes: Mapping[ObjectId, str]) -> Laid:
    """The publication of a disclosure, `hashes` being the sha256 of all files it shows."""
    return Laid(
        division=disclosure.division,
        disclosure=disclosure.id,
        chain=disclosure.chain,
        revision=disclosure.revision,
        content=content_of(disclosure),
        files=tuple(fingerprints(files_of(disclosure), hashes)),
    )


def files_of(disclosure: Disclosure) -> tuple[ObjectId, ...]:
    """The files it shows, each once, in the order of the text."""
    return tuple(dict.fromkeys(reference.media for reference in disclosure.references))


def fingerprints(
    files: Iterable[ObjectId], hashes: Mapping[ObjectId, str]
) -> Iterable[Fingerprint]:
    """The files with their hashes; raises `Conflict` (`file_gone`) if one is no longer stored."""
    for file in files:
        if file not in hashes:
            raise Conflict("file_gone")
        yield Fingerprint(id=file, sha256=hashes[file])
