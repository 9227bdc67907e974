"""Reply templates (uReport's idea): words for a step of a case, with places to fill, by division.

A village uses its own and those of its township and county.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from bson import ObjectId

from models.base import Collection, Id, Index, Instant, Page
from models.divisions import areas_of
from models.errors import NotFound
from models.viewers import Placed

Step = Literal["answer", "explain", "transfer", "refuse", "ask", "extend"]
# What a template may name, and what it stands for.
PLACES: dict[str, str] = {
    "case_no": "诉求编号",
    "category": "类别",
    "topic": "主题",
    "filed_on": "提交日期",
    "answer_by": "答复期限",
    "village": "村名",
    "me": "办理人姓名",
    "place": "地点",
}
_PLACE = re.compile(r"\{(\w+)\}")


class Template(Placed):
    """A template of one division for one step; `topic` None fits every topic."""

    step: Step
    topic: str | None = None
    title: str
    text: str
    author: Id
    created_at: Instant


class Templates(Collection[Template]):
    """Templates by division and step."""

    name = "templates"
    document = Template
    indexes = (
        Index("the templates of a division for a step", (("division", 1), ("step", 1), ("_id", 1))),
    )

    async def add(self, template: Template) -> Template:
        """Stores a new template."""
        return await self._insert(template)

    async def of_division(
        self, division: str, step: Step, *, after: str | None = None, limit: int = 50
    ) -> Page[Template]:
        """A division's own templates for a step, oldest first."""
        where = {"division": division, "step": step}
        return await self._page(where, by=("_id", 1), after=after, limit=limit)

    async def for_case(
        self, village: str, step: Step, topics: tuple[str, ...], *, limit: int = 100
    ) -> list[Template]:
        """What fits a case: for its topics first, then for every topic."""
        where = {"division": {"$in": list(areas_of(village))}, "step": step}
        found = await self._find(where, sort=[("_id", 1)], limit=limit)
        fitting = [t for t in found if t.topic is None or t.topic in topics]
        return sorted(fitting, key=lambda template: template.topic is None)

    async def remove(self, template_id: ObjectId) -> None:
        """Deletes a template; raises `NotFound`."""
        deleted = await self.raw.delete_one({"_id": template_id})
        if not deleted.deleted_count:
            raise NotFound


def unknown_places(text: str) -> list[str]:
    """What a text names in braces and no template can fill."""
    return [name for name in _PLACE.findall(text) if name not in PLACES]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; what has no value becomes a gap to write in."""
    return _PLACE.sub(lambda match: values.get(match[1]) or "____", text)
