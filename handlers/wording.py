"""What the lists of the domain are called, so that a page offers the choices that the API takes."""

from __future__ import annotations

from handlers.base import ApiHandler, endpoint
from handlers.case_views import TITLES
from handlers.routing import Route
from models.base import Value
from models.feedback.acts import ACTS, REFUSALS
from models.templates import PLACES
from nlp.category import LABELS
from nlp.lexicon import TOPICS


class Named(Value):
    """A choice: what is sent, and what people read."""

    code: str
    says: str


class Wording(Value):
    """The fixed lists around a case: `places` are the gaps of a reply template (`{case_no}`)."""

    refusals: tuple[Named, ...]
    acts: tuple[Named, ...]
    desks: tuple[Named, ...]
    places: tuple[Named, ...]
    categories: tuple[str, ...]
    topics: tuple[str, ...]


def _named(choices: dict[str, str]) -> tuple[Named, ...]:
    return tuple(Named(code=code, says=says) for code, says in choices.items())


WORDING = Wording(
    refusals=_named(REFUSALS),
    acts=_named({act.name: act.says for act in ACTS.values()}),
    desks=_named(TITLES),
    places=_named(PLACES),
    categories=LABELS,
    topics=TOPICS,
)


class WordingOfCases(ApiHandler):
    @endpoint(scope=None, returns=Wording)
    async def get(self) -> Wording:
        """The fixed lists around a case: reasons of refusal, desks, categories, topics."""
        return WORDING


routes = [Route("/wording", WordingOfCases)]
