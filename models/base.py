"""What all documents and collections share: ids, instants, pages, atomic changes, indexes.

A collection class is the only place where queries on its collection are built.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar

import bson
from bson import ObjectId
from bson.errors import BSONError
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError
from pymongo import IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError

from models.driver import Database
from models.errors import Conflict, Invalid, Mistake, NotFound
from models.vault import Sealed

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
MAX_PAGE = 100

Clock = Callable[[], datetime]
Row = dict[str, Any]


def now() -> datetime:
    """This instant in UTC, cut to milliseconds: what MongoDB gives back equals what was stored."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def day_of(at: datetime) -> str:
    """The day of an instant by China's clock, as it is stored."""
    return at.astimezone(CHINA).date().isoformat()


def _read_id(value: object) -> ObjectId:
    if isinstance(value, ObjectId):
        return value
    if isinstance(value, str) and ObjectId.is_valid(value):
        return ObjectId(value)
    raise PydanticCustomError("id", "not an id")


Id = Annotated[
    ObjectId,
    BeforeValidator(_read_id),
    PlainSerializer(str, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{24}$"}),
]

# An instant on the wire carries China's offset, because that is the clock its readers live by.
Instant = Annotated[
    datetime,
    PlainSerializer(
        lambda at: at.astimezone(CHINA).isoformat(timespec="milliseconds"),
        return_type=str,
        when_used="json",
    ),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def _read_day(value: object) -> str:
    """A day is stored as its ISO text, because BSON knows no dates without a time."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise PydanticCustomError("day", "not a day") from None


Day = Annotated[
    str, BeforeValidator(_read_day), WithJsonSchema({"type": "string", "format": "date"})
]


class Value(BaseModel):
    """A frozen part of a document, or a form: no identity of its own.

    It also reads from an object with the same attributes, so a view is made from a document.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        from_attributes=True,
        arbitrary_types_allowed=True,
        populate_by_name=True,
        # A value that fails its check may be a phone number, and the error may reach a log.
        hide_input_in_errors=True,
    )


class Document(Value):
    """A stored document; `id` is stored as `_id`."""

    id: Id = Field(default_factory=ObjectId)

    def to_row(self) -> Row:
        """As MongoDB stores it; empty optional fields are left out, so that indexes stay sparse."""
        row = self.model_dump(mode="python", exclude_none=True)
        row["_id"] = row.pop("id")
        return row

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The document of a stored row (or of a projection that holds every required field)."""
        fields = dict(row)
        fields["id"] = fields.pop("_id")
        return cls.model_validate(fields)


D = TypeVar("D", bound=Document)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; `next` is the cursor of the page after it, None at the end."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """An index, and the query it serves; `keys` as PyMongo takes them."""

    serves: str
    keys: tuple[tuple[str, int | str], ...]
    unique: bool = False
    where: Row | None = None
    expire_seconds: int | None = None

    def model(self) -> IndexModel:
        """What the driver takes."""
        options: dict[str, Any] = {"unique": True} if self.unique else {}
        if self.where is not None:
            options["partialFilterExpression"] = self.where
        if self.expire_seconds is not None:
            options["expireAfterSeconds"] = self.expire_seconds
        return IndexModel(list(self.keys), **options)


def cursor_of(values: Sequence[Any]) -> str:
    """The opaque cursor of a sort key: the place in the list, not a number of rows."""
    return base64.urlsafe_b64encode(bson.encode({"k": list(values)})).decode().rstrip("=")


def read_cursor(cursor: str, length: int) -> list[Any]:
    """The sort key in a cursor; raises `Invalid` for anything we did not give out."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        key = bson.decode(raw)["k"]
    except (ValueError, KeyError, BSONError, binascii.Error, UnicodeDecodeError):
        key = None
    if not isinstance(key, list) or len(key) != length or any(isinstance(v, dict) for v in key):
        raise Invalid([Mistake("query.after", "cursor")])
    return [v.replace(tzinfo=UTC) if isinstance(v, datetime) else v for v in key]


class Collection(Generic[D]):
    """The queries and changes of one kind of document; subclasses speak the domain's verbs."""

    name: ClassVar[str]
    document: ClassVar[type[Document]]
    indexes: ClassVar[tuple[Index, ...]] = ()
    durable: ClassVar[bool] = True
    # Fields that the vault seals: `rotate-keys` finds them here.
    sealed: ClassVar[tuple[Sealed, ...]] = ()

    def __init__(self, db: Database, clock: Clock = now) -> None:
        self.db = db
        self.now = clock
        self.raw = db.collection(self.name, durable=self.durable)

    async def ensure_indexes(self) -> None:
        """Creates the declared indexes that are missing; never drops one."""
        if self.indexes:
            await self.raw.create_indexes([index.model() for index in self.indexes])

    async def get(self, document_id: ObjectId) -> D:
        """The document of that id; raises `NotFound`."""
        return self._read(await self.raw.find_one({"_id": document_id}))

    async def _insert(self, document: D, *, session: Any = None) -> D:
        """Stores a new document; a duplicate key is a `Conflict`."""
        try:
            await self.raw.insert_one(document.to_row(), session=session)
        except DuplicateKeyError as error:
            raise Conflict("duplicate") from error
        return document

    async def _find(
        self, where: Row, *, sort: Sequence[tuple[str, int]] = (), limit: int = MAX_PAGE
    ) -> list[D]:
        """Up to `limit` documents; there is no unbounded list."""
        cursor = self.raw.find(where, sort=list(sort) or None, limit=limit)
        return [self._make(row) for row in await cursor.to_list(limit)]

    async def _find_one(self, where: Row) -> D | None:
        row = await self.raw.find_one(where)
        return None if row is None else self._make(row)

    async def _page(
        self,
        where: Row,
        *,
        by: tuple[str, int],
        after: str | None,
        limit: int,
        projection: Row | None = None,
        hint: Index | None = None,
        unique: bool = False,
    ) -> Page[D]:
        """A page sorted by `by` and then `_id`, beginning after the cursor.

        The index must end in these two keys, so that the page is read off it without a sort; in
        `by` alone where that is `unique` among what `where` finds.
        `hint` names the index where the database's own choice would sometimes be a bad one.
        """
        field, direction = by
        order = [by] if field == "_id" or unique else [by, ("_id", direction)]
        if after is not None:
            where = {"$and": [where, _beyond(order, read_cursor(after, len(order)))]}
        wanted = list(hint.keys) if hint is not None else None
        found = self.raw.find(where, projection, sort=order, limit=limit + 1, hint=wanted)
        rows = await found.to_list(limit + 1)
        items = tuple(self._make(row) for row in rows[:limit])
        last = rows[limit - 1] if len(rows) > limit else None
        return Page(items, last and cursor_of([_dig(last, name) for name, _ in order]))

    async def _change(
        self, where: Row, update: Row | Sequence[Row], *, session: Any = None, **options: Any
    ) -> D | None:
        """One atomic change; None if no document is in a state that `where` allows."""
        row = await self.raw.find_one_and_update(
            where, update, return_document=ReturnDocument.AFTER, session=session, **options
        )
        return None if row is None else self._make(row)

    def _read(self, row: Row | None) -> D:
        if row is None:
            raise NotFound
        return self._make(row)

    def _make(self, row: Row) -> D:
        return self.document.from_row(row)  # type: ignore[return-value]  # `document` is D's class


def _beyond(order: Sequence[tuple[str, int]], key: Sequence[Any]) -> Row:
    """The filter of everything after `key`; its first part alone bounds the index scan."""
    compare = ["$lt" if direction < 0 else "$gt" for _, direction in order]
    (field, _), value = order[0], key[0]
    if len(order) == 1:
        return {field: {compare[0]: value}}
    return {
        field: {compare[0] + "e": value},
        "$or": [{field: {compare[0]: value}}, {order[1][0]: {compare[1]: key[1]}}],
    }


def _dig(row: Row, path: str) -> Any:
    value: Any = row
    for name in path.split("."):
        value = value[name]
    return value
