"""What villages have laid open, each link sealing the one before it; knows no disclosures' flow."""

from models.publications.collection import ChainHeads, Publications
from models.publications.documents import (
    FORMAT,
    NOTHING_YET,
    Audience,
    ChainHead,
    Fingerprint,
    Laid,
    Publication,
    digest_of,
    hash_of,
)
from models.publications.records import ChainRecord, ChainRecords, RecordedHead

__all__ = [
    "FORMAT",
    "NOTHING_YET",
    "Audience",
    "ChainHead",
    "ChainHeads",
    "ChainRecord",
    "ChainRecords",
    "Fingerprint",
    "Laid",
    "Publication",
    "Publications",
    "RecordedHead",
    "digest_of",
    "hash_of",
]
