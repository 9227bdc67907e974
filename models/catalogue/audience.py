"""Who an item of the catalogue is for: everybody, or the village's own people only.

The village's board hangs on its street, so what the law wants the whole village or all members of
its collective to see is open to everybody here, too. What the catalogue keeps inside the village,
or to some of its people, is kept to its residents: narrower circles cannot be told apart here, so
nothing may stand in it that a resident should not read.
"""

from __future__ import annotations

from models.catalogue.documents import Item
from models.publications import Audience

# As the catalogue's column says it; whatever a county writes beside it for everybody stays open.
RESIDENTS_ONLY = ("村内", "本组", "特定群体", "党内范围")


def audience_of(item: Item | None) -> Audience:
    """Of an item as it stands for a village; what belongs to no item is for everybody."""
    if item is None:
        return "all"
    inside = item.audience.startswith(RESIDENTS_ONLY) or item.audience == "党员"
    return "residents" if inside else "all"
