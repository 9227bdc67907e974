"""Text messages reach cadres without WeChat, once, and say nothing about whom it concerns."""

from __future__ import annotations

import json
import os

import pytest

from handlers.notices import TEXTS, notify
from models.accounts import PHONE, Consent
from server.sms import open_sms
from server.texting import URGENT, texting_functions
from server.worker import Worker

NUMBER = "13812345678"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "sms.jsonl"


@pytest.fixture
def tell(make, store, server, worker, settings, file):
    """Tells an account something of a kind, and gives the lines that were texted since."""
    sms = texting_functions(store, server.services.vault, open_sms(str(file)))
    worker = Worker(store, settings, {**worker._functions, **sms}, worker._routines)

    async def tell(account, kind="feedback.overdue", times=1):
        event = notify(kind, [account.id], "feedback/1")[0]
        for _ in range(times):
            await store.jobs.enqueue(event.kind, str(event.id), event.payload)
            await worker.until_idle()
        lines = file.read_text().splitlines() if file.exists() else []
        return [json.loads(line) for line in lines]

    return tell


@pytest.fixture
def cadre(make, server, store):
    async def cadre(role="secretary", **fields):
        account = await make.account(role, **fields)
        sealed = server.services.vault.seal(NUMBER, PHONE.of(account.id))
        consent = Consent(text="phone", version="1", at=store.now())
        return await store.accounts.set_phone(account.id, sealed, "hash", consent)

    return cadre


@pytest.mark.parametrize(
    "kind", ["feedback.overdue", "obligation.overdue", "inquiry.overdue", "feedback.due_soon"]
)
async def test_what_is_late_is_texted_once_to_a_cadre_without_wechat(tell, cadre, file, kind):
    sent = await tell(await cadre(), kind, times=2)
    assert [(line["phone"], line["text"]) for line in sent] == [(NUMBER, f"【村务】{TEXTS[kind]}")]
    assert os.stat(file).st_mode & 0o077 == 0


@pytest.mark.parametrize("kind", ["feedback.assigned", "feedback.rated", "binding.asked"])
async def test_what_can_wait_is_not_texted(tell, cadre, kind):
    assert kind not in URGENT
    assert await tell(await cadre(), kind) == []


@pytest.mark.parametrize(("role", "openid"), [("secretary", "o1"), ("villager", None)])
async def test_who_has_wechat_or_is_no_cadre_is_not_texted(tell, cadre, role, openid):
    assert await tell(await cadre(role, openid=openid)) == []


async def test_a_cadre_who_left_no_number_is_told_in_the_app_alone(tell, make, store):
    account = await make.account("secretary")
    assert await tell(account) == []
    assert len((await store.messages.of_account(account.id)).items) == 1


async def test_a_cadre_may_mute_a_kind_but_never_danger(tell, cadre, store):
    account = await cadre()
    await store.preferences.mute(account.id, ["feedback.overdue", "feedback.danger"])
    assert await tell(account, "feedback.overdue") == []
    (sent,) = await tell(account, "feedback.danger")
    assert "紧急" in sent["text"]


async def test_a_file_that_cannot_be_written_leaves_the_job_for_later(
    tell, cadre, store, file, caplog
):
    file.mkdir()
    account = await cadre()
    with pytest.raises(IsADirectoryError):
        await tell(account)
    job = await store.jobs.raw.find_one({"state": "due"})
    assert (job["kind"], NUMBER in job["error"]) == ("sms", False)
    caplog.clear()


async def test_without_a_gateway_nothing_is_left_over(cadre, store, worker):
    event = notify("feedback.overdue", [(await cadre()).id], "feedback/1")[0]
    await store.jobs.enqueue(event.kind, str(event.id), event.payload)
    await worker.until_idle()
    assert await store.jobs.counts() == {"due": 0, "dead": 0}
