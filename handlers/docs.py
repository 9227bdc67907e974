"""The page that shows the API's description to people; it works offline, nothing comes from afar.

Swagger UI comes from the package `swagger-ui-bundle`, the page around it from `static/docs/`.
"""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path

from swagger_ui_bundle import swagger_ui_path

from handlers.base import SHARED_CACHE_CONTROL, ApiHandler, endpoint
from handlers.encoding import etag_of
from handlers.routing import Route
from models.errors import NotFound

PAGE = Path(__file__).parents[1] / "static" / "docs"
# Nothing inline and nothing foreign runs; Swagger UI draws some of its icons as data URLs.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Description(ApiHandler):
    @endpoint(scope=None, raw=True, produces=("application/json",))
    async def get(self) -> None:
        """This description of the API (OpenAPI 3.1)."""
        self.send_kept(self.application.settings["describe"](), "application/json; charset=utf-8")

    def send_kept(self, body: bytes, content_type: str) -> None:
        """Answers with bytes that are the same for everybody until the next release."""
        self.set_header("Content-Type", content_type)
        self.set_header("Cache-Control", SHARED_CACHE_CONTROL)
        self._etag = etag_of(body)
        self.finish(body)


class DocsPage(Description):
    @endpoint(scope=None, raw=True, produces=("text/html",))
    async def get(self) -> None:
        """This description as a page on which every call can be tried."""
        body = await self.services.blocking.run((PAGE / "index.html").read_bytes)
        self.set_header("Content-Security-Policy", POLICY)
        self.send_kept(body, "text/html; charset=utf-8")


class DocsAsset(Description):
    @endpoint(scope=None, raw=True, produces=("text/css", "text/javascript", "image/png"))
    async def get(self, filename: str) -> None:
        """A script, style or picture of that page."""
        path = assets().get(filename)
        if path is None:
            raise NotFound
        body = await self.services.blocking.run(path.read_bytes)
        self.send_kept(body, mimetypes.guess_type(filename)[0] or "application/octet-stream")


@cache
def assets() -> dict[str, Path]:
    """The files that the page may name, ours before those of the package."""
    folders = (Path(str(swagger_ui_path)), PAGE)
    return {path.name: path for folder in folders for path in folder.iterdir() if path.is_file()}


routes = [
    Route("/openapi.json", Description),
    Route("/docs", DocsPage),
    Route("/docs/{filename}", DocsAsset),
]
