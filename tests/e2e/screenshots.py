"""Writes a picture of every page of the three faces, in each of its modes, into a folder.

make screenshots ARGS="--only villager"
"""

from __future__ import annotations

import argparse
import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from handlers.assets import STATIC
from models.vault import new_key
from server.embedded import EmbeddedMongo
from server.jobs import all_routines, job_functions
from server.settings import Settings
from server.worker import Worker
from tests.api import Api
from tests.bench_of_tests import Server
from tests.e2e.browser import DESKTOP, PHONE, Chromium, Visitors
from tests.e2e.furnished import Furnished, furnish
from tests.e2e.township_stage import report_of
from tests.e2e.walking import show
from tests.factories import TOWNSHIP, VILLAGE, Factory
from tests.handlers.test_calendar import event
from tests.handlers.test_filing import DANGER, GRAFT, LAMP, PATH
from tests.processes import quick_folder

FOLDER = Path(".data/screenshots")
ROUTE = re.compile(r'\["(/[^"]*)",')
ID = re.compile("[0-9a-f]{24}")
ELDER = 'localStorage.setItem("cunwu.mode", JSON.stringify({elder: true, size: 24}));'
HERE = (
    f'localStorage.setItem("cunwu.village", JSON.stringify({{code: "{VILLAGE}", name: "前村"}}));'
)
# Charts move for a moment when they are drawn.
CHARTS_MS = 150
PROJECTOR = {"width": 1920, "height": 1080}


@dataclass(frozen=True)
class Sight:
    """One face as somebody sees it: the role, the window, and what the browser remembers."""

    face: str
    mode: str
    role: str
    viewport: dict[str, int]
    script: str = ""


SIGHTS = (
    Sight("villager", "ordinary", "villager", PHONE, HERE),
    Sight("villager", "elder", "villager", PHONE, HERE + ELDER),
    Sight("cadre", "phone", "secretary", PHONE),
    Sight("cadre", "desktop", "secretary", DESKTOP),
    Sight("township", "phone", "monitor", PHONE),
    Sight("township", "desktop", "monitor", DESKTOP),
    Sight("township", "projector", "monitor", PROJECTOR),
)
PATHS = {"villager": "/", "cadre": "/cadre", "township": "/township"}


async def overseen(make: Factory, api: Api, settings: Settings) -> dict[str, str]:
    """What only the township's pages show: figures that are counted, dues, a report, an account."""
    store = make.store
    for report in (LAMP, GRAFT, DANGER):
        await api("POST", PATH, report, role="villager")
    for days in (-3, 2, 40):
        await event(api, store, days, title="换届选举")
    functions = job_functions(store, settings.deadlines)
    worker = Worker(store, settings, functions, all_routines(store, settings.deadlines))
    await worker.until_idle()
    clerk = await make.the("clerk", VILLAGE)
    return {"item": "V14", "report": await report_of(store), "account": str(clerk.id)}


def views_of(face: str, furnished: Furnished, more: dict[str, str]) -> list[str]:
    """The addresses of a face's views; `:case` and the like are filled with what there is."""
    known = {
        "case": furnished.case,
        "post": furnished.notice,
        "notice": furnished.notice,
        "disclosure": furnished.disclosure,
        "village": VILLAGE,
        "division": TOWNSHIP,
        **more,
    }
    patterns = ROUTE.findall((STATIC / face / "main.js").read_text(encoding="utf-8"))
    filled = [re.sub(r":(\w+)", lambda m: known.get(m[1], m[0]), one) for one in patterns]
    for view in filled:
        if ":" in view:
            print(f"  {face} {view}: there is none to show")  # noqa: T201  # a command's output
    return [view for view in filled if ":" not in view]


@asynccontextmanager
async def furnished_site() -> AsyncIterator[tuple[Visitors, Furnished, dict[str, str]]]:
    """A server with a furnished village, and a browser."""
    with quick_folder() as folder:
        mongo = EmbeddedMongo(folder)
        settings = Settings(
            _env_file=None,
            mongodb_uri=mongo.start(),
            mongodb_database="screenshots",
            data_dir=folder,
            data_keys=f"shots:{new_key()}",
            lookup_key=new_key(),
            public_url="https://village.example",
            port=0,
            demo=True,
        )
        server, chromium = Server(settings), Chromium()
        await server.start()
        await chromium.start()
        try:
            make = Factory(server.services.store, server.services)
            api = Api(make, server)
            furnished, more = await furnish(make, api), await overseen(make, api, settings)
            yield Visitors(chromium, server, make), furnished, more
        finally:
            await chromium.stop()
            await server.stop()
            mongo.stop()


async def shoot(visitors: Visitors, views: list[str], sight: Sight, folder: Path) -> None:
    """All views of one sight."""
    folder = folder / f"{sight.face}-{sight.mode}"
    folder.mkdir(parents=True, exist_ok=True)
    account = await visitors.make.the(sight.role, VILLAGE)
    page = await visitors.open(
        PATHS[sight.face], account=account, viewport=sight.viewport, script=sight.script
    )
    for view in views:
        await show(page, view)
        await page.wait_for_timeout(CHARTS_MS)
        name = ID.sub("one", view.strip("/")).replace("/", "-") or "home"
        await page.screenshot(path=folder / f"{name}.png", full_page=True)


async def main(args: argparse.Namespace) -> None:
    """Every sight, or those of one face."""
    async with furnished_site() as (visitors, furnished, more):
        for sight in SIGHTS:
            if args.only in (None, sight.face):
                views = views_of(sight.face, furnished, more)
                await shoot(visitors, views, sight, args.folder)
                print(f"{sight.face}, {sight.mode}: {args.folder}")  # noqa: T201
        for told in visitors.complaints:
            print(f"  {told}")  # noqa: T201
        await visitors.leave()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--only", choices=PATHS)
    asyncio.run(main(parser.parse_args()))
