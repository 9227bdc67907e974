"""What people send and get of inquiries; who asked is in none of the public views. No handlers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from handlers.disclosure_forms import MOST_ENTRIES
from handlers.forms import Form, Paging
from models.base import Day, Id, Instant, Value, day_of
from models.inquiries import (
    Act,
    Inquiry,
    InquiryKind,
    InquiryState,
    Level,
    Verdict,
    Visibility,
)

Words = Annotated[str, StringConstraints(min_length=2, max_length=1000)]
Line = Annotated[int, Field(ge=1, le=MOST_ENTRIES)]


class NewInquiry(Form):
    """A question, or a challenge: what was published is not true. `line` counts entries from 1.

    `public`: everybody reads question and answer beside the line, never who asked.
    """

    kind: InquiryKind = "question"
    visibility: Visibility = "public"
    line: Line | None = None
    text: Annotated[str, StringConstraints(min_length=5, max_length=500)]


class NewAnswer(Form):
    """The answer; a challenge needs a verdict. With `mask` everybody reads it with personal data
    covered, and only the asker the whole; without, such an answer is refused."""

    text: Words
    verdict: Verdict | None = None
    mask: bool = False


class Opinion(Form):
    """Whether the asker is content; who is not may say so once, and the level above answers."""

    satisfied: bool
    reason: Annotated[str, StringConstraints(max_length=300)] = ""


class InquiriesOfDisclosureQuery(Paging):
    """All about a disclosure and its revisions, or what is asked of one entry of this one."""

    line: Line | None = None


class DeskQuery(Paging):
    """Which inquiries of the area."""

    state: InquiryState = "open"


class PublicAnswer(Value):
    """An answer as everybody reads it."""

    level: Level
    text: str
    verdict: Verdict | None
    answered_on: Day


class PublicInquiry(Value):
    """An inquiry as everybody reads it; `late`: it was not answered in time by who had it."""

    id: Id
    disclosure: Id
    revision: int
    line: int | None
    subject: str
    kind: InquiryKind
    text: str
    asked_on: Day
    state: InquiryState
    level: Level
    due_on: Day
    late: bool
    answers: tuple[PublicAnswer, ...]


class AnswerView(Value):
    """An answer as the asker and those who handle it read it."""

    level: Level
    text: str
    shown_text: str
    verdict: Verdict | None
    at: Instant


class InquiryLine(Value):
    """An inquiry in a list of those who handle it, or of its asker."""

    id: Id
    division: str
    disclosure: Id
    revision: int
    title: str
    line: int | None
    subject: str
    kind: InquiryKind
    visibility: Visibility
    text: str
    check: str
    shown: bool
    state: InquiryState
    levels: tuple[Level, ...]
    asked_at: Instant
    due_at: Instant
    red_at: Instant | None
    objected: bool


class InquiryView(InquiryLine):
    """The same, whole. `asker_name` is there only for those who handle it."""

    answers: tuple[AnswerView, ...]
    acts: tuple[Act, ...]
    asker_name: str | None = None


def public_view(inquiry: Inquiry) -> PublicInquiry:
    """Masked words and days alone: neither the asker nor the hour may be read out of it."""
    answers = tuple(
        PublicAnswer(
            level=answer.level,
            text=answer.shown_text,
            verdict=answer.verdict,
            answered_on=day_of(answer.at),
        )
        for answer in inquiry.answers
    )
    return PublicInquiry(
        **inquiry.model_dump(
            include={"id", "disclosure", "revision", "line", "subject", "kind", "state", "level"}
        ),
        text=inquiry.shown_text,
        asked_on=day_of(inquiry.asked_at),
        level=inquiry.level,
        due_on=day_of(inquiry.due_at),
        late=inquiry.red_at is not None,
        answers=answers,
    )
