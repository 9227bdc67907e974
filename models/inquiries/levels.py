"""Who answers an inquiry: the levels from the village up, who works at each, and who may not.

A challenge of truth accuses those who wrote, published or paid: none of them decides it, and none
of them is told who made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bson import ObjectId

from models.accounts import Account, Role
from models.disclosures import Disclosure
from models.divisions import LENGTHS
from models.viewers import Viewer

Level = Literal["village", "overseer", "township", "county"]
LEVELS: tuple[Level, ...] = ("village", "overseer", "township", "county")
# Silence brings an inquiry up to the township and no further; a complaint about the township's
# own answer goes to the county.
TOP_OF_SILENCE: Level = "township"
ROLES: dict[Level, tuple[Role, ...]] = {
    "village": ("clerk", "secretary"),
    "overseer": ("overseer",),
    "township": ("monitor",),
    "county": ("county",),
}
_REACH: dict[Level, int] = {
    "village": LENGTHS["village"],
    "overseer": LENGTHS["village"],
    "township": LENGTHS["township"],
    "county": LENGTHS["county"],
}
# What the masking gate, or whoever writes, puts for a character of a name.
_COVERED = "*某"


def desk_at(level: Level, village: str) -> str:
    """The desk of a level for a village: `overseer:330825101201`, `township:330825101`."""
    return f"{level}:{village[: _REACH[level]]}"


def levels_of(viewer: Viewer, village: str) -> tuple[Level, ...]:
    """The levels at which the viewer works for that village, the lowest first."""
    return tuple(level for level in LEVELS if _holds(viewer, level, village))


def people_at_levels(
    levels: Sequence[Level], village: str, officials: Sequence[Account], but: Sequence[ObjectId]
) -> list[ObjectId]:
    """Who works there, active, without those who may not have this one."""
    return [
        account.id
        for account in officials
        if account.active
        and account.id not in but
        and any(_holds(Viewer(account.id, account.grants), level, village) for level in levels)
    ]


def above(level: Level) -> Level | None:
    """The next level; None above the county."""
    place = LEVELS.index(level) + 1
    return LEVELS[place] if place < len(LEVELS) else None


def concerned(disclosure: Disclosure, officials: Sequence[Account]) -> tuple[ObjectId, ...]:
    """Who may not decide whether the disclosure is true: all who had a hand in it, and whoever
    it names as having handled or approved money."""
    entries = (*disclosure.entries, *disclosure.for_residents().entries)
    cells = {cell for entry in entries for cell in (entry.handled_by, entry.approved_by)}
    by_name = [a.id for a in officials if any(may_name(cell, a.name) for cell in cells)]
    return tuple(dict.fromkeys([*hands_of(disclosure), *by_name]))


def hands_of(disclosure: Disclosure) -> tuple[ObjectId, ...]:
    """Who wrote, checked and published it."""
    # The steps of the flow: handed in, reviewed, sent back, approved.
    steps = [step.by for step in disclosure.steps]
    people = [disclosure.author, *disclosure.writers, *steps, disclosure.publisher]
    return tuple(dict.fromkeys(person for person in people if person is not None))


def may_name(cell: str, name: str) -> bool:
    """True if the name stands anywhere in the cell, or may stand behind its stars: 张* may be 张三.

    In doubt the answer is yes: one person more who may not judge does no harm.
    """
    size = len(name)
    windows = (cell[start : start + size] for start in range(len(cell) - size + 1))
    return any(
        window[:1] == name[:1]
        and all(w == c or w in _COVERED for w, c in zip(window, name, strict=True))
        for window in windows
        if window
    )


def _holds(viewer: Viewer, level: Level, village: str) -> bool:
    place = village[: _REACH[level]]
    return any(g.role in ROLES[level] and g.division == place for g in viewer.grants)
