"""Puts the gateway together: its threads, its client, and the token's place in the database."""

from __future__ import annotations

from typing import Any

from bson.codec_options import CodecOptions
from pymongo import MongoClient, WriteConcern

from models.access_tokens import AccessTokens, TokenStorage
from models.base import Clock
from models.vault import Vault
from server.blocking import BlockingRunner
from server.settings import Settings
from server.wechat.calling import Observe
from server.wechat.client import Client
from server.wechat.gateway import WeChatGateway
from server.wechat.pages import OfficialAccount


def open_gateway(settings: Settings, vault: Vault, clock: Clock, observe: Observe) -> WeChatGateway:
    """The gateway of these settings. Its threads are its own: while WeChat hangs, passwords and
    pictures still find a thread."""
    names = (settings.wechat_appid, settings.wechat_secret.get_secret_value())
    client, calls = _client(settings, vault, clock, *names)
    return WeChatGateway(
        client, _runner(settings), state=settings.wechat_state, observe=observe, **calls
    )


def open_official_account(
    settings: Settings, vault: Vault, clock: Clock, observe: Observe
) -> OfficialAccount:
    """The official account of these settings, with threads of its own as well."""
    names = (settings.wechat_page_appid, settings.wechat_page_secret.get_secret_value())
    client, calls = _client(settings, vault, clock, *names)
    return OfficialAccount(
        client, _runner(settings), scope=settings.wechat_page_scope, observe=observe, **calls
    )


def _runner(settings: Settings) -> BlockingRunner:
    return BlockingRunner(settings.wechat_threads, settings.wechat_queue)


def _client(
    settings: Settings, vault: Vault, clock: Clock, appid: str, secret: str
) -> tuple[Client, dict[str, Any]]:
    """wechatpy's client of that appid, and what bounds its calls."""
    database: MongoClient[dict[str, Any]] = MongoClient(
        settings.mongodb_uri,
        maxPoolSize=settings.wechat_threads,
        serverSelectionTimeoutMS=min(2000, settings.mongo_timeout_ms),
        timeoutMS=settings.mongo_timeout_ms,
        appname="cunwu-wechat",
    )
    rows = database[settings.mongodb_database].get_collection(
        AccessTokens.name,
        codec_options=CodecOptions(tz_aware=True),
        write_concern=WriteConcern("majority"),
    )
    storage = TokenStorage(rows, vault, clock)
    client = Client(appid, secret, settings.wechat_base_url, storage)
    return client, {"seconds": settings.wechat_seconds, "database": database}
