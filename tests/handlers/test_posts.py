"""Posts: who writes, who publishes, and what readers see of each state."""

from __future__ import annotations

from tests.factories import VILLAGE

NOTICE = {"kind": "notice", "title": "停水通知", "body": "明天**停水**一天"}


async def test_a_draft_becomes_public_when_the_secretary_publishes_it(api, make):
    await make.divisions()
    draft = await api("POST", f"/divisions/{VILLAGE}/posts", NOTICE, role="clerk")
    path = f"/posts/{draft.json['id']}"
    assert (await api("GET", path)).status == 404
    done = await api("PUT", f"{path}/publication", {"version": 1}, role="secretary")
    assert (done.status, done.json["state"]) == (200, "published")
    shown = await api("GET", path)
    assert shown.json["html"] == "<p>明天<strong>停水</strong>一天</p>\n"
