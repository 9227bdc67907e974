"""Signing in from the villagers' page in WeChat's browser, and back to where one was."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from pydantic import SecretStr

from server.wechat import open_pages
from tests.factories import VILLAGE


@pytest.fixture(autouse=True)
def _real(server, settings, wechat, io_loop):
    """No demo, and an official account that brings people back to this server."""
    origin = server.url.removesuffix("/api/v1")
    connected = settings.model_copy(
        update={
            "wechat_page_appid": wechat.page_appid,
            "wechat_page_secret": SecretStr(wechat.page_secret),
            "wechat_base_url": wechat.url,
            "public_url": origin,
        }
    )
    pages = open_pages(connected, server.services.vault, server.clock)
    changed = {"public_url": origin, "demo": False}
    policy = server.services.policy
    before = {name: getattr(policy, name) for name in changed}
    object.__setattr__(server.services, "wechat_pages", pages)
    for name, value in changed.items():
        object.__setattr__(policy, name, value)
    yield
    for name, value in before.items():
        object.__setattr__(policy, name, value)
    object.__setattr__(server.services, "wechat_pages", None)
    io_loop.run_sync(pages.close)


async def test_whoever_wants_what_is_theirs_signs_in_by_wechat_and_lands_there(
    visitors, wechat
) -> None:
    await visitors.make.divisions()
    wechat.looking = "zhang"
    page = await visitors.open(f"/?village={VILLAGE}#/me/messages")
    await page.get_by_role("button", name="用微信登录").click()
    await expect(page.get_by_role("heading", name="消息")).to_be_visible()
    assert page.url.endswith("/#/me/messages")
    assert await page.evaluate("document.cookie.includes('cunwu_session')") is False
    visitors.allow("foreign: " + wechat.url)


async def test_an_old_answer_of_wechat_signs_nobody_in_and_says_so(visitors) -> None:
    await visitors.make.divisions()
    page = await visitors.open("/?code=stale&state=made-up#/me")
    await page.goto(page.url.partition("#")[0] + "#/me")
    await expect(page.get_by_role("alert")).to_contain_text("登录")
    await expect(page.get_by_role("button", name="用微信登录")).to_be_visible()
    visitors.allow("422")
