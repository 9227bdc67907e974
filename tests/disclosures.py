"""The calls that bring a disclosure on its way."""

from __future__ import annotations


def at(draft):
    return f"/disclosures/{draft.id}"


async def submit(api, draft, version=1):
    return await api("POST", f"{at(draft)}/submission", {"version": version}, role="clerk")
