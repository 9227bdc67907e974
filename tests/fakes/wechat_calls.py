"""What the fake WeChat answers to each call, in WeChat's exact shapes; no transport, no faults."""

from __future__ import annotations

import base64
import io
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import segno
from PIL import Image

from tests.fakes.limits import SCENE, wrong_value

if TYPE_CHECKING:
    from tests.fakes.wechat import FakeWeChat

VISITED = timedelta(hours=2)
MAX_TEXT = 2500
MAX_CHAT_BYTES = 2048
SCENES = (1, 2, 3, 4)
# What the fake finds in texts: word -> (suggestion, label).
WORDS = {"涉赌广告": ("risky", 20006), "疑似广告": ("review", 10001)}

CALLS = {
    "/cgi-bin/token": "token",
    "/cgi-bin/stable_token": "stable_token",
    "/sns/jscode2session": "login",
    "/sns/oauth2/access_token": "page_login",
    "/wxa/business/getuserphonenumber": "phone",
    "/cgi-bin/message/subscribe/send": "subscribe",
    "/cgi-bin/message/custom/send": "chat",
    "/cgi-bin/media/get": "picture",
    "/cgi-bin/user/info": "page_user",
    "/cgi-bin/menu/create": "menu",
    "/wxa/msg_sec_check": "check_text",
    "/wxa/media_check_async": "check_picture",
    "/wxa/getwxacodeunlimit": "code",
}
WITHOUT_TOKEN = frozenset({"token", "stable_token", "login", "page_login"})


@dataclass
class Call:
    """A call that came in."""

    name: str
    body: dict[str, Any]


class Refused(Exception):
    """WeChat says no."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        self.errcode = errcode
        self.errmsg = errmsg

    def answer(self) -> dict[str, Any]:
        """As WeChat writes it: with HTTP 200."""
        return {"errcode": self.errcode, "errmsg": f"{self.errmsg} rid: 65f0-fake"}


async def answer(fake: FakeWeChat, name: str, body: dict[str, Any]) -> dict[str, Any] | bytes:
    """The answer of a call that meets no fault; raises `Refused`."""
    made: dict[str, Any] | bytes = globals()[f"_{name}"](fake, body)
    return made


def _token(fake: FakeWeChat, body: dict[str, Any]) -> dict[str, Any]:
    _check_secret(fake, body, page=body.get("appid") == fake.page_appid)
    return fake.token(body["appid"], stable=False)


def _stable_token(fake: FakeWeChat, body: dict[str, Any]) -> dict[str, Any]:
    _check_secret(fake, body, page=body.get("appid") == fake.page_appid)
    return fake.token(body["appid"], stable=True, force=bool(body.get("force_refresh")))


def _login(fake: FakeWeChat, body: dict[str, Any]) -> dict[str, Any]:
    _check_secret(fake, body)
    person = fake.person_of(body.get("js_code", ""))
    openid = fake.openid(person)
    fake.visits[openid] = fake.clock()
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    return {"session_key": key, "openid": openid, "unionid": fake.unionid(person)}


def _page_login(fake: FakeWeChat, body: dict[str, Any]) -> dict[str, Any]:
    """For pages; the tokens in it are the person's, and no calls of ours take them."""
    _check_secret(fake, body, page=True)
    scope, _, person = fake.person_of(body.get("code", "")).partition(" ")
    found = {
        "access_token": secrets.token_urlsafe(60),
        "expires_in": 7200,
        "refresh_token": secrets.token_urlsafe(60),
        "openid": fake.page_openid(person),
        "scope": scope,
    }
    fake.personal_tokens += [found["access_token"], found["refresh_token"]]
    told = {"unionid": fake.unionid(person)} if scope == "snsapi_userinfo" else {}
    return found | told | ({"is_snapshotuser": 1} if fake.snapshots else {})


def _phone(fake: FakeWeChat, body: dict[str, Any]) -> dict[str, Any]:
    number = fake.person_of(body.get("code", ""))
    mark = {"timestamp": int(fake.clock().timestamp()), "appid": fake.appid}
    info = {"phoneNumber": number, "purePhoneNumber": number, "countryCode": 86, "watermark": mark}
    return {"errcode": 0, "errmsg": "ok", "phone_info": info}


def _subscribe(fake: FakeWeChat, body: dict[str, Any]) -> dict[str, Any]:
    openid, template, data = body.get("touser", ""), body.get("template_id", ""), body["data"]
    _check_openid(openid)
    if fake.templates and template not in fake.templates:
        raise Refused(40037, "invalid template_id")
    if fake.sending[openid] > 1:
        raise Refused(43108, "concurrent sends to one user")
    for name in fake.templates.get(template, set()) | data.keys():
        wrong = wrong_value(name, data.get(name, {}).get("value"))
        if wrong:
            raise Refused(47003, f"argument invalid! {wrong}")
    if str(body.get("page", "")).startswith("/"):
        raise Refused(41030, "invalid page")
    if not fake.demo:
        if fake.allowed[openid, template] <= 0:
            raise Refused(43101, "user refuse to accept the msg")
        fake.allowed[openid, template] -= 1
    fake.sent.append(body)
    return {"errcode": 0, "errmsg": "ok", "msgid": 2_000_000_000_000_000_000 + len(fake.sent)}


def _page_user(fake: FakeWeChat, body: dict[str, Any]) -> dict[str, Any]:
    """Of whoever does not follow, WeChat says nothing else."""
    openid = str(body.get("openid", ""))
    _check_openid(openid)
    person = fake.followers.get(openid)
    if person is None:
        return {"subscribe": 0, "openid": openid}
    return {"subscribe": 1, "openid": openid, "unionid": fake.unionid(person)}


def _menu(fake: FakeWeChat, body: dict[str, Any]) -> dict[str, Any]:
    buttons = body["button"]
    if not 1 <= len(buttons) <= 3:
        raise Refused(40016, "invalid button size")
    for button in buttons:
        below = button.get("sub_button", [])
        if len(below) > 5:
            raise Refused(40023, "invalid sub button size")
        if len(button["name"].encode()) > 16 or any(len(b["name"].encode()) > 60 for b in below):
            raise Refused(40018, "invalid button name size")
        if any(b.get("type") != "click" or not b.get("key") for b in below or [button]):
            raise Refused(40017, "invalid button type")
    fake.menu = buttons
    return {"errcode": 0, "errmsg": "ok"}


def _chat(fake: FakeWeChat, body: dict[str, Any]) -> dict[str, Any]:
    _check_openid(str(body.get("touser", "")))
    text = body.get("text", {}).get("content", "") if body.get("msgtype") == "text" else ""
    if not text:
        raise Refused(44004, "empty content")
    if len(text.encode()) > MAX_CHAT_BYTES:
        raise Refused(45002, "content size out of limit")
    fake.chats.append((body["touser"], text))
    return {"errcode": 0, "errmsg": "ok"}


def _picture(fake: FakeWeChat, body: dict[str, Any]) -> bytes:
    if body.get("media_id") not in fake.media:
        raise Refused(40007, "invalid media_id")
    return fake.media[body["media_id"]]


def _check_text(fake: FakeWeChat, body: dict[str, Any]) -> dict[str, Any]:
    content = body.get("content", "")
    _check_person(fake, body)
    if not content:
        raise Refused(44002, "empty post data")
    if len(content) > MAX_TEXT:
        raise Refused(47001, "data format error")
    found = [WORDS[word] for word in WORDS if word in content]
    suggest, label = found[0] if found else ("pass", 100)
    detail = [
        {"strategy": "content_model", "errcode": 0, "suggest": suggest, "label": label, "prob": 90},
        {"strategy": "keyword", "errcode": 0},
    ]
    result = {"suggest": suggest, "label": label}
    return {
        "errcode": 0,
        "errmsg": "ok",
        "trace_id": secrets.token_hex(8),
        "result": result,
        "detail": detail,
    }


def _check_picture(fake: FakeWeChat, body: dict[str, Any]) -> dict[str, Any]:
    _check_person(fake, body)
    if body.get("media_type") != 2 or not str(body.get("media_url", "")).startswith("http"):
        raise Refused(40097, "invalid args")
    trace = f"60f96f1d-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
    fake.checks[trace] = body
    return {"errcode": 0, "errmsg": "ok", "trace_id": trace}


def _code(fake: FakeWeChat, body: dict[str, Any]) -> bytes:
    if not SCENE.match(str(body.get("scene", ""))):
        raise Refused(40169, "invalid length for scene, or the data is not json string")
    page = str(body.get("page", ""))
    if page.startswith("/") or "?" in page:
        raise Refused(41030, "invalid page")
    width = int(body.get("width", 430))
    if not 280 <= width <= 1280:
        raise Refused(40097, "invalid args")
    square, drawn = io.BytesIO(), io.BytesIO()
    segno.make(str(body["scene"]), micro=False).save(square, kind="png", scale=8)
    with Image.open(square) as opened:
        opened.convert("RGB").resize((width, width)).save(drawn, "JPEG")
    return drawn.getvalue()


def _check_secret(fake: FakeWeChat, body: dict[str, Any], *, page: bool = False) -> None:
    if body.get("appid") != (fake.page_appid if page else fake.appid):
        raise Refused(40013, "invalid appid")
    if body.get("secret") != (fake.page_secret if page else fake.secret):
        raise Refused(40125, "invalid appsecret")


def check_app(fake: FakeWeChat, token: str, body: dict[str, Any]) -> None:
    """An openid of the official account is none for the mini program's token, and vice versa."""
    openid = body.get("touser") or body.get("openid")
    if openid and (fake.app_of(token) == fake.page_appid) != (openid in fake.page_openids):
        raise Refused(40003, "invalid openid")


def _check_openid(openid: str) -> None:
    if not (openid.startswith("o") and len(openid) == 28):
        raise Refused(40003, "invalid openid")


def _check_person(fake: FakeWeChat, body: dict[str, Any]) -> None:
    _check_openid(str(body.get("openid", "")))
    if body.get("scene") not in SCENES:
        raise Refused(40129, "invalid scene")
    if fake.visits.get(body["openid"], fake.clock() - 2 * VISITED) < fake.clock() - VISITED:
        raise Refused(61010, "code is expired")
