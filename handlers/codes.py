"""Codes to print: of a village, its contacts, a post and a disclosure; alone or on a poster."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import StringConstraints

from handlers.base import ApiHandler, endpoint
from handlers.directory import village_of
from handlers.forms import Form
from handlers.routing import Route
from models.base import Value
from models.codes import Code
from models.content import JPEG, PNG
from models.disclosures import Disclosure
from models.errors import Conflict, NotFound
from models.posters import poster, qr_code
from models.posts import Post
from models.scenes import MAX_SCENE, Scene, SceneKind, read_scene

# The pages of the mini program that codes open; each reads its `scene`.
PAGES: Mapping[SceneKind, str] = {
    "village": "pages/village/index",
    "contacts": "pages/contacts/index",
    "post": "pages/post/index",
    "disclosure": "pages/disclosure/index",
}
# What stands below the code on a poster.
LINES: Mapping[SceneKind, tuple[str, ...]] = {
    "village": ("扫一扫，看村务公开、办村里的事", "有问题也可以扫码反映"),
    "contacts": ("扫一扫，查看村干部联系方式",),
    "post": ("扫一扫，查看全文",),
    "disclosure": ("扫一扫，查看公开内容", "有疑问可以扫码提问"),
}
# A day: a code never changes, a title hardly ever.
CACHE = "public, max-age=86400"


class CodeQuery(Form):
    """The code alone, or on a poster (A4)."""

    form: Literal["code", "poster"] = "code"


class SceneQuery(Form):
    """The `scene` that WeChat, or the web address, gave."""

    scene: Annotated[str, StringConstraints(min_length=1, max_length=MAX_SCENE)]


class Opened(Value):
    """What a code opens: `target` is a village's code or a document's id."""

    kind: SceneKind
    target: str


class CodeHandler(ApiHandler):
    """What all codes share: making one once, and sending it."""

    async def show(self, scene: Scene, title: str, form: str, place: str = "") -> None:
        """Answers with the code of the scene, or the poster with that title under the place."""
        code = await self._code(scene)
        if form == "poster":
            code = await self._poster(scene, title, code, place)
        self.set_header("Content-Type", code.type)
        self.set_header("Cache-Control", CACHE)
        self._etag = f'"{hashlib.sha256(code.image).hexdigest()[:32]}"'
        self.set_etag_header()
        if self.check_etag_header():
            self.set_status(304)
            self.finish()
        else:
            self.finish(code.image)

    async def _code(self, scene: Scene) -> Code:
        """WeChat's code; an ordinary one to the web page where there is no WeChat."""
        written, wechat = scene.written(self.services.vault), self.services.wechat
        if wechat.is_connected:
            key = f"{wechat.issuer} {written}"
            return await self._made(key) or await self._keep(
                key, JPEG, await wechat.code_image(written, PAGES[scene.kind])
            )
        base = self.services.policy.public_url
        if not base:
            raise Conflict("no_public_url")
        address = f"{base.rstrip('/')}/?scene={written}"
        return await self._made(address) or await self._keep(
            address, PNG, await self.services.blocking.run(qr_code, address)
        )

    async def _poster(self, scene: Scene, title: str, code: Code, place: str) -> Code:
        written = f"{place}\n{title}" if place else title
        key = f"poster {code.key} {hashlib.sha256(written.encode()).hexdigest()}"
        font, run = self.services.policy.poster_font, self.services.blocking.run
        return await self._made(key) or await self._keep(
            key, PNG, await run(poster, title, LINES[scene.kind], code.image, font, place)
        )

    async def name_of(self, division: str) -> str:
        """What stands above a title: whose it is."""
        return (await self.services.store.divisions.by_code(division)).name

    async def _made(self, key: str) -> Code | None:
        return await self.services.store.codes.by_key(key)

    async def _keep(self, key: str, type_: str, image: bytes) -> Code:
        code = Code(key=key, type=type_, image=image, made_at=self.services.store.now())
        await self.services.store.codes.keep(code)
        return code


class CodeOfVillage(CodeHandler):
    @endpoint(scope=None, query=CodeQuery, raw=True, produces=(JPEG, PNG))
    async def get(self, village: str, query: CodeQuery) -> None:
        """The code of a village's page."""
        place = await village_of(village, self.services)
        await self.show(Scene("village", village), place.division.name, query.form)


class CodeOfContacts(CodeHandler):
    @endpoint(scope=None, query=CodeQuery, raw=True, produces=(JPEG, PNG))
    async def get(self, village: str, query: CodeQuery) -> None:
        """The code of a village's contact card."""
        place = await village_of(village, self.services)
        title = f"{place.division.name}联系卡"
        await self.show(Scene("contacts", village), title, query.form)


class CodeOfPost(CodeHandler):
    @endpoint(scope=None, query=CodeQuery, raw=True, produces=(JPEG, PNG))
    async def get(self, post: Post, query: CodeQuery) -> None:
        """The code of a published post."""
        shown = post.in_public()
        place = await self.name_of(shown.division)
        await self.show(Scene("post", str(shown.id)), shown.title, query.form, place)


class CodeOfDisclosure(CodeHandler):
    @endpoint(scope=None, query=CodeQuery, raw=True, produces=(JPEG, PNG))
    async def get(self, disclosure: Disclosure, query: CodeQuery) -> None:
        """The code of a published disclosure."""
        shown = disclosure.in_public()
        place = await self.name_of(shown.division)
        await self.show(Scene("disclosure", str(shown.id)), shown.title, query.form, place)


class Scenes(ApiHandler):
    @endpoint(scope=None, query=SceneQuery, returns=Opened)
    async def get(self, query: SceneQuery) -> Opened:
        """What a scanned code opens; a code that is not ours is not found."""
        scene = read_scene(query.scene, self.services.vault)
        if scene is None:
            raise NotFound
        return Opened(kind=scene.kind, target=scene.target)


routes = [
    Route("/villages/{village}/code", CodeOfVillage),
    Route("/villages/{village}/contacts/code", CodeOfContacts),
    Route("/posts/{post}/code", CodeOfPost),
    Route("/disclosures/{disclosure}/code", CodeOfDisclosure),
    Route("/scenes", Scenes),
]
