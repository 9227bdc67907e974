"""What must hold after any life of any county; each broken rule is a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

from models.desks import people_at
from models.feedback import Feedback
from models.feedback.documents import OPEN_STATES, ActName
from models.store import Store
from server.rollups import recount
from server.simulation.world import Village, World
from server.weeks import recount_weeks

NOT_FOUND = 404
# Acts of the worker that a case sees at most once between two acts of people.
ALONE = ("yellow", "red", "escalate", "lapse", "follow_up", "resume", "urge_missed")
EVERYTHING = ("2000-01-01", "2999-12-31")


async def broken(store: Store, world: World) -> AsyncIterator[str]:
    """Every rule that does not hold."""
    for village in world.villages:
        cases = await store.feedback.of_days(village.code, *EVERYTHING)
        officials = await store.accounts.officials(village.code)
        for case in cases:
            for fault in _faults(case, has_people=bool(people_at(case.desk, officials))):
                yield f"{case.case_no}: {fault}"
            if case.check_at is not None and case.check_at <= store.now():
                yield f"{case.case_no}: something is due and was not done"
        async for leak in _leaks(store, village, [case for case in cases if case.hidden]):
            yield leak
    codes = [village.code for village in world.villages]
    async for difference in recount(store, codes, repair=False):
        yield f"{difference.village} {difference.month}: {'; '.join(difference.fields())}"
    async for week in recount_weeks(store, codes, repair=False):
        yield f"{week.division} {week.begins}: {'; '.join(week.fields())}"
    for job in await store.jobs.by_state("dead"):
        yield f"job {job.kind} is dead: {job.error}"


def _faults(case: Feedback, *, has_people: bool) -> list[str]:
    """What is wrong with one case."""
    faults = []
    if case.state in OPEN_STATES and not (case.desk in case.desks and has_people):
        faults.append(f"open, but nobody works at {case.desk}")
    if case.state in OPEN_STATES and case.due_at is None:
        faults.append("open without a deadline")
    acts = Counter(entry.act for entry in case.entries)
    counted: dict[ActName, int] = {
        "yellow": case.yellow_cards, "red": case.red_cards, "escalate": case.escalations,
        "transfer": case.transfers, "return": case.returns, "reopen": case.reopenings,
    }  # fmt: skip
    faults += [
        f"{act}: {acts[act]} entries, {count} counted"
        for act, count in counted.items()
        if acts[act] != count
    ]
    for before, after in zip(case.entries, case.entries[1:], strict=False):
        if before.act == after.act and after.act in ALONE:
            faults.append(f"{after.act} done twice")
        if after.before is not None and after.before != before.after:
            faults.append(f"{after.act} begins at {after.before} after {before.after}")
    return faults


async def _leaks(store: Store, village: Village, hidden: list[Feedback]) -> AsyncIterator[str]:
    """Where a village's own people see what accuses them."""
    ids = {str(case.id) for case in hidden}
    if not ids:
        return
    for person in (village.secretary, village.clerk):
        for case_id in sorted(ids):
            status, _ = await person.call("GET", f"/feedback/{case_id}")
            if status != NOT_FOUND:
                yield f"{village.code}: a hidden case answers {status} to its village"
        lists = ("/inbox?limit=100", f"/divisions/{village.code}/feedback?limit=100")
        for path in lists:
            _, page = await person.call("GET", path)
            if ids & {line["id"] for line in page["items"]}:
                yield f"{village.code}: {path} lists a hidden case"
        messages = await store.messages.of_account(person.account, limit=100)
        if any(message.about.partition("/")[2] in ids for message in messages.items):
            yield f"{village.code}: a message tells of a hidden case"
