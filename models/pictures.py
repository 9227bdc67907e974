"""What a picture becomes: upright, without metadata, in three sizes; knows no database, no HTTP.

Everything from outside is hostile until it is decoded within limits. Decoding takes up to seconds
and hundreds of megabytes, so it goes through the bounded runner and never onto the loop.
"""

from __future__ import annotations

import io
import tempfile
import warnings
from typing import Any

from PIL import Image, ImageOps

from models.content import (
    JPEG,
    PICTURE_TYPES,
    PNG,
    WEBP,
    Content,
    Rendering,
    Size,
    attachment,
    type_of,
    wrong_file,
)
from models.errors import Invalid

# What Pillow only warns of is refused. `warnings.catch_warnings` is not safe in threads, so this
# holds for the whole process; our own limit of pixels lies below Pillow's in any case.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

# Enough to print a page and to read a photographed document; larger ones are reduced to it.
LONGEST_SIDE = 4096
THUMBNAILS: dict[Size, int] = {"960": 960, "320": 320}
# A photo saved as PNG takes many times the bytes for nothing; above this it becomes WebP.
PNG_MOST_BYTES = 4 * 1024 * 1024

_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
_OPTIONS: dict[str, dict[str, Any]] = {
    JPEG: {"quality": 85, "optimize": True, "progressive": True},
    PNG: {"compress_level": 6},
    WEBP: {"quality": 85, "method": 4},
}


def prepare(data: bytes, max_pixels: int) -> Content:
    """What is stored of an upload: a picture's renderings, or an attachment as it is.

    `max_pixels` is meant for JPEG. Raising it costs memory: about 8 bytes a pixel while it works.
    A thumbnail that would enlarge is left out. Raises `Invalid` with one of `file_type`,
    `file_broken`, `picture_broken`, `picture_animated` and `picture_too_many_pixels`.
    """
    kind = type_of(data)
    if kind not in PICTURE_TYPES:
        return attachment(data, kind)
    # Only a JPEG can be read at a fraction of its size; the others get half the pixels.
    most = max_pixels if kind == JPEG else max_pixels // 2
    image = _decode(data, _FORMATS[kind], most)
    renderings: dict[Size, Rendering] = {"original": _original(image, kind)}
    for size, side in THUMBNAILS.items():
        if max(image.size) > side:
            image = on_white(image)
            image.thumbnail((side, side))
            renderings[size] = encoded_as(image, JPEG)
    return Content("picture", renderings)


def _decode(data: bytes, kind: str, max_pixels: int) -> Image.Image:
    """The picture in memory: within limits, upright, as L, RGB or RGBA."""
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            _check(image, max_pixels)
            _reduce_while_reading(image)
            image.load()
            _turn_upright(image)
            decoded = _in_colour(image)
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many(max_pixels) from None
    except Exception:  # the decoders meet hostile bytes with many kinds of errors
        raise wrong_file("picture_broken") from None
    decoded.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return decoded


def _check(image: Image.Image, max_pixels: int) -> None:
    """Refuses by the header alone, before memory is taken for the pixels.

    A moving picture is refused and not cut to its first frame: what it shows may come later.
    Many phones put a second picture (depth, brightness) behind a JPEG (MPO): that does not move.
    """
    width, height = image.size
    if width * height > max_pixels:
        raise _too_many(max_pixels)
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise wrong_file("picture_animated")


def _too_many(max_pixels: int) -> Invalid:
    return wrong_file("picture_too_many_pixels", ten_thousands=max_pixels // 10_000)


def _reduce_while_reading(image: Image.Image) -> None:
    """Lets a JPEG be decoded at a half, a quarter or an eighth, if that still is large enough."""
    scale = LONGEST_SIDE / max(image.size)
    if scale < 1:
        width, height = image.size
        image.draft(None, (max(1, int(width * scale)), max(1, int(height * scale))))


def _turn_upright(image: Image.Image) -> None:
    try:
        ImageOps.exif_transpose(image, in_place=True)
    except Exception:  # broken EXIF loses the hint how the phone was held, not the photo
        return


def _in_colour(image: Image.Image) -> Image.Image:
    """As L, RGB or RGBA; colour profiles are dropped without being applied."""
    if image.mode.startswith("I"):
        # 16 bits of grey: converting at once would clip all but the darkest shades to white.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = _as_mode(image, "RGBA")
        opaque = image.getchannel("A").getextrema() == (255, 255)
        return image.convert("RGB") if opaque else image
    return _as_mode(image, "L" if image.mode in ("1", "L") else "RGB")


def _as_mode(image: Image.Image, mode: str) -> Image.Image:
    """In that mode; `convert` alone would copy a picture that has it already."""
    return image if image.mode == mode else image.convert(mode)


def _original(image: Image.Image, kind: str) -> Rendering:
    """In the kind that it came in, unless that is a wasteful PNG."""
    encoded = encoded_as(image, kind)
    if kind == PNG and len(encoded.data) > PNG_MOST_BYTES:
        return encoded_as(image, WEBP)
    return encoded


def on_white(image: Image.Image) -> Image.Image:
    """Without transparency, in a copy: JPEG has none."""
    if image.mode != "RGBA":
        return image.copy()
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def encoded_as(image: Image.Image, kind: str) -> Rendering:
    """The picture as a file of that kind, without anything that it carried along."""
    # Some encoders copy comments and profiles from here into the new file.
    image.info = {}
    # Into a real file: for an object in memory the JPEG encoder would keep Python's lock, and with
    # it the loop, for as long as it takes.
    with tempfile.TemporaryFile() as out:
        image.save(out, _FORMATS[kind], **_OPTIONS[kind])
        out.seek(0)
        return Rendering(out.read(), kind, *image.size)
