"""Gives the official account its menu, as it stands in `server/wechat/chat.json`."""

from __future__ import annotations

import argparse
import asyncio
import sys

from handlers.wechat import WeChatError
from server.chat_words import DATA
from server.lifecycle import make_vault
from server.settings import MissingSettingError, Settings
from server.wechat import open_pages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: the menu is data."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 when WeChat has taken it, 1 if it has not."""
    return asyncio.run(_set(settings))


async def _set(settings: Settings) -> int:
    pages = open_pages(settings, make_vault(settings))
    if pages is None:
        raise MissingSettingError("WECHAT_PAGE_APPID is not set: a mini program has no menu")
    try:
        await pages.set_menu(DATA["menu"])
    except WeChatError as error:
        print(f"WeChat refused: {error}", file=sys.stderr)
        return 1
    finally:
        await pages.close()
    print(f"{len(DATA['menu'])} buttons; who has the chat open sees them within five minutes")
    return 0
