"""The pages: kept by browsers for as long as they are right, and only ours may act for a person."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from unittest.mock import Mock

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from handlers import browser, pages
from handlers.assets import STATIC, Shelf, read
from handlers.browser import xsrf_token
from server.app import description
from tests.factories import VILLAGE

DESCRIPTION = json.loads(description())["paths"]
VERBS = {
    "fileAddress": "get",
    "get": "get",
    "post": "post",
    "put": "put",
    "remove": "delete",
    "addressOf": "get",
}
CALL = re.compile(
    r"""\b(get|post|put|remove|addressOf|fileAddress|useList)\(\s*["'](/[^"']*)["']"""
)
UPLOAD = re.compile(r"""template[:=]\s*["'](/[^"']*)["']""")
OWN_SCRIPTS = sorted(
    p for f in ("shared", "villager", "cadre", "township") for p in (STATIC / f).rglob("*.js")
)


def root(api) -> str:
    return api.server.url.removesuffix("/api/v1")


async def cookies(api, make, role="secretary") -> dict[str, str]:
    token = await make.token(role)
    return {
        "Cookie": f"cunwu_session={token}; _xsrf={xsrf_token(token)}",
        "X-Xsrf-Token": xsrf_token(token),
    }


@pytest.mark.parametrize("face", ["/", "/cadre", "/township"])
async def test_a_face_names_its_files_by_what_is_in_them(api, face) -> None:
    page = (await api("GET", root(api) + face)).raw
    assert page.headers["Cache-Control"] == "public, no-cache"
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.body.decode())
    assert len(addresses) > 10
    for address in addresses:
        file = (await api("GET", root(api) + address)).raw
        assert "immutable" in file.headers["Cache-Control"]
    again = await api("GET", root(api) + face, headers={"If-None-Match": page.headers["Etag"]})
    assert again.status == 304


async def test_no_page_may_run_what_is_not_a_file_of_ours(api) -> None:
    policy = (await api("GET", root(api) + "/")).raw.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert re.findall(r"unsafe|https?:|\*", policy) == []


async def test_files_are_packed_once_and_unpack_to_what_they_were(api) -> None:
    tree = Shelf().tree()
    name = f"/assets/{tree.digest}/shared/base.css"
    plain = (await api("GET", root(api) + name)).raw
    headers = {"Accept-Encoding": "gzip"}
    packed = (await api("GET", root(api) + name, headers=headers)).raw
    assert plain.body == packed.body == tree.files["shared/base.css"].body
    assert gzip.decompress(tree.files["shared/base.css"].packed) == plain.body


async def test_a_file_of_another_release_is_asked_about_again(api) -> None:
    other = (await api("GET", root(api) + "/assets/0123456789ab/shared/base.css")).raw
    assert other.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    "asset",
    ["shared/absent.js", "vendor/../package.json", "node_modules/vue/index.js", "docs/index.html"],
)
async def test_only_listed_files_are_given(api, asset) -> None:
    digest = Shelf().tree().digest
    assert (await api("GET", f"{root(api)}/assets/{digest}/{asset}")).status == 404


async def test_without_the_packages_a_page_says_so_and_the_api_goes_on(
    api, monkeypatch, tmp_path
) -> None:
    for folder in ("shared", "villager"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.js").write_text("")
    monkeypatch.setattr(pages, "shelf", Shelf(tmp_path))
    assert read(tmp_path) is None
    page = await api.client.fetch(root(api) + "/", raise_error=False)
    assert (page.code, "make setup" in page.body.decode()) == (503, True)
    assert (await api("GET", "/divisions")).status == 200


def test_an_edited_file_shows_in_the_demo_and_changes_every_address(tmp_path) -> None:
    for folder in ("shared", "villager", "cadre", "township"):
        (tmp_path / folder).symlink_to(STATIC / folder)
    (tmp_path / "node_modules").symlink_to(STATIC / "node_modules")
    before = Shelf(tmp_path).tree().digest
    (tmp_path / "shared").unlink()
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "base.css").write_text("a{}")
    assert Shelf(tmp_path).tree().digest != before


async def test_a_page_signs_in_by_a_cookie_that_no_script_reads(api, make) -> None:
    await make.divisions()
    body, wish = {"code": "demo-x", "name": "甲"}, {"X-Session": "cookie"}
    signed = await api("POST", "/session/wechat", body, headers=wish)
    kept = signed.raw.headers.get_list("Set-Cookie")
    session = next(c for c in kept if c.startswith("cunwu_session="))
    assert signed.json["token"] == ""
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    assert "Secure" not in session
    value = session.partition("=")[2].partition(";")[0]
    me = await api("GET", "/session", headers={"Cookie": f"cunwu_session={value}"})
    assert me.json["name"] == "甲"


def test_behind_https_the_cookies_never_travel_without_it() -> None:
    answer = Mock(request=Mock(protocol="https"))
    browser.keep(answer, "token", 1)
    given = {call.args[0]: call.kwargs for call in answer.set_cookie.call_args_list}
    assert [options["secure"] for options in given.values()] == [True, True]
    assert given["cunwu_session"]["httponly"] is True


async def test_what_changes_anything_needs_the_token_of_our_page(api, make) -> None:
    await make.village()
    sent = await cookies(api, make)
    without = {"Cookie": sent["Cookie"]}
    path = f"/villages/{VILLAGE}/events"
    assert (await api("POST", path, {}, headers=without)).code == "xsrf_missing"
    assert (
        await api("POST", path, {}, headers={**without, "X-Xsrf-Token": "0" * 32})
    ).code == "xsrf_missing"
    assert (await api("POST", path, {}, headers=sent)).code == "invalid"


async def test_a_page_of_another_site_cannot_use_the_cookie(api, make) -> None:
    await make.village()
    sent = await cookies(api, make)
    foreign = {**sent, "Origin": "https://evil.example"}
    assert (await api("GET", "/inbox", headers=foreign)).code == "foreign_page"
    assert (await api("GET", "/inbox", headers={**sent, "Origin": root(api)})).status == 200


async def test_signing_out_takes_the_cookies_away(api, make) -> None:
    await make.village()
    sent = await cookies(api, make)
    out = await api("DELETE", "/session", headers=sent)
    assert [c.partition("=")[0] for c in out.raw.headers.get_list("Set-Cookie")] == [
        "cunwu_session",
        "_xsrf",
    ]
    assert (
        await api("GET", "/session", headers={"Cookie": sent["Cookie"]})
    ).code == "unauthenticated"


def calls(script: Path) -> list[tuple[str, str]]:
    text = script.read_text(encoding="utf-8")
    found = CALL.findall(text) + [("post", path) for path in UPLOAD.findall(text)]
    return [
        (VERBS.get(name, "get"), "/api/v1" + template.partition("?")[0]) for name, template in found
    ]


def test_pages_call_only_what_the_api_describes() -> None:
    unknown = [
        (script.name, verb, path)
        for script in OWN_SCRIPTS
        for verb, path in calls(script)
        if verb not in DESCRIPTION.get(path, {})
    ]
    assert unknown == []
    assert sum(len(calls(script)) for script in OWN_SCRIPTS) > 5


def test_every_script_says_what_it_is_for_and_fits_its_room() -> None:
    texts = {p.relative_to(STATIC).as_posix(): p.read_text(encoding="utf-8") for p in OWN_SCRIPTS}
    assert [name for name, text in texts.items() if not text.startswith("/** ")] == []
    assert [name for name, text in texts.items() if len(text.splitlines()) > 300] == []


async def listen(api, sent, origin):
    url = root(api).replace("http", "ws", 1) + "/api/v1/live"
    headers = {"Cookie": sent["Cookie"], "Origin": origin}
    return await websocket_connect(HTTPRequest(url, headers=headers))


async def test_a_page_hears_changes_with_its_cookie(api, make) -> None:
    await make.village()
    connection = await listen(api, await cookies(api, make), root(api))
    assert json.loads(await connection.read_message())["type"] == "hello"
    connection.close()


async def test_a_page_of_another_site_hears_nothing_with_it(api, make) -> None:
    await make.village()
    with pytest.raises(HTTPClientError) as refused:
        await listen(api, await cookies(api, make), "https://evil.example")
    assert refused.value.code == 403
