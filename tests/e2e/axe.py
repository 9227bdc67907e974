"""Asks axe-core what of a page is hard or impossible for people with a disability."""

from __future__ import annotations

from functools import cache

from playwright.async_api import Page

from handlers.assets import STATIC

GRAVE = ("serious", "critical")


@cache
def library() -> str:
    """The checker; it is put in by the browser's tools, which no content policy hinders."""
    return (STATIC / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


async def barriers(page: Page, within: str = "html") -> list[str]:
    """The serious and critical findings of a part: rule, what it means, and where."""
    await page.evaluate(library())
    found = await page.evaluate("it => axe.run(it, {resultTypes: ['violations']})", within)
    return [
        f"{finding['impact']} {finding['id']}: {finding['help']} {node['html'][:160]}"
        for finding in found["violations"]
        if finding["impact"] in GRAVE
        for node in finding["nodes"]
    ]


async def accessible(page: Page) -> None:
    """Fails with what axe-core found."""
    assert await barriers(page) == [], page.url


async def fits(page: Page) -> None:
    """Fails if the page can be scrolled sideways."""
    wide = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, f"{page.url} is {wide} px too wide"
