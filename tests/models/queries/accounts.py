"""The queries on accounts."""

from models.accounts import Account, Grant
from models.divisions import areas_of
from models.store import Store
from tests.models.queries.world import HERE, PEOPLE, VILLAGES, every, fill

ROLES = ("villager", "clerk", "secretary", "grid_worker")
ADMIN = Grant(role="admin", division="")


async def seed(store: Store) -> None:
    people = every(division=VILLAGES, role=ROLES, active=(True, True, True, True, True, False))
    await fill(store.accounts, (account(number, fields) for number, fields in enumerate(people)))
    admins = [Account(name="admin", grants=(ADMIN,), created_at=store.now()) for _ in range(2)]
    await fill(store.accounts, admins)


def account(number: int, fields: dict) -> Account:
    return Account(
        id=PEOPLE[number] if number < len(PEOPLE) else Account.model_fields["id"].default_factory(),
        name=f"name{number}",
        username=f"user{number}",
        openid=f"open{number}",
        phone_hash=f"hash{number // 2}",
        grants=(Grant(role=fields["role"], division=fields["division"]),),
        areas=areas_of(fields["division"]),
        active=fields["active"],
        created_at=fields["at"],
    )


async def close(store: Store) -> object:
    (admin, _) = await store.accounts.holding("admin", "")
    return await store.accounts.close(admin)


QUERIES = {
    "by_openid": lambda store: store.accounts.by_openid("open7"),
    "by_phone": lambda store: store.accounts.by_phone("hash7"),
    "by_username": lambda store: store.accounts.by_username("user7"),
    "close": close,
    "holding": lambda store: store.accounts.holding("clerk", HERE),
    "named": lambda store: store.accounts.named(PEOPLE),
    "officials": lambda store: store.accounts.officials(HERE, limit=200),
    "staff_of": lambda store: store.accounts.staff_of(HERE[:9], limit=30),
}
REASONS = {
    "holding": "closed accounts are few, so `active` is not worth a place in the index",
    "officials": "closed accounts are few, so `active` is not worth a place in the index",
    "close": "all admins are read: there are a handful",
}
