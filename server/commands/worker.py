"""One worker: runs jobs until SIGTERM, then ends after the job at hand."""

from __future__ import annotations

import argparse
import asyncio
import logging
from functools import partial

from handlers.checks import ticket_url
from handlers.publishing_gate import Gate
from models.store import Store
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
from server.worker import Worker

log = logging.getLogger("cunwu.worker")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: everything a worker needs is a setting."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 after an orderly stop."""
    configure_logs(settings.log_level, settings.secrets)
    asyncio.run(_work(settings))
    return 0


async def _work(settings: Settings) -> None:
    database = open_database(settings)
    store = Store(database)
    vault = make_vault(settings)
    wechat = open_wechat(settings, vault)
    ticket = partial(ticket_url, settings.public_url, vault)
    content = content_functions(store, wechat, lambda picture: ticket(store.now(), picture))
    times = settings.notice_times
    subscribing = Subscribing(store, wechat, settings.wechat_templates)
    pages = open_pages(settings, vault)
    chatting = Chatting(store, wechat, ChatCases(store, settings), pages)
    channels = [subscribing] if wechat.is_connected else []
    functions = job_functions(store, settings.deadlines, wechat, settings.calendar, times, channels)
    heard = {**subscribing.events, **chatting.events}
    pushed = push_functions(store, heard, chatting.talk)
    gate = Gate(vault, asyncio.to_thread)
    routines = all_routines(store, settings.deadlines, settings.calendar, settings.inquiries, gate)
    sms = texting_functions(store, vault, open_sms(settings.sms_file))
    sms = {"sms": Notifications(store, times).counted("sms", sms["sms"])}
    functions = {**functions, **content, **sms, **pushed}
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
