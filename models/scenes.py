"""What a printed code says: which page of which village, post or disclosure, short and signed.

WeChat hands it to the mini program as `scene`. The signature keeps made-up codes from looking like
ours; it opens nothing that is not public anyway.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from typing import Literal

from bson import ObjectId

from models.vault import Vault

SceneKind = Literal["village", "contacts", "post", "disclosure"]
LETTERS: dict[SceneKind, str] = {
    "village": "v",
    "contacts": "c",
    "post": "p",
    "disclosure": "d",
}
# WeChat's limit and alphabet: these are a part of it.
MAX_SCENE = 32
SCENE = re.compile(r"^([vcpd])([\w-]{12,16})\.([\w-]{8})$", re.ASCII)
VILLAGE = re.compile(r"^\d{12}$", re.ASCII)
MARK_CHARACTERS = 8


@dataclass(frozen=True, slots=True)
class Scene:
    """What a code opens; `target` is a village's code or a document's id in hex."""

    kind: SceneKind
    target: str

    def written(self, vault: Vault) -> str:
        """At most 32 characters of WeChat's alphabet."""
        place = self.target
        if self.kind in ("post", "disclosure"):
            place = base64.urlsafe_b64encode(ObjectId(self.target).binary).decode()
        plain = LETTERS[self.kind] + place
        return f"{plain}.{_mark(plain, vault)}"


def read_scene(text: str, vault: Vault) -> Scene | None:
    """What the code opens; None if it is not one of ours."""
    found = SCENE.match(text)
    if found is None:
        return None
    letter, place, mark = found.groups()
    if not hmac.compare_digest(_mark(letter + place, vault), mark):
        return None
    kind = next(kind for kind, known in LETTERS.items() if known == letter)
    if VILLAGE.match(place):
        return Scene(kind, place)
    return Scene(kind, base64.urlsafe_b64decode(place).hex())


def _mark(plain: str, vault: Vault) -> str:
    digest = bytes.fromhex(vault.lookup(f"scene:{plain}"))
    return base64.urlsafe_b64encode(digest).decode()[:MARK_CHARACTERS]
