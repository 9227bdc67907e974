"""Reply templates: kept by division, offered filled in for a case."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from handlers.base import ApiHandler, endpoint
from handlers.case_handler import CaseHandler
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.paths import LOADERS
from handlers.routing import Route
from models.base import CHINA, Id, Instant, Value
from models.errors import Invalid, Mistake
from models.feedback import Feedback
from models.templates import PLACES, Step, Template, fill, unknown_places
from nlp.lexicon import TOPICS

LOADERS["template"] = lambda store, template_id: store.templates.get(template_id)


class NewTemplate(Form):
    """A template; `{case_no}` and the like are filled in for a case."""

    step: Step
    topic: Literal[TOPICS] | None = None  # type: ignore[valid-type]  # the list is the library's
    title: Annotated[str, StringConstraints(min_length=2, max_length=40)]
    text: Annotated[str, StringConstraints(min_length=2, max_length=2000)]


class TemplateQuery(Paging):
    """For which step."""

    step: Step


class StepQuery(Form):
    """For which step."""

    step: Step


class TemplateView(Value):
    """A template as it was written."""

    id: Id
    division: str
    step: Step
    topic: str | None
    title: str
    text: str
    created_at: Instant


class Suggestion(Value):
    """A template filled in for a case; a gap `____` waits for words."""

    id: Id
    title: str
    text: str


class TemplatesOfDivision(ApiHandler):
    @endpoint(scope="template:write", query=TemplateQuery, returns=Listing[TemplateView])
    async def get(self, division: str, query: TemplateQuery) -> object:
        """The division's own templates for a step."""
        return await self.services.store.templates.of_division(
            division, query.step, after=query.after, limit=query.limit
        )

    @endpoint(scope="template:write", body=NewTemplate, returns=TemplateView, status=201)
    async def post(self, division: str, form: NewTemplate) -> Template:
        """Add a template."""
        unknown = unknown_places(form.text)
        if unknown:
            names = "、".join(PLACES)
            raise Invalid([Mistake("body.text", "place_unknown", (("names", names),))])
        template = Template(
            **form.model_dump(),
            division=division,
            author=self.actor.known().account,
            created_at=self.services.store.now(),
        )
        return await self.services.store.templates.add(template)


class OneTemplate(ApiHandler):
    @endpoint(scope="template:write")
    async def delete(self, template: Template) -> None:
        """Remove a template."""
        await self.services.store.templates.remove(template.id)


class TemplatesForCase(CaseHandler):
    @endpoint(scope="feedback:handle", query=StepQuery, returns=Listing[Suggestion])
    async def get(self, case: Feedback, query: StepQuery) -> Listing[Suggestion]:
        """Templates that fit the case, filled in; those for its topics first."""
        store = self.services.store
        found = await store.templates.for_case(case.division, query.step, case.topics)
        division = await store.divisions.by_code(case.division)
        values = values_of(case, division.name, self.actor.known().name)
        return Listing(
            items=tuple(
                Suggestion(id=t.id, title=t.title, text=fill(t.text, values)) for t in found
            )
        )


def values_of(case: Feedback, village: str, me: str) -> dict[str, str]:
    """What the places of a template stand for in this case."""
    return {
        "case_no": case.case_no,
        "category": case.category or "",
        "topic": case.topics[0] if case.topics else "",
        "filed_on": case.filed_on,
        "answer_by": f"{case.due.answer_by.astimezone(CHINA):%Y-%m-%d %H:%M}",
        "village": village,
        "me": me,
        "place": case.place,
    }


routes = [
    Route("/divisions/{division}/templates", TemplatesOfDivision),
    Route("/templates/{template}", OneTemplate),
    Route("/feedback/{case}/templates", TemplatesForCase),
]
