"""Walks every route as everybody: who is let in, who is told no, who is told nothing.

The rows come from the declarations, so a route that somebody adds is walked by itself. What an
address needs (objects, a query, a body that access depends on) stands in the tables here.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from tornado.httpclient import AsyncHTTPClient

from handlers.access import SCOPES, SIGNED_IN
from handlers.api import routes
from handlers.base import Endpoint, verbs_of
from handlers.checking import Checking, content_event
from handlers.docs import assets
from handlers.paths import parameters
from models.absences import Absence
from models.accounts import ROLES, Account
from models.bindings import Binding
from models.content import Content, Rendering
from models.delegations import Delegation
from models.demands import Demand
from models.divisions import areas_of
from models.echoes import Echo, Flag
from models.inquiries import Inquiry
from models.inquiries import levels as inquiry_levels
from models.obligations import Wanted
from models.templates import Template
from tests.api import Api
from tests.factories import NEIGHBOUR, OTHER_TOWNSHIP, VILLAGE, Factory

# The nearest place that is not one's own: the sharpest test of "outside".
OUTSIDE_OF = {"monitor": OTHER_TOWNSHIP, "county": "330881"}
REPORT = {
    "title": "路灯坏了",
    "text": "村口的路灯已经坏了半个月，晚上老人出门很不方便。",
    "phone": "13800000000",
}


@dataclass(frozen=True)
class Made:
    """What stands for a parameter of an address, and whose it is."""

    value: str
    owner: Account | None = None


@dataclass
class Bench:
    """What a factory of objects may use."""

    make: Factory
    api: Api

    async def villager(self) -> Account:
        """A fresh villager of the village, who will own something."""
        return await self.make.account("villager")


Maker = Callable[[Bench], Awaitable[Made]]


async def village(bench: Bench) -> Made:
    return Made(VILLAGE)


async def account(bench: Bench) -> Made:
    name = f"clerk-{ObjectId()}"
    made = await bench.make.account("clerk", username=name, password_hash="x", home=VILLAGE)
    return Made(str(made.id), made)


async def session(bench: Bench) -> Made:
    owner = await bench.villager()
    _, begun = await bench.make.store.sessions.begin(
        owner, idle_minutes=60, max_days=1, agent="tests", address="127.0.0.1"
    )
    return Made(str(begun.id), owner)


async def binding(bench: Bench) -> Made:
    owner, store = await bench.villager(), bench.make.store
    wish = Binding(division=VILLAGE, account=owner.id, name="张三", created_at=store.now())
    return Made(str((await store.bindings.ask(wish)).id), owner)


async def delegation(bench: Bench) -> Made:
    owner, store = await bench.villager(), bench.make.store
    wish = Delegation(
        division=VILLAGE,
        representative=owner.id,
        representative_name="张三",
        name="张大爷",
        relation="parent",
        parties=(owner.id,),
        created_at=store.now(),
    )
    return Made(str((await store.delegations.ask(wish)).id), owner)


async def post(bench: Bench) -> Made:
    return Made(str((await bench.make.post()).id))


async def notice(bench: Bench) -> Made:
    return Made(str((await bench.make.post(asks_confirmation=True)).id))


async def disclosure(bench: Bench) -> Made:
    return Made(str((await bench.make.disclosure()).id))


async def case(bench: Bench) -> Made:
    owner = await bench.villager()
    token = await bench.make.token_of(owner)
    filed = await bench.api("POST", f"/villages/{VILLAGE}/feedback", REPORT, token=token)
    return Made(filed.json["id"], owner)


async def absence(bench: Bench) -> Made:
    """The clerk is away, and the secretary stands in; nobody owns that."""
    make, store = bench.make, bench.make.store
    clerk, secretary = await make.the("clerk"), await make.the("secretary")
    wish = Absence(
        division=VILLAGE,
        account=clerk.id,
        name=clerk.name,
        desk=f"clerk:{VILLAGE}",
        deputy=secretary.id,
        deputy_name=secretary.name,
        deputy_desk=f"secretary:{VILLAGE}",
        from_on="2000-01-01",
        until_on="2000-01-02",
        reason="休假",
        recorded_by=secretary.id,
        created_at=store.now(),
    )
    return Made(str((await store.absences.record(wish)).id))


async def check(bench: Bench) -> Made:
    owner, store = await bench.villager(), bench.make.store
    event = content_event(f"posts/{ObjectId()}", VILLAGE, owner.id, "路灯")
    checking, key = Checking(store, bench.make.services.wechat, lambda _: ""), str(event.id)
    await checking.run(key, event.payload)
    found = await store.checks.raw.find_one({"key": key})
    return Made(str(found["_id"]))


async def item(bench: Bench) -> Made:
    return Made("F01")


async def line(bench: Bench) -> Made:
    return Made("0")


async def obligation(bench: Bench) -> Made:
    want = Wanted("V02", "village", "event", str(ObjectId()), *["2026-01-01"] * 3)
    return Made(str((await bench.make.store.obligations.ensure(VILLAGE, want)).id))


async def inquiry(bench: Bench) -> Made:
    """It has lain at every desk."""
    owner, store = await bench.villager(), bench.make.store
    at, about, levels = store.now(), await bench.make.disclosure(), inquiry_levels.LEVELS
    made = Inquiry(
        division=VILLAGE,
        targets=(),
        disclosure=about.id,
        chain=about.chain,
        revision=1,
        title=about.title,
        kind="question",
        visibility="private",
        asker=owner.id,
        text="为什么？",
        shown_text="为什么？",
        levels=levels,
        desks=tuple(inquiry_levels.desk_at(level, VILLAGE) for level in levels),
        asked_at=at,
        due_at=at,
    )
    return Made(str((await store.inquiries.ask(made)).id), owner)


async def demand(bench: Bench) -> Made:
    store = bench.make.store
    wanted = Demand(
        division=VILLAGE,
        item="F01",
        name="收支",
        category="finance",
        period=str(ObjectId()),
        needed=9,
        opened_at=store.now(),
    )
    return Made(str((await store.demands.join(wanted, ObjectId(), store.demand_supports)).id))


async def report(bench: Bench) -> Made:
    store = bench.make.store.reports
    await store.keep(VILLAGE, store.ended("month"), "月报", ())
    page = await store.of_division(VILLAGE, "month")
    return Made(str(page.items[0].id))


async def echo(bench: Bench) -> Made:
    """A flagged echo; none of those who walk took part in its case."""
    owner, store = await bench.villager(), bench.make.store
    flag = Flag(account=ObjectId(), reason="other", at=store.now())
    made = Echo(
        division=VILLAGE,
        areas=areas_of(VILLAGE),
        case=ObjectId(),
        people=(owner.id,),
        concerned=(),
        title="路灯",
        text="路灯坏了",
        answer="修好了",
        filed_on="2026-01-01",
        state="hidden",
        created_at=store.now(),
        flags=(flag,),
    )
    return Made(str((await store.echoes.propose(made)).id), owner)


async def shown(bench: Bench) -> Made:
    found = await echo(bench)
    change = {"$set": {"state": "shown", "shown_at": bench.make.store.now()}}
    await bench.make.store.echoes.raw.update_one({"_id": ObjectId(found.value)}, change)
    return Made(found.value)


async def reported(bench: Bench) -> Made:
    """An open case of the village, as somebody who only heard of it names it."""
    return Made((await case(bench)).value)


async def template(bench: Bench) -> Made:
    made = Template(
        division=VILLAGE,
        step="answer",
        title="已派人",
        text="已派人处理。",
        author=(await bench.make.the("secretary")).id,
        created_at=bench.make.store.now(),
    )
    return Made(str((await bench.make.store.templates.add(made)).id))


async def media(bench: Bench) -> Made:
    """A picture of a private case: the strictest kind."""
    found, store = await case(bench), bench.make.store.media
    owner = found.owner.id
    begun = await store.begin(owner, per_hour=50)
    picture = Rendering(b"a picture", "image/jpeg", 4, 3)
    stored = await store.store(begun, Content("picture", {"original": picture}), keep_hours=1)
    about = f"feedback/{found.value}"
    await store.attach([stored.id], about=about, division=VILLAGE, owner=owner)
    return Made(str(stored.id), found.owner)


async def size(bench: Bench) -> Made:
    return Made("original")


async def filename(bench: Bench) -> Made:
    return Made(next(iter(assets())))


# Parameter of an address -> what makes an object for it. A new parameter needs a line here.
MAKERS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        village,
        account,
        session,
        binding,
        delegation,
        post,
        notice,
        disclosure,
        case,
        reported,
        echo,
        shown,
        absence,
        template,
        check,
        item,
        line,
        obligation,
        inquiry,
        demand,
        report,
        media,
        size,
        filename,
    )
} | {"division": village}
# Parameters that name no place, so that nobody is outside of them.
PLACELESS = frozenset({"session", "size", "filename", "item", "line"})
# Where a query is required, or a body decides about access, it stands here.
CLERK = {"role": "clerk", "division": VILLAGE}
QUERIES: dict[tuple[str, str], str] = {
    ("DELETE", "/me"): "?confirm=erase",
    ("DELETE", "/accounts/{account}/grants"): f"?role=clerk&division={VILLAGE}",
    ("GET", "/checks/pictures/{media}"): f"?until=1&mark={'0' * 64}",
    ("POST", "/disclosures/{disclosure}/entries/import"): "?version=1",
    ("GET", "/scenes"): "?scene=v330825101201.AAAAAAAA",
    ("GET", "/divisions/{division}/templates"): "?step=answer",
    ("GET", "/feedback/{case}/templates"): "?step=answer",
    ("GET", "/villages/{village}/search"): "?q=%E5%81%9C%E6%B0%B4",
}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/accounts"): {"username": "walker", "name": "走访", "grants": [CLERK]},
    ("POST", "/accounts/{account}/grants"): CLERK,
    ("POST", "/accounts/{account}/close"): {"reason": "离职"},
}
# Of these objects a role that holds the scope does not see, or handle, every one of its area.
NARROWER: dict[tuple[str, str], str] = {
    # Only what lies on their desk, which the case of the walk does not.
    ("case", "clerk"): "?",
    ("case", "grid_worker"): "?",
    # They see all of their area, and take over only what has come up to them.
    ("case", "monitor"): "+-",
    ("case", "county"): "+-",
}

# Addresses of what the object of the walk does not have, so that who is let in finds nothing.
MISSING = frozenset({"/feedback/{case}/main", "/disclosures/{disclosure}/masking"})


@dataclass(frozen=True)
class Row:
    """One verb of one route, with its declaration."""

    verb: str
    template: str
    declared: Endpoint

    @property
    def short(self) -> str:
        """The address below the API's root."""
        return self.template.removeprefix("/api/v1")

    @property
    def names_a_place(self) -> bool:
        """True if the address names a division or an object that lies in one."""
        return bool(set(parameters(self.template)) - PLACELESS)


@dataclass(frozen=True)
class Column:
    """Somebody who calls: a role inside or outside of its area, the owner, or nobody."""

    role: str
    inside: bool = True

    @property
    def place(self) -> str:
        """Over which division the role is held."""
        return VILLAGE if self.inside else OUTSIDE_OF.get(self.role, NEIGHBOUR)


NOBODY, OWNER, NEWCOMER = Column("nobody"), Column("owner"), Column("newcomer")
COLUMNS = (
    NOBODY,
    *(Column(r, inside) for r in ROLES if r != "admin" for inside in (True, False)),
    Column("admin"),
    OWNER,
    NEWCOMER,
)


def rows() -> list[Row]:
    """Every verb of every route, in the order of the documentation."""
    return [
        Row(verb.upper(), route.template, declared)
        for route in routes()
        for verb, declared in verbs_of(route.handler).items()
    ]


def allowed(row: Row, column: Column) -> str:
    """The answers that the scope table allows, of `+` (let in) `-` (403) `?` (404) `!` (401).

    Written from the rules of the table, and on purpose not with the code that carries them out.
    """
    scope = row.declared.scope
    if scope is None:
        # A public address of private files looks at who asks, where somebody does.
        return "+?-" if row.declared.raw and column is not NOBODY else "+?"
    if column is NOBODY:
        return "!"
    if column is NEWCOMER and not row.declared.while_password_is_new:
        return "-"
    if scope == SIGNED_IN:
        return "+-?"
    if column in (OWNER, NEWCOMER) and SCOPES[scope].owner:
        return "+-?"
    if column is OWNER:
        # Where nothing can be owned, the owner is one more villager of the village.
        return allowed(row, Column("villager"))
    if column.role not in SCOPES[scope].roles:
        return "+-?" if SCOPES[scope].owner and not row.names_a_place else "-?"
    if not column.inside:
        return "-?" if row.names_a_place else "+-"
    names = parameters(row.template)
    found = next((NARROWER[n, column.role] for n in names if (n, column.role) in NARROWER), "+")
    return found + "?" if row.short in MISSING else found


class Walk:
    """Calls as each column; objects are made anew after a call that may have changed them."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.client = AsyncHTTPClient()

    async def begin(self) -> None:
        """Makes the village and everybody who calls."""
        await self.bench.make.village()
        for column in COLUMNS:
            if column.role in ROLES:
                await self.bench.make.token(column.role, column.place)

    async def row(self, row: Row) -> str:
        """One character for each column."""
        keep = await self._accounts()
        objects, answers = await self._objects(row), ""
        for column in COLUMNS:
            answer = await self._answer(row, column, objects)
            answers += answer
            if answer == "+" and row.verb != "GET":
                objects = await self._objects(row)
        await self._forget_all_but(keep)
        return answers

    async def _answer(self, row: Row, column: Column, objects: dict[str, Made]) -> str:
        token = await self._token(row, column, objects)
        key = (row.verb, row.short)
        path = row.template.format(**{name: made.value for name, made in objects.items()})
        body = None if row.verb == "GET" else json.dumps(BODIES.get(key, {})).encode()
        headers = {"Content-Type": "application/json"} if body else {}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        root = self.bench.api.server.url.removesuffix("/api/v1")
        reply = await self.client.fetch(
            root + path + QUERIES.get(key, ""),
            method=row.verb,
            headers=headers,
            body=body,
            allow_nonstandard_methods=True,
            raise_error=False,
        )
        return _symbol(row, reply.code, reply.body)

    async def _token(self, row: Row, column: Column, objects: dict[str, Made]) -> str | None:
        make = self.bench.make
        if column is NOBODY:
            return None
        if column is NEWCOMER:
            fields = {"must_change_password": True}
            return await make.token_of(await make.account("secretary", **fields))
        if column is OWNER:
            owners = [made.owner for made in objects.values() if made.owner]
            return await make.token_of(owners[0] if owners else await self.bench.villager())
        if row.verb != "GET" and row.short.startswith(("/session", "/me")):
            # What one does to oneself here may end one's session or account.
            return await make.token_of(await make.account(column.role, column.place))
        return await make.token(column.role, column.place)

    async def _objects(self, row: Row) -> dict[str, Made]:
        made = {}
        for name in parameters(row.template):
            assert name in MAKERS, (
                f"{row.verb} {row.template}: nothing makes a {{{name}}}; "
                f"add a maker for it to MAKERS in tests/access_walk.py"
            )
            made[name] = await MAKERS[name](self.bench)
        return made

    async def _accounts(self) -> list[ObjectId]:
        accounts = self.bench.make.store.accounts.raw
        return [row["_id"] async for row in accounts.find({"_id": {"$gt": ObjectId("0" * 24)}})]

    async def _forget_all_but(self, keep: list[ObjectId]) -> None:
        """Removes the accounts that objects brought along, or the village would fill up."""
        store = self.bench.make.store
        await store.accounts.raw.delete_many({"_id": {"$nin": keep}})
        self.bench.make.services.remembered.changes.forget()


def _symbol(row: Row, status: int, body: bytes) -> str:
    where = f"{row.verb} {row.template}"
    if status == 422:
        wrong = [mistake["path"] for mistake in json.loads(body)["errors"]]
        assert not any(path.startswith("query") for path in wrong), (
            f"{where}: needs a query {wrong}; add it to QUERIES in tests/access_walk.py"
        )
    known = {401: "!", 403: "-", 404: "?"}
    assert status in known or status < 400 or status in (409, 415, 422), (
        f"{where}: {status} {body!r}"
    )
    return known.get(status, "+")


def has_division(row: Row) -> bool:
    """True if the address names a division of any level."""
    return "division" in parameters(row.template)
