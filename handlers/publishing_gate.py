"""The gate before publication: nothing personal passes that nobody has decided about.

It fails closed: what cannot be looked through is not published. Web and worker use the same one.
Knows no requests and no database.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Awaitable, Callable, Container, Mapping, Sequence
from typing import Any, TypeVar

from handlers.messages import PERSONAL_DATA
from handlers.personal_data import digest_of, find_all
from handlers.texts import text_of
from models.disclosures import Disclosure, Statement
from models.disclosures.laying import ORIGINAL, Copies, Written
from models.errors import DomainError, Invalid, Mistake, Unavailable
from models.masking import (
    Decided,
    Finding,
    covered,
    dotted,
    restored,
    texts_in,
    unconfirmed,
    undecided,
)
from models.publications import Audience
from models.vault import Vault

log = logging.getLogger("cunwu.gate")

BODY = "body.body"
T = TypeVar("T")
# `await run(work, *args)` runs it off the loop.
Run = Callable[..., Awaitable[Any]]


class Gate:
    """Looks through disclosures, and makes the copies that their readers get."""

    def __init__(self, vault: Vault, run: Run) -> None:
        self._vault = vault
        self._run = run

    async def findings(
        self, written: Mapping[str, Any], only: Container[str] | None = None
    ) -> tuple[Finding, ...]:
        """What is personal in plain data; raises `Unavailable` if it cannot be looked through."""
        look = (find_all, written, self._vault.lookup, only)
        try:
            found: tuple[Finding, ...] = await self._run(*look)
        except DomainError:
            raise
        except Exception as error:
            # Whatever went wrong, the one thing that must not follow is a publication.
            log.error("could not look through a disclosure", extra={"error": type(error).__name__})
            raise Unavailable("personal_data_unchecked") from None
        return found

    async def require_decided(self, disclosure: Disclosure) -> None:
        """Raises `Invalid` with every finding that nobody has decided about."""
        await self._decided(Written.in_(disclosure).plain(), disclosure)

    async def require_confirmed(self, disclosure: Disclosure) -> None:
        """The same, and no justification may wait for an overseer."""
        found = await self._decided(Written.in_(disclosure).plain(), disclosure)
        _require_confirmed(found, disclosure)

    async def copies(self, disclosure: Disclosure, audience: Audience = "all") -> Copies:
        """What readers will get of it as it stands; raises like `require_confirmed`."""
        written = Written.in_(disclosure)
        plain = written.plain()
        found = await self._decided(plain, disclosure)
        _require_confirmed(found, disclosure)
        decided = Decided(disclosure.decisions)
        hows = {decided.how(one) for one in found}
        public, inside = written, None
        cover = functools.partial(covered, plain, found, disclosure.decisions)
        if hows - {"justify"}:
            public = await self._copy(await self._run(cover), found, disclosure)
        if "residents" in hows:
            shown = await self._run(functools.partial(cover, for_residents=True))
            inside = (await self._copy(shown, found, disclosure)).statement
        if audience == "residents":
            inside = inside or public.statement
            public = public.model_copy(update={"statement": _announced(public.statement)})
        return Copies(
            version=disclosure.version,
            audience=audience,
            public=public,
            residents=inside,
            original=None if public == written else self._seal(written, disclosure),
        )

    async def draft_for_others(
        self, disclosure: Disclosure, found: Sequence[Finding]
    ) -> Disclosure:
        """A draft for who may follow its way but not read what is personal in it."""
        plain = Written.in_(disclosure).plain()
        if not all(one.is_placed for one in found):
            # What marks break up stands in the body and cannot be covered there.
            plain["body"] = ""
            found = [one for one in found if one.path != BODY]
        cover = functools.partial(covered, plain, found, disclosure.decisions)
        copy = Written.of(await self._run(cover))
        shown = dict(await self._run(made_of, copy.statement))
        return disclosure.model_copy(update={**shown, "revision_reason": copy.revision_reason})

    async def with_covered_titles(self, drafts: Sequence[Disclosure]) -> tuple[Disclosure, ...]:
        """Drafts as lists show them: what is personal in their titles is covered."""
        written = {"titles": [one.title for one in drafts]}
        titles = covered(written, await self.findings(written), ())["titles"]
        pairs = zip(drafts, titles, strict=True)
        return tuple(one.model_copy(update={"title": title}) for one, title in pairs)

    def original(self, disclosure: Disclosure) -> Written:
        """What was written; it is the caller who asks for the right, and who logs it."""
        if disclosure.original is None:
            return Written.in_(disclosure)
        opened = self._vault.open(disclosure.original, ORIGINAL.of(disclosure.id))
        return Written.model_validate_json(opened)

    async def with_real_values(self, edited: Statement, disclosure: Disclosure) -> Statement:
        """An edit of a draft in which covered values are the draft's real ones again.

        Raises `Invalid` where a covered value could stand for several real ones.
        """
        if not await self._run(_has_stars, edited):
            return edited
        before = Written.in_(disclosure).plain()
        found = await self.findings(before)
        changed: Statement = await self._run(_restored, edited, before, found)
        return changed

    async def _decided(
        self, plain: Mapping[str, Any], disclosure: Disclosure
    ) -> tuple[Finding, ...]:
        found = await self.findings(plain)
        _require_decided(found, disclosure)
        return found

    async def _copy(
        self, plain: Mapping[str, Any], found: Sequence[Finding], disclosure: Disclosure
    ) -> Written:
        """The copy with what is made of its text; looked through once more, as its readers will.

        What is found in it is covered already (z*@..) or was decided to be shown, or the copy does
        not go out.
        """
        lookup = self._vault.lookup
        stars = {digest_of(one.kind, one.covered, lookup) for one in found}
        changed = {one.path for one in found}
        again = await self.findings(plain, changed)
        _require_decided([one for one in again if one.digest not in stars], disclosure)
        copy = Written.of(plain)
        return copy.model_copy(update={"statement": await self._run(made_of, copy.statement)})

    def _seal(self, written: Written, disclosure: Disclosure) -> str:
        return self._vault.seal(written.model_dump_json(), ORIGINAL.of(disclosure.id))


def made_of(statement: Statement) -> Statement:
    """The statement with HTML, summary and search words made of its own texts."""
    subjects = "\n".join(entry.subject for entry in statement.entries)
    text = text_of(statement.title, statement.body, subjects)
    made = {"html": text.html, "summary": text.summary, "tokens": text.tokens}
    return statement.model_copy(update=made)


def _has_stars(statement: Statement) -> bool:
    return any("*" in text for _, text in texts_in(statement.model_dump()))


def _restored(edited: Statement, before: Mapping[str, Any], found: Sequence[Finding]) -> Statement:
    """The edit with real values; work for the runner, as there may be ten thousand entries."""
    originals = {dotted(path): text for path, text in texts_in(before)}
    real, doubtful = restored(edited.model_dump(), originals, found)
    if doubtful:
        raise Invalid([Mistake(d.path, "covered_value", (("words", d.covered),)) for d in doubtful])
    return made_of(Statement.model_validate(real))


def _announced(statement: Statement) -> Statement:
    """What those outside are shown of what only residents may read: that there is such a thing."""
    return made_of(
        Statement(
            category=statement.category,
            item=statement.item,
            title=statement.title,
            period=statement.period,
        )
    )


def _require_decided(found: Sequence[Finding], disclosure: Disclosure) -> None:
    if left := undecided(found, disclosure.decisions):
        raise Invalid([mistake_at(one, "personal_data") for one in left], "personal_data_found")


def _require_confirmed(found: Sequence[Finding], disclosure: Disclosure) -> None:
    if left := unconfirmed(found, disclosure.decisions):
        raise Invalid(
            [mistake_at(one, "shown_unconfirmed") for one in left], "personal_data_unconfirmed"
        )


def mistake_at(finding: Finding, code: str) -> Mistake:
    """The finding as an error tells it: the place, and never the real value."""
    code = code if finding.is_placed else "personal_data_hidden"
    values = (("kind", PERSONAL_DATA[finding.kind]), ("words", finding.covered))
    return Mistake(finding.place, code, values)
