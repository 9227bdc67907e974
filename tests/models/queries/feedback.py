"""The queries on cases: lists of a person, a desk and an area, and what routines look for."""

from datetime import timedelta

from bson import ObjectId

from models.accounts import Grant
from models.divisions import areas_of
from models.feedback.documents import Likeness
from models.feedback.receipts import hash_of
from models.store import Store
from models.viewers import Viewer
from tests.cases import RULES, new_case
from tests.models.queries.world import HERE, ME, NOON, PEOPLE, TOWNSHIP, VILLAGES, every

STATES = ("assigned", "accepted", "answered", "closed")
OPEN = ("assigned", "accepted")
MAIN = ObjectId("d" * 24)
FOLLOWER, GONE = PEOPLE[1], PEOPLE[2]
DAYS = tuple(f"2026-0{month}-1{day}" for month in (1, 2, 3) for day in range(2))
SECRETARY = Viewer(ME, (Grant(role="secretary", division=HERE),))
GRID_WORKER = Viewer(ME, (Grant(role="grid_worker", division=HERE),))
MONITOR = Viewer(ME, (Grant(role="monitor", division=TOWNSHIP),))


async def seed(store: Store) -> None:
    """One case that was really filed, again and again with other fields."""
    filed = await store.feedback.file(new_case(ME), RULES)
    template = filed.to_row()
    found = every(division=VILLAGES, state=STATES, person=PEOPLE, hidden=(False, True))
    rows = [{**template, **fields_of(number, fields)} for number, fields in enumerate(found)]
    await store.feedback.raw.delete_one({"_id": filed.id})
    await store.feedback.raw.insert_many([clean(row) for row in rows])


def fields_of(number: int, fields: dict) -> dict:
    division, is_open, at = fields["division"], fields["state"] in OPEN, fields["at"]
    desk = f"{'monitor' if fields['hidden'] else 'secretary'}:{division}"
    follower = {"account": FOLLOWER, "name": "李四", "at": at}
    return {
        "_id": ObjectId(),
        "division": division,
        "areas": list(areas_of(division)),
        "filed_on": DAYS[number % len(DAYS)],
        "serial": number + 1000,
        "case_no": f"{division}-{number}",
        "reporter": fields["person"],
        "people": [fields["person"]],
        "state": fields["state"],
        "hidden": fields["hidden"],
        "desk": desk,
        "desks": [desk],
        "due_at": at if is_open else None,
        "check_at": NOON + timedelta(days=number - 30) if is_open and number % 5 == 0 else None,
        "exclusion": exclusion(number, fields) if number % 3 == 0 else None,
        "likeness": {"keys": [f"k{number % 40}"], "hashes": [], "size": 0, "version": 1},
        "joined_to": MAIN if number % 60 == 0 else None,
        "followers": [follower] if number % 20 == 0 else None,
        "corrected": number % 9 == 0,
        "uncounted": True if number % 50 == 0 else None,
        "receipt_hash": hash_of(f"receipt{number}"),
        "events": [],
        "idempotency_key": f"key{number}",
        "request_hash": "same",
    }


def exclusion(number: int, fields: dict) -> dict:
    """A proposal; most are confirmed."""
    proposed = {"reason": "重复", "by": ME, "by_name": "李四", "at": fields["at"]}
    return proposed | ({} if number % 33 == 0 else {"confirmed_at": fields["at"]})


def clean(row: dict) -> dict:
    """Without what is empty, as documents are stored."""
    return {name: value for name, value in row.items() if value is not None}


async def forget_person(store: Store) -> None:
    async def work(session: object) -> None:
        await store.feedback.forget_person(GONE, session=session)

    await store.db.in_transaction(work)


async def personal_data(store: Store) -> list:
    return [row async for row in store.feedback.personal_data(PEOPLE[3])]


async def file_again(store: Store) -> object:
    """The same request twice; the second finds the case of the first."""
    request = {"village": HERE, "idempotency_key": "again", "request_hash": "same"}
    for _ in range(2):
        case = await store.feedback.file(new_case(ME, **request), RULES)
    return case


QUERIES = {
    "at_desk": lambda store: store.feedback.at_desk(f"secretary:{HERE}"),
    "behind_figures": lambda store: store.feedback.behind_figures(HERE, "2026-02", hidden=False),
    "by_number": lambda store: store.feedback.by_number(f"{HERE}-20260110-01000"),
    "by_receipt": lambda store: store.feedback.by_receipt("receipt7"),
    "corrected_in": lambda store: store.feedback.corrected_in(TOWNSHIP, limit=20),
    "exclusions": lambda store: store.feedback.exclusions(TOWNSHIP, hidden=True, confirmed=True),
    "file": file_again,
    "followed_by": lambda store: store.feedback.followed_by(FOLLOWER),
    "in_area": lambda store: store.feedback.in_area(HERE, SECRETARY),
    "in_area_of_a_township": lambda store: store.feedback.in_area(TOWNSHIP, MONITOR),
    "in_area_in_a_state": lambda store: store.feedback.in_area(HERE, MONITOR, state="answered"),
    "in_area_by_number": lambda store: store.feedback.in_area(
        TOWNSHIP, MONITOR, words=f"{HERE}-20260110-01000"
    ),
    "in_area_by_words": lambda store: store.feedback.in_area(TOWNSHIP, MONITOR, words="没有 的词"),
    "in_area_of_a_desk": lambda store: store.feedback.in_area(HERE, GRID_WORKER),
    "inbox": lambda store: store.feedback.inbox([f"secretary:{HERE}", f"clerk:{HERE}"]),
    "joined_to": lambda store: store.feedback.joined_to(MAIN),
    "measured": lambda store: store.feedback.measured(HERE, "2026-02-01", "2026-02-28"),
    "months_with_cases": lambda store: store.feedback.months_with_cases(HERE),
    "newest_of": lambda store: store.feedback.newest_of(HERE, MONITOR, limit=10),
    "of_days": lambda store: store.feedback.of_days(HERE, "2026-02-01", "2026-02-28"),
    "of_person": lambda store: store.feedback.of_person(ME),
    "open_now": lambda store: store.feedback.open_now(TOWNSHIP, hidden=True),
    "open_now_in_a_village": lambda store: store.feedback.open_now(HERE, hidden=False),
    "open_of": lambda store: store.feedback.open_of(ME),
    "to_check": lambda store: store.feedback.to_check(),
    "uncounted": lambda store: store.feedback.uncounted(but=(HERE,)),
    "alike": lambda store: store.feedback.alike(
        None, Likeness(keys=("k7",), hashes=(), size=0, version=1)
    ),
    "forget_person": forget_person,
    "personal_data": personal_data,
}
REASONS = {
    "behind_figures": "what is counted is told apart by fields that few cases differ in",
    "exclusions": "proposals that wait for a second person are few beside what was left out",
    "forget_person": "once in an account's life: all cases of the person are read",
    "in_area_by_words": "no index holds words: a stretch of a thousand cases is looked through",
}
