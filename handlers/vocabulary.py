"""A division's own words for tags, and who gets which tag; tried on last month before it holds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from handlers.base import ApiHandler, endpoint
from handlers.forms import Form
from handlers.routing import Route
from models.base import Id, Instant, Value
from models.errors import Invalid, Mistake
from models.viewers import Viewer
from models.vocabulary import MappedRole, TopicDesk, TopicWords, Vocabulary, merged_words
from nlp.lexicon import TOPICS
from nlp.preview import Preview, preview

Topic = Literal[TOPICS]  # type: ignore[valid-type]  # the list is the library's
Word = Annotated[str, StringConstraints(min_length=2, max_length=12, pattern=r"^\w+$")]
MOST_MESSAGES = 400


class NewTopicWords(Form):
    """Words that count for a topic."""

    topic: Topic
    words: Annotated[tuple[Word, ...], Field(min_length=1, max_length=50)]


class NewTopicDesk(Form):
    """The role of the village that receives a topic."""

    topic: Topic
    role: MappedRole


class NewVocabulary(Form):
    """All of a division's additions; `version` is what was read before."""

    words: Annotated[tuple[NewTopicWords, ...], Field(max_length=40)] = ()
    desks: Annotated[tuple[NewTopicDesk, ...], Field(max_length=40)] = ()
    version: Annotated[int, Field(ge=0)]


class VocabularyView(Value):
    """A division's additions."""

    division: str
    words: tuple[TopicWords, ...]
    desks: tuple[TopicDesk, ...]
    version: int
    changed_by: Id | None
    changed_at: Instant | None


class Effect(Value):
    """What the words would have changed: `changed` of `total` recent cases that I may see."""

    total: int
    changed: int


class VocabularyHandler(ApiHandler):
    """What reading, trying and replacing share."""

    def words_of(self, form: NewVocabulary) -> tuple[TopicWords, ...]:
        """The words of the form; a topic named twice is a mistake."""
        for name, entries in (("words", form.words), ("desks", form.desks)):
            topics = [entry.topic for entry in entries]
            if len(set(topics)) < len(topics):
                raise Invalid([Mistake(f"body.{name}", "topic_twice")])
        return tuple(TopicWords(topic=e.topic, words=e.words) for e in form.words)


class VocabularyOfDivision(VocabularyHandler):
    @endpoint(scope="vocabulary:write", returns=VocabularyView)
    async def get(self, division: str) -> Vocabulary:
        """The division's own words and desks."""
        return await self.services.store.vocabularies.of(division)

    @endpoint(scope="vocabulary:write", body=NewVocabulary, returns=VocabularyView)
    async def put(self, division: str, form: NewVocabulary) -> Vocabulary:
        """Replace them; they hold for the next report."""
        changed = await self.services.store.vocabularies.replace(
            division,
            words=self.words_of(form),
            desks=tuple(TopicDesk(topic=e.topic, role=e.role) for e in form.desks),
            version=form.version,
            by=self.actor.known().account,
        )
        self.touch("vocabularies")
        await self.audit("vocabulary.change", division=division)
        return changed


class VocabularyPreview(VocabularyHandler):
    @endpoint(scope="vocabulary:write", body=NewVocabulary, returns=Effect)
    async def post(self, division: str, form: NewVocabulary) -> Effect:
        """What these words would have changed among the newest cases that I may see."""
        store, words = self.services.store, self.words_of(form)
        viewer = Viewer(self.actor.account, self.actor.grants_for("vocabulary:write", division))
        cases = await store.feedback.newest_of(division, viewer, limit=MOST_MESSAGES)
        now = await store.vocabularies.of(division)
        messages = [(case.title, case.text) for case in cases]
        tried = now.model_copy(update={"words": words})
        effect: Preview = await self.services.blocking.run(
            preview, merged_words([tried]), messages, merged_words([now])
        )
        return Effect(total=effect.total, changed=effect.changed)


routes = [
    Route("/divisions/{division}/vocabulary", VocabularyOfDivision),
    Route("/divisions/{division}/vocabulary/preview", VocabularyPreview),
]
