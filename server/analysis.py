"""What the worker reads from a case after it is filed: by what similar ones find it, its words."""

from __future__ import annotations

import asyncio

from bson import ObjectId

from handlers.similar import likeness_of
from models.store import Store
from server.weeks import count_week


async def read_case(store: Store, case_id: ObjectId) -> None:
    """Stores by what similar cases find this one, and counts its week anew."""
    case = await store.feedback.get(case_id)
    likeness = await asyncio.to_thread(likeness_of, case.division, case.title, case.text)
    await store.feedback.set_likeness(case.id, likeness)
    await count_week(store, case.division, case.filed_on)
