"""The levels that a case climbs: from a village's desk to the township's, and to the county's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from models.accounts import Account
from models.deadlines import DeadlineRules, Top
from models.desks import Desk, desk_of, people_at, role_at
from models.errors import Conflict
from models.feedback.documents import WATCHER_ROLES, Feedback

LEVELS: tuple[Top, ...] = get_args(Top)
_LEVEL_OF: dict[str, Top] = {"monitor": "township", "county": "county"}


def level_at(desk: Desk) -> Top:
    """At which level this desk works."""
    return _LEVEL_OF.get(role_at(desk), "village")


def may_go_up(desk: Desk, rules: DeadlineRules) -> bool:
    """True if a case at this desk has a level above it, as high as the settings let it climb."""
    return LEVELS.index(level_at(desk)) < LEVELS.index(rules.escalation_top)


def above(village: str, officials: Sequence[Account]) -> Desk:
    """The township's desk, or the county's if nobody works there: some desk always exists."""
    township = desk_of("monitor", village)
    if people_at(township, officials):
        return township
    county = desk_of("county", village)
    return county if people_at(county, officials) else township


def next_above(case: Feedback, officials: Sequence[Account]) -> Desk:
    """The desk to which the case goes up from where it lies."""
    if level_at(case.desk) == "village":
        return above(case.division, officials)
    return desk_of("county", case.division)


def returned_to(case: Feedback, officials: Sequence[Account]) -> Desk:
    """The desk that a returned case goes back to: who passed it on, else who is responsible.

    What the rules of routing gave out goes to the secretary if another desk of the village
    returns it, and up if the secretary does. Raises `Conflict` (`return_nowhere`) at the top.
    """
    if case.came_from is not None and _may_lie_at(case, case.came_from):
        return case.came_from
    secretary = desk_of("secretary", case.division)
    if level_at(case.desk) == "village" and case.desk != secretary and not case.hidden:
        return secretary
    target = next_above(case, officials)
    if target == case.desk:
        raise Conflict("return_nowhere")
    return target


def _may_lie_at(case: Feedback, desk: Desk) -> bool:
    return desk != case.desk and (not case.hidden or role_at(desk) in WATCHER_ROLES)
