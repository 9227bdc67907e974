"""What is personal in a text, what was decided about it, and the copies that readers get; pure.

It finds nothing itself: findings are given to it, each with what covers it. It knows neither keys
nor a database.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from models.base import Id, Instant, Value

# Covered for all; shown to all; covered for all but the village's own residents.
How = Literal["mask", "justify", "residents"]
# Whatever the reason, an identity card is shown to nobody; and of the rest residents see names
# only, where the law wants them named (低保、补助 ...): phones and cards help nobody to check.
NEVER_SHOWN = frozenset({"id_card"})
SHOWN_TO_RESIDENTS = frozenset({"name"})

Path = tuple[str | int, ...]
_STARS = re.compile(r"\*+")


class Finding(Value):
    """Personal data at `[start, end)` of the text at `path` (`body.entries.3.counterpart`).

    `place` names it as the form does, which calls fields and columns by their names.
    `words` is the place as its author reads it, `covered` what stands there once it is masked.
    `digest` is a keyed hash, by which the same data is known again. A finding without a place
    (`start` is -1) shows only in the rendered text, so its author must write it otherwise.
    """

    path: str
    place: str
    start: int
    end: int
    kind: str
    words: str
    covered: str
    digest: str

    @property
    def is_placed(self) -> bool:
        """True if it can be covered where it stands."""
        return self.start >= 0


class Decision(Value):
    """What somebody decided about a finding; showing it needs a reason and a second person.

    Covering holds for the same data wherever it stands; showing holds for its field alone.
    """

    path: str
    start: int
    end: int
    kind: str
    digest: str
    how: How
    reason: str = ""
    by: Id
    at: Instant
    confirmed_by: Id | None = None

    @property
    def needs_confirmation(self) -> bool:
        """True if an overseer has still to agree."""
        return self.how != "mask" and self.confirmed_by is None


class Decided:
    """Decisions by what they are about: a disclosure may have thousands of findings."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._about: dict[tuple[str, str], list[Decision]] = {}
        for decision in decisions:
            self._about.setdefault((decision.kind, decision.digest), []).append(decision)

    def on(self, finding: Finding) -> Decision | None:
        """The decision about a finding: in its own field one to cover it wins over one to show it,
        and both over one to cover the same data elsewhere."""
        if not finding.is_placed:
            return None
        same = self._about.get((finding.kind, finding.digest), ())
        here = [d for d in same if d.path == finding.path]
        covering = [d for d in here if d.how == "mask"]
        elsewhere = [d for d in same if d.how == "mask"]
        return next(iter([*covering, *here, *elsewhere]), None)

    def how(self, finding: Finding) -> How:
        """What becomes of it: covered, unless somebody decided otherwise and another confirmed."""
        decision = self.on(finding)
        return "mask" if decision is None or decision.needs_confirmation else decision.how


def undecided(findings: Iterable[Finding], decisions: Iterable[Decision]) -> tuple[Finding, ...]:
    """The findings that nobody has decided about, in their order."""
    decided = Decided(decisions)
    return tuple(f for f in findings if decided.on(f) is None)


def unconfirmed(findings: Iterable[Finding], decisions: Iterable[Decision]) -> tuple[Finding, ...]:
    """The findings that are to be shown and whose reason no overseer has confirmed."""
    decided = Decided(decisions)
    found = ((f, decided.on(f)) for f in findings)
    return tuple(f for f, decision in found if decision and decision.needs_confirmation)


def covered(
    written: Mapping[str, Any],
    findings: Sequence[Finding],
    decisions: Iterable[Decision],
    *,
    for_residents: bool = False,
) -> dict[str, Any]:
    """The texts with everything covered that was not decided to be shown, undecided ones too."""
    places: dict[str, list[Finding]] = {}
    decided = Decided(decisions)
    for finding in findings:
        how = decided.how(finding)
        if how == "mask" or (how == "residents" and not for_residents):
            places.setdefault(finding.path, []).append(finding)

    def cover(path: Path, text: str) -> str:
        for finding in places.get(dotted(path), ()):
            if finding.is_placed:
                text = _with_cover(text, finding)
        return text

    changed: dict[str, Any] = with_texts(dict(written), cover)
    return changed


class Ambiguous(Value):
    """A covered value in an edit that could stand for several real ones."""

    path: str
    covered: str


def restored(
    edited: Mapping[str, Any], originals: Mapping[str, str], findings: Sequence[Finding]
) -> tuple[dict[str, Any], tuple[Ambiguous, ...]]:
    """An edit in which covered values stand for the real ones again, and those that cannot.

    `originals` are the texts, by path, that `findings` are about. A covered value that comes back
    never takes the place of the real one: it is replaced by it, or (where two real ones look the
    same when covered) it is named, for a person to write out.
    """
    meant = _meant(originals, findings)
    whole = _covered_texts(originals, findings)
    doubtful: list[Ambiguous] = []

    def restore(path: Path, text: str) -> str:
        name = dotted(path)
        if "*" not in text:
            return text
        if text == whole.get(name):
            return originals[name]
        for cover in covers.within(text):
            here = meant[cover].get(name) or anywhere(cover)
            if len(here) > 1:
                doubtful.append(Ambiguous(path=name, covered=cover))
            else:
                # Stars on either side would make it another, longer covered value.
                pattern = rf"(?<!\*){re.escape(cover)}(?!\*)"
                text = re.sub(pattern, _as_is(next(iter(here))), text)
        return text

    @functools.cache
    def anywhere(cover: str) -> set[str]:
        return set().union(*meant[cover].values())

    covers = _Covers(meant)
    return with_texts(dict(edited), restore), tuple(doubtful)


class _Covers:
    """Covered values to be looked for in one reading of a text, however many thousands they are:
    a run of stars in the text is the first one of a cover, or of none."""

    def __init__(self, covers: Iterable[str]) -> None:
        self._order = {cover: number for number, cover in enumerate(covers)}
        # By the length of its first stars: how far before them a cover begins, and its length.
        self._shapes: dict[int, set[tuple[int, int]]] = {}
        for cover in self._order:
            first = _STARS.search(cover)
            assert first is not None, "what covers nothing is not looked for"
            shapes = self._shapes.setdefault(len(first[0]), set())
            shapes.add((first.start(), len(cover)))

    def within(self, text: str) -> list[str]:
        """Those that stand in the text without more stars around them, in their order."""
        found = set()
        for stars in _STARS.finditer(text):
            for before, length in self._shapes.get(len(stars[0]), ()):
                start = stars.start() - before
                end = start + length
                if start < 0 or "*" in (text[max(start - 1, 0) : start], text[end : end + 1]):
                    continue
                if text[start:end] in self._order:
                    found.add(text[start:end])
        return sorted(found, key=self._order.__getitem__)


def _meant(
    originals: Mapping[str, str], findings: Iterable[Finding]
) -> dict[str, dict[str, set[str]]]:
    """Covered value -> path -> the real values that look like it."""
    meant: dict[str, dict[str, set[str]]] = {}
    for finding in findings:
        if finding.is_placed and "*" in finding.covered:
            real = originals[finding.path][finding.start : finding.end]
            meant.setdefault(finding.covered, {}).setdefault(finding.path, set()).add(real)
    return meant


def _covered_texts(originals: Mapping[str, str], findings: Iterable[Finding]) -> dict[str, str]:
    """Each text as it reads when all that was found in it is covered."""
    texts = dict(originals)
    for finding in findings:
        if finding.is_placed:
            texts[finding.path] = _with_cover(texts[finding.path], finding)
    return texts


def _as_is(real: str) -> Callable[[re.Match[str]], str]:
    """A replacement in which nothing is special."""
    return lambda _: real


def _with_cover(text: str, finding: Finding) -> str:
    """A covered value is as long as the real one, so that other places stay where they are."""
    return text[: finding.start] + finding.covered + text[finding.end :]


# What holds no words of a person: ids, dates, fixed terms, and what is made anew from the rest.
NO_WORDS = frozenset(
    {
        "html",
        "summary",
        "tokens",
        "category",
        "item",
        "period",
        "type",
        "way",
        "on",
        "kind",
        "media",
    }
)


def texts_in(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text in plain data, with its place; a field that nobody thought of is one, too."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in NO_WORDS:
                yield from texts_in(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from texts_in(inner, (*path, number))


def with_texts(value: Any, change: Callable[[Path, str], str], path: Path = ()) -> Any:
    """The same data with each text of `texts_in` replaced by what `change` makes of it."""
    if isinstance(value, str):
        return change(path, value)
    if isinstance(value, Mapping):
        return {
            key: inner if key in NO_WORDS else with_texts(inner, change, (*path, key))
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [with_texts(inner, change, (*path, n)) for n, inner in enumerate(value)]
    return value


def dotted(path: Path) -> str:
    """The place as errors name it: `body.entries.3.counterpart`."""
    return ".".join(("body", *(str(part) for part in path)))
