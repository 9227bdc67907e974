"""A draft with personal data, and the calls that cover it, justify it and bring it out."""

from __future__ import annotations

from tests.disclosures import at, submit

PHONE, ID = "13800001111", "330825190203040000"
BODY = f"联系电话{PHONE}，欢迎监督。"


async def masking(api, draft, role="clerk"):
    return (await api("GET", f"{at(draft)}/masking", role=role)).json


async def decide(api, draft, *decisions, version=1, **fields):
    body = {"version": version, "decisions": list(decisions), **fields}
    return await api("PUT", f"{at(draft)}/masking", body, role="clerk")


async def through(api, draft, version):
    """Handed in, reviewed and published: the answers."""
    submitted = await submit(api, draft, version)
    review = {"version": version + 1, "files_read": True}
    passed = await api("PUT", f"{at(draft)}/review", review, role="overseer")
    published = await api(
        "PUT", f"{at(draft)}/publication", {"version": version + 2}, role="secretary"
    )
    return submitted, passed, published


def justify(finding, reason="村委会办公电话，便于群众联系", how="justify"):
    places = {name: finding[name] for name in ("path", "start", "end")}
    return {**places, "how": how, "reason": reason}
