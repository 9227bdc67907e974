"""What people say when they act on a case: the bodies of the acts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from handlers.filing import MAX_PICTURES
from handlers.forms import Form
from models.base import Id
from models.deadlines import Urgency
from models.feedback.acts import REFUSALS
from nlp.category import LABELS
from nlp.lexicon import TOPICS

Note = Annotated[str, StringConstraints(min_length=2, max_length=2000)]
Reason = Annotated[str, StringConstraints(min_length=2, max_length=200)]
DeskRole = Literal["secretary", "clerk", "grid_worker", "monitor", "county"]


class Change(Form):
    """What every act may carry: the `version` that was seen, to refuse acting on an older one."""

    version: int | None = None


class Answer(Change):
    """The answer to the reporter."""

    text: Note
    pictures: Annotated[tuple[Id, ...], Field(max_length=MAX_PICTURES)] = ()


class Transfer(Change):
    """To whom, and why. What accuses the village's cadres goes to `monitor` or `county` only."""

    role: DeskRole
    reason: Reason


class Refusal(Change):
    """Why, from the fixed list, and where else to turn."""

    reason: Literal[tuple(REFUSALS)]  # type: ignore[valid-type]  # the list is the domain's
    route: Annotated[str, StringConstraints(max_length=200)] = ""


class Correction(Change):
    """What a person says the report is about, and (`role`) who should have had it.

    What was found stays beside it, and the tagger learns from the difference.
    """

    category: Literal[LABELS]  # type: ignore[valid-type]  # the list is the library's
    topics: Annotated[tuple[Literal[TOPICS], ...], Field(min_length=1, max_length=5)]  # type: ignore[valid-type]  # likewise
    urgency: Urgency
    role: DeskRole | None = None


class Withdrawal(Change):
    """Why the reporter takes it back."""

    reason: Annotated[str, StringConstraints(max_length=200)] = ""


class Difference(Change):
    """What makes it another thing than the case that it was joined to."""

    reason: Annotated[str, StringConstraints(max_length=200)] = ""


class Reopening(Change):
    """What is not done yet."""

    reason: Reason


class NewRating(Change):
    """Whether it is solved, and how content the reporter is (1 to 5)."""

    solved: bool
    content: Annotated[int, Field(ge=1, le=5)]
    note: Annotated[str, StringConstraints(max_length=500)] = ""


class Clarification(Change):
    """Whether the report accuses the village's own cadres."""

    about_cadres: bool


class Reasoned(Change):
    """An act that needs nothing but its reason, which the reporter can read."""

    reason: Reason


class Explanation(Change):
    """Why it cannot be solved here, by which rule, and which body can be turned to next."""

    text: Note
    legal_basis: Reason
    next_body: Annotated[str, StringConstraints(min_length=2, max_length=100)]


class Question(Change):
    """What the handler must know before going on; the clock stands still meanwhile."""

    text: Note


class Reply(Change):
    """What the reporter says to the question."""

    text: Note


class Extension(Change):
    """How many days more, and why."""

    days: Annotated[int, Field(ge=1, le=365)]
    reason: Reason


class Urging(Change):
    """By when the case must be answered, and why it is urged."""

    until: AwareDatetime
    reason: Reason


class Overruling(Change):
    """Why the refusal does not hold, and (`role`) who gets the case; without it, who refused it."""

    reason: Reason
    role: DeskRole | None = None
