"""The money of a disclosure line by line: read by pages, brought in from a table, one edited."""

from __future__ import annotations

import functools
import io
from typing import Annotated

from bson import ObjectId
from pydantic import Field

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.disclosure_flow import refuse_stale
from handlers.disclosure_forms import NewEntry
from handlers.disclosures import DisclosureHandler
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.post_forms import Version
from handlers.problems import TooLarge, UnsupportedMediaType
from handlers.routing import Route
from handlers.texts import text_of
from handlers.uploads import UploadHandler
from models.base import Id, Value, cursor_of, read_cursor
from models.content import XLSX
from models.disclosures import Disclosure, Entry
from models.disclosures.importing import COLUMNS, MOST_ENTRIES, TEMPLATE, Way, read_entries
from models.disclosures.money import repeated_vouchers
from models.errors import Conflict, Invalid, Mistake, NotFound, TooMany

# What lines of an item are, where its table does not say it.
WAYS: dict[str, Way] = {"F03": "income", "F04": "expense"}
HOW = (
    "第一个工作表里每行一笔，第一行的列名不要改。",
    "日期：2026-08-03；收支：收入或支出；金额：以元为单位，最多两位小数，不带公式。",
    "日期、收支、金额、摘要必填；凭证号不能重复；合计行会自动略过。",
)


class ImportQuery(Form):
    """The version that was read; `append` keeps the entries that are there."""

    version: Version
    append: bool = False


class EntryEdit(NewEntry):
    """One entry anew; `version` is the disclosure's that was read."""

    version: Version


class NumberedEntry(Entry):
    """An entry and its number, from 0: the one that paths and questions name."""

    number: int


class Imported(Value):
    """What the draft holds now; totals in fen."""

    id: Id
    version: int
    imported: int
    entry_count: int
    income: int
    expense: int


class EntriesQuery(Paging):
    """Larger pages than elsewhere: a line is short."""

    limit: Annotated[int, Field(ge=1, le=500)] = 100


class EntriesHandler(DisclosureHandler):
    """What the verbs that change entries share."""

    async def with_entries(
        self, disclosure: Disclosure, entries: tuple[Entry, ...], version: int
    ) -> Disclosure:
        """The draft with these entries instead, found by their subjects; its uploads are theirs."""
        writer, subjects = self.actor.known().account, "\n".join(e.subject for e in entries)
        text = await self.services.blocking.run(
            text_of, disclosure.title, disclosure.body, subjects
        )
        made = {"entries": entries, "tokens": text.tokens}
        statement = disclosure.statement.model_copy(update=made)
        statement = await self.gate.with_real_values(statement, disclosure)
        edit = self.services.store.disclosures.edit
        return await self.uploads_of(disclosure).replace(
            statement.references,
            lambda session: edit(
                disclosure.id, statement, version=version, writer=writer, session=session
            ),
            owner=writer,
            lets_go=disclosure.revision == 1,
        )


class EntriesOfDisclosure(DisclosureHandler):
    @endpoint(scope=None, query=EntriesQuery, returns=Listing[NumberedEntry], shared=True)
    async def get(self, disclosure: Disclosure, query: EntriesQuery) -> Listing[NumberedEntry]:
        """The lines of a published disclosure in their order."""
        entries = disclosure.in_public().entries
        first = int(read_cursor(query.after, 1)[0]) + 1 if query.after is not None else 0
        shown = entries[max(0, first) : max(0, first) + query.limit]
        last = first + len(shown)
        return Listing(
            items=tuple(
                NumberedEntry(**entry.model_dump(), number=first + place)
                for place, entry in enumerate(shown)
            ),
            next=cursor_of([last - 1]) if last < len(entries) else None,
        )


class ImportOfEntries(UploadHandler, EntriesHandler):
    @endpoint(
        scope="disclosure:draft",
        query=ImportQuery,
        returns=Imported,
        upload=True,
        raises=(TooLarge, UnsupportedMediaType, TooMany),
    )
    async def post(self, disclosure: Disclosure, query: ImportQuery) -> Imported:
        """Bring in entries from a CSV (UTF-8, GBK) or XLSX table: all of them, or none and every
        bad cell with its line, column and reason."""
        refuse_unless_draft(disclosure, query.version)
        kept = disclosure.entries if query.append else ()
        taken = {e.voucher_number: n for n, e in enumerate(kept, 1) if e.voucher_number}
        read = functools.partial(
            read_entries, self.file().data, way=WAYS.get(disclosure.item or ""), taken=taken
        )
        found = await self.services.blocking.run(read)
        if len(kept) + len(found) > MOST_ENTRIES:
            raise Invalid([Mistake("body.file", "table_rows", (("most", MOST_ENTRIES),))])
        changed = await self.with_entries(disclosure, (*kept, *found), query.version)
        done = await self.done("disclosure.import", changed, note=f"{len(found)}")
        return Imported(**done.model_dump(include=set(Imported.model_fields)), imported=len(found))

    async def _welcome(self) -> None:
        """Before the table is read: that it is theirs to bring in."""
        found = ObjectId(self.path_kwargs["disclosure"])
        disclosure = await self.services.store.disclosures.get(found)
        self.actor.require_for("disclosure:draft", disclosure)
        await super()._welcome()


class OneEntry(EntriesHandler):
    @endpoint(scope="disclosure:draft", body=EntryEdit, returns=Imported)
    async def put(self, disclosure: Disclosure, line: str, form: EntryEdit) -> Imported:
        """Replace one entry of a draft, for example to add the pictures of its voucher."""
        refuse_unless_draft(disclosure, form.version)
        number, entries = int(line), list(disclosure.entries)
        if number >= len(entries):
            raise NotFound
        entries[number] = Entry.model_validate(form.model_dump(exclude={"version"}))
        if repeated := repeated_vouchers(entries):
            raise Invalid([Mistake("body.voucher_number", repeated[0].code, repeated[0].values)])
        changed = await self.with_entries(disclosure, tuple(entries), form.version)
        done = await self.done("disclosure.edit", changed)
        return Imported(**done.model_dump(include=set(Imported.model_fields)), imported=1)


class TemplateOfEntries(ApiHandler):
    @endpoint(scope=SIGNED_IN, raw=True, produces=(XLSX,))
    async def get(self) -> None:
        """An empty table with the right columns, and how to fill it in."""
        body = await self.services.blocking.run(template)
        self.set_header("Content-Type", XLSX)
        self.set_header("Content-Disposition", 'attachment; filename="entries.xlsx"')
        self.finish(body)


def refuse_unless_draft(disclosure: Disclosure, version: int) -> None:
    """Raises `Conflict` before the work of reading begins; the write asks again."""
    refuse_stale(disclosure, version)
    if disclosure.state != "draft":
        extra: dict[str, object] = {"state": disclosure.state, "version": disclosure.version}
        raise Conflict("disclosure_changed", extra=extra)


@functools.cache
def template() -> bytes:
    """The workbook, made once."""
    # Loaded by who asks first: few processes ever write a sheet, and all would pay its memory.
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "收支明细"
    sheet.append([COLUMNS[column][0] for column in TEMPLATE])
    notes = book.create_sheet("填写说明")
    for how in HOW:
        notes.append([how])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


routes = [
    Route("/disclosures/entries/template", TemplateOfEntries),
    Route("/disclosures/{disclosure}/entries", EntriesOfDisclosure),
    Route("/disclosures/{disclosure}/entries/import", ImportOfEntries),
    Route("/disclosures/{disclosure}/entries/{line}", OneEntry),
]
