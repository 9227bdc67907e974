"""One worker: runs jobs until SIGTERM, then ends after the job at hand."""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections.abc import Mapping
from functools import partial

from handlers.checks import ticket_url
from handlers.publishing_gate import Gate
from handlers.wechat import WeChat, WeChatPages
from models.store import Store
from models.vault import Vault
from server.chat_cases import ChatCases
from server.chatting import Chatting
from server.content import content_functions
from server.jobs import all_routines, job_functions
from server.lifecycle import make_vault, open_database, until_told_to_stop
from server.logs import configure_logs
from server.notifying import Notifications
from server.pushes import push_functions
from server.settings import Settings
from server.sms import open_sms
from server.subscribing import Subscribing
from server.texting import texting_functions
from server.wechat import open_pages, open_wechat
from server.worker import JobFunction, Worker

log = logging.getLogger("cunwu.worker")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: everything a worker needs is a setting."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 after an orderly stop."""
    configure_logs(settings.log_level, settings.secrets)
    asyncio.run(_work(settings))
    return 0


async def _work(settings: Settings) -> None:
    database, vault = open_database(settings), make_vault(settings)
    store, gate = Store(database), Gate(vault, asyncio.to_thread)
    wechat, pages = open_wechat(settings, vault), open_pages(settings, vault)
    functions = _functions(settings, store, vault, wechat, pages)
    routines = all_routines(store, settings.deadlines, settings.calendar, settings.inquiries, gate)
    # Cards are promised within half a minute, however long figures or reports take to make.
    worker = Worker(store, settings, functions, routines, alongside={"cases"})
    running = asyncio.create_task(worker.run())
    log.info("working")
    await until_told_to_stop()
    worker.stop()
    await running
    await wechat.close()
    if pages is not None:
        await pages.close()
    await database.close()


def _functions(
    settings: Settings, store: Store, vault: Vault, wechat: WeChat, pages: WeChatPages | None
) -> Mapping[str, JobFunction]:
    """All kinds of jobs, with what they need from outside."""
    times, ticket = settings.notice_times, partial(ticket_url, settings.public_url, vault)
    subscribing = Subscribing(store, wechat, settings.wechat_templates)
    chatting = Chatting(store, wechat, ChatCases(store, settings), pages)
    channels = [subscribing] if wechat.is_connected else []
    sms = texting_functions(store, vault, open_sms(settings.sms_file))["sms"]
    return {
        **job_functions(store, settings.deadlines, wechat, settings.calendar, times, channels),
        **content_functions(store, wechat, lambda picture: ticket(store.now(), picture)),
        **push_functions(store, {**subscribing.events, **chatting.events}, chatting.talk),
        "sms": Notifications(store, times).counted("sms", sms),
    }
