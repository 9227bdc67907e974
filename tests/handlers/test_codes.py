"""Codes to print: WeChat's where there is one, ordinary ones elsewhere, and posters around them."""

from __future__ import annotations

import io
import string
from collections.abc import Iterable
from pathlib import Path

import pytest
from bson import ObjectId
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFont

from models.fonts import Face, MissingCharacters, NoChineseFont, chinese_faces, face_for
from models.posters import poster, qr_code, wrapped
from models.scenes import Scene, read_scene
from models.vault import Vault, new_key
from tests.factories import VILLAGE
from tests.fakes.limits import SCENE
from tests.fakes.wechat import Fault

VAULT = Vault(f"a:{new_key()}", new_key())
CODE = f"/villages/{VILLAGE}/code"


@pytest.fixture(autouse=True)
def _village(make, io_loop):
    io_loop.run_sync(make.village)


@pytest.fixture
def policy(server):
    """Sets policies for the test; they are frozen for everybody else."""
    kept = {}

    def set_policy(**changed):
        for name, value in changed.items():
            kept.setdefault(name, getattr(server.services.policy, name))
            object.__setattr__(server.services.policy, name, value)

    yield set_policy
    set_policy(**kept)
    chinese_faces.cache_clear()


@pytest.fixture(scope="session")
def font(tmp_path_factory) -> str:
    """A font whose Chinese characters are all one square: enough to lay out a poster."""
    path = tmp_path_factory.mktemp("font") / "squares.ttf"
    return squares(path, (65292, 12289, *range(19968, 40959)))


def squares(path: Path, characters: Iterable[int]) -> str:
    """Writes a font that draws each of the characters as a square."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    empty = TTGlyphPen(None).glyph()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder([".notdef", "square"])
    made.setupCharacterMap(dict.fromkeys(characters, "square"))
    made.setupGlyf({".notdef": empty, "square": pen.glyph()})
    made.setupHorizontalMetrics({".notdef": (1000, 0), "square": (1000, 100)})
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    made.setupOS2()
    made.setupPost()
    made.save(path)
    return str(path)


targets = st.one_of(
    st.builds(
        Scene, st.sampled_from(["village", "contacts"]), st.from_regex(r"[0-9]{12}", fullmatch=True)
    ),
    st.builds(
        Scene,
        st.sampled_from(["post", "disclosure"]),
        st.binary(min_size=12, max_size=12).map(lambda raw: str(ObjectId(raw))),
    ),
)


@given(targets)
def test_every_scene_fits_wechats_limits_and_reads_back(scene):
    written = scene.written(VAULT)
    assert SCENE.match(written)
    assert read_scene(written, VAULT) == scene


@given(targets, st.integers(0, 40), st.sampled_from(string.ascii_letters + string.digits))
def test_a_changed_scene_opens_nothing(scene, place, character):
    written = scene.written(VAULT)
    changed = written[:place] + character + written[place + 1 :]
    assert changed == written or read_scene(changed, VAULT) is None


async def test_a_code_of_wechat_is_made_once(api, wechat):
    first, second = [(await api("GET", CODE)).raw for _ in range(2)]
    assert first.headers["Content-Type"] == "image/jpeg"
    assert first.body == second.body
    assert wechat.count("code") == 1
    asked = wechat.calls[-1].body
    assert (asked["page"], asked["env_version"]) == ("pages/village/index", "release")


async def test_the_scene_of_a_code_opens_what_it_was_made_for(api, wechat, make):
    post = await make.post()
    await api("GET", f"/posts/{post.id}/code")
    scene = wechat.calls[-1].body["scene"]
    opened = await api("GET", f"/scenes?scene={scene}")
    assert opened.json == {"kind": "post", "target": str(post.id)}
    assert (await api("GET", f"/scenes?scene={scene[:-1]}")).status == 404


async def test_what_is_not_public_has_no_code(api, wechat, make):
    post = await make.post(published=False)
    assert (await api("GET", f"/posts/{post.id}/code")).status == 404
    assert wechat.count("code") == 0


@pytest.mark.parametrize("fault", [Fault("html"), Fault("http"), Fault(errcode=41030)])
async def test_a_code_that_wechat_does_not_give_is_not_kept(api, wechat, caplog, fault):
    wechat.fail("code", fault)
    assert (await api("GET", CODE)).status == 503
    assert (await api("GET", CODE)).status == 200
    caplog.clear()


async def test_without_wechat_the_code_leads_to_the_web_page(api, policy, store):
    policy(public_url="https://village.example/")
    reply = (await api("GET", f"/villages/{VILLAGE}/contacts/code")).raw
    assert reply.headers["Content-Type"] == "image/png"
    kept = await store.codes.raw.find_one({"key": {"$gte": ""}})
    assert kept["key"].startswith(f"https://village.example/?scene=c{VILLAGE}.")
    assert Image.open(io.BytesIO(reply.body)).size[0] > 300


async def test_without_wechat_and_a_web_address_nothing_can_be_made(api):
    reply = await api("GET", CODE)
    assert (reply.status, reply.code) == (409, "no_public_url")


async def test_a_poster_carries_the_title_and_the_code(api, wechat, make, policy, font):
    policy(poster_font=font)
    disclosure = await make.disclosure()
    reply = (await api("GET", f"/disclosures/{disclosure.id}/code?form=poster")).raw
    sheet = Image.open(io.BytesIO(reply.body)).convert("L")
    assert sheet.size == (1240, 1754)
    assert sheet.crop((120, 120, 1120, 240)).getextrema()[0] < 60
    again = (await api("GET", f"/disclosures/{disclosure.id}/code?form=poster")).raw
    assert again.headers["Etag"] == reply.headers["Etag"]


async def test_without_a_chinese_font_a_poster_says_what_is_missing(
    api, wechat, policy, caplog, tmp_path
):
    latin = ImageFont.load_default(32).path
    (tmp_path / "latin.ttf").write_bytes(latin.getvalue())
    policy(poster_font=str(tmp_path / "latin.ttf"))
    reply = await api("GET", f"{CODE}?form=poster")
    assert (reply.status, reply.code) == (503, "poster_font")
    caplog.clear()


def test_a_file_that_is_no_font_is_not_taken_for_one(tmp_path):
    (tmp_path / "font.ttf").write_text("no font")
    with pytest.raises(NoChineseFont):
        face_for("村", str(tmp_path / "font.ttf"))


async def test_a_character_that_the_font_lacks_is_named_and_never_drawn_as_a_box(
    api, wechat, make, policy, font, caplog
):
    policy(poster_font=font)
    rare = await make.disclosure(title="𠮷家坞三季度收支㵘")
    reply = await api("GET", f"/disclosures/{rare.id}/code?form=poster")
    assert (reply.status, reply.code) == (503, "poster_characters")
    assert "𠮷、㵘" in reply.json["detail"]
    assert (await api("GET", f"/disclosures/{rare.id}/code")).status == 200
    caplog.clear()


def test_the_name_of_the_village_stands_above_the_title(font):
    with pytest.raises(MissingCharacters):
        poster("收支", ("扫一扫",), qr_code("x"), font, "㵘村")
    drawn = [poster("收支", (), qr_code("x"), font, place) for place in ("", "前村")]
    first, second = (Image.open(io.BytesIO(image)).convert("L") for image in drawn)
    above = (120, 110, 1120, 190)
    assert first.crop(above).tobytes() != second.crop(above).tobytes()


def test_of_several_fonts_the_first_that_has_every_character_writes_it(tmp_path):
    poor = squares(tmp_path / "1.ttf", map(ord, "村务公开收支"))
    rich = squares(tmp_path / "2.ttf", map(ord, "村务公开收支丰"))
    (tmp_path / "3.txt").write_text("no font")
    fonts = str(tmp_path)
    assert (face_for("收支", fonts), face_for("收支丰", fonts)) == (Face(poor), Face(rich))
    with pytest.raises(MissingCharacters) as found:
        face_for("丰㵘", fonts)
    assert found.value.values == {"characters": "㵘"}


def test_without_any_setting_there_is_a_font_with_the_shapes_of_china(monkeypatch):
    monkeypatch.setattr("models.fonts.FOLDERS", ())
    chinese_faces.cache_clear()
    face = face_for("龙游县塔石镇前村三季度收支公开：扫一扫，看村务", "")
    assert face.at(40).getname()[0] == "Noto Sans CJK SC"
    japan = Face(face.path)
    assert bytes(face.at(40).getmask("骨")) != bytes(japan.at(40).getmask("骨"))
    chinese_faces.cache_clear()


def test_a_long_title_breaks_between_characters(font):
    lines = wrapped("村" * 25, ImageFont.truetype(font, 96), 1000)
    assert [len(line) for line in lines] == [10, 10, 5]
