"""What a county's additions to a tag would have changed; it must not know where they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.findings import Context, Tagging
from nlp.matters import Additions
from nlp.normal import normalise
from nlp.tagger import tag
from nlp.words import read


@dataclass(frozen=True, slots=True)
class Changed:
    """A message that would have been tagged otherwise; `index` counts from 0 in the messages."""

    index: int
    category_before: str
    category_after: str
    tags_before: tuple[str, ...]
    tags_after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """ "This would have changed 14 of last month's 320 cases"."""

    total: int
    rows: tuple[Changed, ...]

    @property
    def changed(self) -> int:
        """How many messages would have been tagged otherwise."""
        return len(self.rows)


def preview(
    extra_words: Additions,
    messages: Sequence[tuple[str, str]],
    current: Additions = (),
) -> Preview:
    """Compare the tagging of (title, body) messages with `current` and with `extra_words`.

    Both are complete lists of additions, topic -> words. Only messages that hold a word in which
    they differ are tagged, so a month of a township takes moments. Raises ValueError for a topic
    that does not exist, also when no message holds its words.
    """
    for additions in (current, extra_words):
        tag("", context=Context(extra_words=additions))
    words = {normalise(word.strip()) for word in _difference(extra_words, current)}
    rows = (
        _compared(index, message, current, extra_words)
        for index, message in enumerate(messages)
        if _holds(message, words)
    )
    return Preview(len(messages), tuple(row for row in rows if row is not None))


def _difference(one: Additions, other: Additions) -> set[str]:
    pairs = [{(topic, word) for topic, words in each for word in words} for each in (one, other)]
    return {word for _, word in pairs[0] ^ pairs[1]}


def _holds(message: tuple[str, str], words: set[str]) -> bool:
    text = read("body", "\n".join(message)).normal
    return any(word and word.partition("~")[0] in text for word in words)


def _compared(
    index: int, message: tuple[str, str], current: Additions, extra_words: Additions
) -> Changed | None:
    before, after = (
        tag(*message, context=Context(extra_words=additions))
        for additions in (current, extra_words)
    )
    row = Changed(index, _category(before), _category(after), _tags(before), _tags(after))
    is_same = (row.category_before, row.tags_before) == (row.category_after, row.tags_after)
    return None if is_same else row


def _category(tagging: Tagging) -> str:
    return tagging.category.label if tagging.category else ""


def _tags(tagging: Tagging) -> tuple[str, ...]:
    return tuple(finding.label for finding in tagging.tags)
