"""The pages of the three faces and the files they are made of; what they show they ask the API.

A page is asked about anew each time and names its files by the hash of all of them, so a browser
keeps the files for ever and a new release is seen at once.
"""

from __future__ import annotations

from handlers.assets import FACES, Asset, Shelf, Tree
from handlers.base import SHARED_CACHE_CONTROL, ApiHandler, endpoint
from handlers.encoding import etag_of
from handlers.routing import Route
from models.errors import NotFound

# No inline script or style, nothing foreign. The icons of Vant's style sheet are a font in a data
# URL; pictures are shown from memory before they are sent (blob), small ones as data.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
FOR_EVER = "public, max-age=31536000, immutable"
NOT_INSTALLED = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>村务</title>
<h1>网页还没有安装</h1>
<p>接口运行正常：<a href="/api/v1/docs">接口说明</a>。</p>
<p>请安装 Node.js（18 或更新）和 npm，运行 <code>make setup</code>，然后刷新本页。</p>
</html>
"""

shelf = Shelf()


class PageHandler(ApiHandler):
    """What pages and their files share."""

    async def tree(self) -> Tree | None:
        """The files; in the demo those of this moment, so that an edited page shows at once."""
        again = self.services.policy.demo
        if shelf.kept is not None and not again:
            return shelf.kept
        return await self.services.blocking.run(lambda: shelf.tree(look_again=again))

    def send(self, asset: Asset, cache: str) -> None:
        """Answers with the file, packed for whoever can unpack it."""
        self.set_header("Content-Type", asset.type)
        self.set_header("Cache-Control", cache)
        self.set_header("Vary", "Accept-Encoding")
        body = asset.body
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            body = asset.packed
        self._etag = etag_of(body)
        self.finish(body)


class FacePage(PageHandler):
    """One face; which one says the route."""

    face = "villager"

    @endpoint(scope=None, raw=True, produces=("text/html",))
    async def get(self) -> None:
        """The page."""
        self.set_header("Content-Security-Policy", POLICY)
        self.set_header("Referrer-Policy", "same-origin")
        tree = await self.tree()
        if tree is None:
            self.set_status(503)
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.finish(NOT_INSTALLED)
            return
        page = tree.page(self.face, demo=self.services.policy.demo)
        self.send(page, SHARED_CACHE_CONTROL)


class CadrePage(FacePage):
    face = "cadre"


class TownshipPage(FacePage):
    face = "township"


class PageFile(PageHandler):
    """A script, style or picture of the pages."""

    @endpoint(scope=None, raw=True, produces=("text/javascript", "text/css", "image/svg+xml"))
    async def get(self, digest: str, asset: str) -> None:
        """The file. While processes of two releases run, one may be asked for the other's: it
        gives its own, to be asked about again."""
        tree = await self.tree()
        found = tree.files.get(asset) if tree else None
        if tree is None or found is None:
            raise NotFound
        self.send(found, FOR_EVER if digest == tree.digest else SHARED_CACHE_CONTROL)


PAGES = {"/": FacePage, "/cadre": CadrePage, "/township": TownshipPage}
assert {page.face for page in PAGES.values()} == set(FACES)

routes = [
    *(Route(template, page) for template, page in PAGES.items()),
    Route("/assets/{digest}/{asset}", PageFile),
]
