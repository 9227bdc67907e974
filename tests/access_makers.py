"""Makes what the addresses of the walk name of people, their cases and their pictures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bson import ObjectId

from handlers.checking import Checking, content_event
from handlers.docs import assets
from models.absences import Absence
from models.accounts import Account
from models.bindings import Binding
from models.content import Content, Rendering
from models.delegations import Delegation
from models.divisions import areas_of
from models.echoes import Echo, Flag
from models.templates import Template
from tests.api import Api
from tests.factories import VILLAGE, Factory

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


def by_name(*makers: Maker) -> dict[str, Maker]:
    """Parameter of an address -> what makes an object for it."""
    return {maker.__name__: maker for maker in makers}


MAKERS = by_name(
    village, account, session, binding, delegation, case, reported, echo, shown, absence,
    template, check, media, size, filename,
) | {"division": village}  # fmt: skip
