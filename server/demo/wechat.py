"""The WeChat of a trial: a pretended one that shows every step, where the checkout brings it."""

from __future__ import annotations

import importlib.util
import secrets
import subprocess
import sys
from pathlib import Path

from server.children import start_child
from server.ports import free_port

# It is part of the tests, which an installation need not have.
MODULE = "tests.fakes.wechat"
APPID, PAGE_APPID = "wx0123456789abcdef", "wxfedcba9876543210"
CALLBACK = "/wechat/callback"


def is_there() -> bool:
    """True if this checkout has the pretended WeChat."""
    try:
        return importlib.util.find_spec(MODULE) is not None
    except ModuleNotFoundError:
        return False


def start(
    environment: dict[str, str], address: str, output: Path
) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
    """Starts it; the settings with which everything else uses it. `address` is where Cunwu is."""
    port = free_port("127.0.0.1")
    settings = {
        "WECHAT_APPID": APPID,
        "WECHAT_SECRET": secrets.token_hex(16),
        "WECHAT_PAGE_APPID": PAGE_APPID,
        "WECHAT_PAGE_SECRET": secrets.token_hex(16),
        "WECHAT_TOKEN": secrets.token_hex(16),
        "WECHAT_AES_KEY": _aes_key(),
        "WECHAT_BASE_URL": f"http://127.0.0.1:{port}/",
        "PUBLIC_URL": environment.get("PUBLIC_URL") or address,
    }
    command = [sys.executable, "-m", MODULE, "--port", str(port), "--push-to", address + CALLBACK]
    return start_child(command, output=output, environment=environment | settings), settings


def _aes_key() -> str:
    """43 characters, as WeChat's console makes them: base64 of 32 bytes without its end."""
    return "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(42)) + "A"
