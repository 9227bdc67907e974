"""What becomes of a picture: what it shows stays, what it tells goes, the hostile is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from models import pictures
from models.content import DOCX, PDF, XLSX, Content
from models.errors import Invalid
from tests.pictures import PDF as PDF_BYTES
from tests.pictures import bomb_png, encoded, noise, opened, photo, tell_tale_jpeg

MAX_PIXELS = 10_000_000


def prepare(data: bytes) -> Content:
    return pictures.prepare(data, MAX_PIXELS)


def original(data: bytes) -> Image.Image:
    return opened(prepare(data).renderings["original"].data)


def code_of(data: bytes) -> str:
    with pytest.raises(Invalid) as refusal:
        prepare(data)
    (mistake,) = refusal.value.mistakes
    assert mistake.path == "body.file"
    return mistake.code


def package(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"<xml/>")
    return out.getvalue()


def test_a_photo_tells_neither_where_nor_with_what_it_was_taken():
    for rendering in prepare(tell_tale_jpeg()).renderings.values():
        image = opened(rendering.data)
        assert b"SECRET" not in rendering.data
        assert b"Exif" not in rendering.data
        assert not image.getexif()
        assert not image.info.keys() & {"exif", "icc_profile", "comment", "xmp"}


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_lose_their_metadata_too(kind):
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    data = encoded(photo(), kind, exif=exif, icc_profile=b"SECRETPROFILE", xmp=b"SECRETXMP")
    assert b"SECRETPHONE" in data
    assert b"SECRET" not in prepare(data).renderings["original"].data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright_in_every_size(orientation):
    sideways = orientation > 4
    for rendering in prepare(tell_tale_jpeg(orientation)).renderings.values():
        assert (rendering.width < rendering.height) == sideways
        assert opened(rendering.data).size == (rendering.width, rendering.height)


def test_held_upside_down_the_light_half_comes_back_to_the_left():
    turned = encoded(photo(400, 300).rotate(180), exif=exif_with_orientation(3))
    assert original(turned).getpixel((10, 10))[0] > 200


def exif_with_orientation(value: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


def test_broken_exif_loses_the_hint_but_not_the_photo():
    data = (
        tell_tale_jpeg()
        .replace(b"Exif\0\0MM\0*", b"Exif\0\0MM\0\xff")
        .replace(b"Exif\0\0II*\0", b"Exif\0\0II\xff\0")
    )
    assert b"\xff" in data.partition(b"Exif")[2][:10]
    assert original(data).size == (400, 300)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_png_shows_what_it_showed(mode):
    image = photo(mode="I" if mode == "I;16" else mode)
    if mode == "I;16":
        image = image.point(lambda value: value * 256).convert(mode)
    shown = original(encoded(image, "PNG")).convert("L")
    assert shown.getpixel((2, 2)) > 200
    assert shown.getpixel((38, 2)) < 50


def test_a_cmyk_photo_becomes_rgb():
    shown = original(encoded(photo(mode="CMYK")))
    assert shown.mode == "RGB"
    assert shown.getpixel((2, 2))[0] > 200


def test_transparency_stays_in_the_original_and_is_white_in_thumbnails():
    clear = Image.new("RGBA", (1200, 10), (0, 0, 0, 0))
    found = prepare(encoded(clear, "PNG")).renderings
    assert opened(found["original"].data).mode == "RGBA"
    assert opened(found["320"].data).getpixel((5, 1)) == (255, 255, 255)


def test_thumbnails_fit_their_box_and_never_enlarge():
    sizes = {
        name: (r.width, r.height)
        for name, r in prepare(encoded(photo(2000, 500))).renderings.items()
    }
    assert sizes == {"original": (2000, 500), "960": (960, 240), "320": (320, 80)}
    assert set(prepare(encoded(photo(500, 200))).renderings) == {"original", "320"}
    assert set(prepare(encoded(photo(320, 320))).renderings) == {"original"}


def test_a_huge_photo_is_reduced_to_the_longest_side():
    assert original(encoded(photo(9000, 900), quality=30)).size == (4096, 410)
    assert original(encoded(photo(3, 9000), "PNG")).size == (1, 4096)


def test_a_photo_saved_as_png_does_not_grow(monkeypatch):
    monkeypatch.setattr(pictures, "PNG_MOST_BYTES", 10_000)
    found = prepare(encoded(noise(200, 200), "PNG")).renderings["original"]
    assert (found.type, opened(found.data).format) == ("image/webp", "WEBP")


def test_a_phones_second_picture_behind_the_first_is_dropped():
    data = encoded(photo(80, 60), "MPO", save_all=True, append_images=[noise(40, 30)])
    found = prepare(data).renderings["original"]
    assert (found.type, opened(found.data).format) == ("image/jpeg", "JPEG")


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(kind):
    moving = encoded(photo(), kind, save_all=True, append_images=[noise(40, 30)])
    assert code_of(moving) == "picture_animated"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_truncated_picture_is_refused(kind, kept):
    data = encoded(noise(120, 90), kind)
    assert code_of(data[: int(len(data) * kept)]) == "picture_broken"


@pytest.mark.parametrize("size", [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (4000, 2000)])
def test_a_bomb_is_refused_by_its_header(size):
    assert code_of(bomb_png(*size)) == "picture_too_many_pixels"


def test_pixels_are_counted_exactly():
    data = encoded(photo(100, 100))
    assert pictures.prepare(data, 10_000).kind == "picture"
    with pytest.raises(Invalid):
        pictures.prepare(data, 9_999)


def test_a_text_is_no_picture_whatever_its_name_and_neither_are_other_kinds():
    others = [
        b"",
        b"hello",
        b"<svg/>",
        b"\xff\xd8",
        encoded(photo(), "GIF"),
        encoded(photo(), "BMP"),
    ]
    assert {code_of(data) for data in others} == {"file_type"}
    assert code_of(b"\xff\xd8\xff" + b"not really" * 50) == "picture_broken"
    assert code_of(b"\x89PNG\r\n\x1a\n") == "picture_broken"


def test_a_kind_in_the_clothes_of_another_is_refused():
    webp = encoded(photo(), "WEBP")
    assert code_of(b"\xff\xd8\xff" + webp) == "picture_broken"


def test_attachments_are_told_by_content_and_kept_as_they_are():
    kinds = {
        PDF: PDF_BYTES,
        DOCX: package("[Content_Types].xml", "word/document.xml"),
        XLSX: package("[Content_Types].xml", "xl/workbook.xml"),
    }
    for kind, data in kinds.items():
        found = prepare(data)
        assert (found.kind, set(found.renderings)) == ("attachment", {"original"})
        assert found.renderings["original"].data == data
        assert found.renderings["original"].type == kind


def test_other_packages_macros_and_broken_files_are_no_attachments():
    assert code_of(package("index.html")) == "file_type"
    assert code_of(package("xl/workbook.xml", "xl/vbaProject.bin")) == "file_type"
    assert code_of(package("xl/workbook.xml")[:-30]) == "file_broken"
    assert code_of(PDF_BYTES[:-8]) == "file_broken"
