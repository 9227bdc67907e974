"""What personal data there is and where it was found; it knows nothing of how it was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A kind of personal data; each is masked in its own way."""

    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    LANDLINE = "landline"
    PLATE = "plate"
    EMAIL = "email"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Personal:
    """One finding: `text == original[start:end]`, positions in Python characters."""

    kind: Kind
    start: int
    end: int
    text: str
