"""A process of its own that asks WeChat from several threads at once; for test_wechat_token.py."""

from __future__ import annotations

import asyncio
import sys

from models.vault import Vault
from server.settings import Settings
from server.wechat import open_wechat


async def ask(settings: Settings, openid: str, times: int) -> None:
    """So many checks at once."""
    vault = Vault(settings.data_keys.get_secret_value(), settings.lookup_key.get_secret_value())
    wechat = open_wechat(settings, vault)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    await asyncio.gather(*(wechat.check_text(openid, 3, "路灯") for _ in range(times)))
    await wechat.close()


if __name__ == "__main__":
    asyncio.run(ask(Settings(), sys.argv[1], int(sys.argv[2])))
