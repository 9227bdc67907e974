"""Puts the gateway together: its threads, its client, and the token's place in the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bson.codec_options import CodecOptions
from pymongo import MongoClient, WriteConcern

from models.access_tokens import AccessTokens, TokenStorage
from models.base import Clock
from models.vault import Vault
from server.blocking import BlockingRunner
from server.settings import Settings
from server.wechat.client import Client
from server.wechat.gateway import WeChatGateway


def open_gateway(
    settings: Settings, vault: Vault, clock: Clock, observe: Callable[[str, str, float], None]
) -> WeChatGateway:
    """The gateway of these settings. Its threads are its own: while WeChat hangs, passwords and
    pictures still find a thread."""
    patience = min(2000, settings.mongo_timeout_ms)
    database: MongoClient[dict[str, Any]] = MongoClient(
        settings.mongodb_uri,
        maxPoolSize=settings.wechat_threads,
        serverSelectionTimeoutMS=patience,
        timeoutMS=settings.mongo_timeout_ms,
        appname="cunwu-wechat",
    )
    rows = database[settings.mongodb_database].get_collection(
        AccessTokens.name,
        codec_options=CodecOptions(tz_aware=True),
        write_concern=WriteConcern("majority"),
    )
    client = Client(
        settings.wechat_appid,
        settings.wechat_secret.get_secret_value(),
        settings.wechat_base_url,
        TokenStorage(rows, vault, clock),
    )
    return WeChatGateway(
        client,
        BlockingRunner(settings.wechat_threads, settings.wechat_queue),
        seconds=settings.wechat_seconds,
        state=settings.wechat_state,
        observe=observe,
        database=database,
    )
