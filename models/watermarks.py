"""A picture with words across it, so that a copy says where it is from; knows no database.

Work of up to a second, for the blocking runner. The picture comes from our own store, decoded and
within limits, so nothing hostile is expected of it.
"""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw

from models.content import JPEG, Content, Rendering, Size
from models.fonts import MissingCharacters, face_for
from models.pictures import THUMBNAILS, encoded_as, on_white

# Dark on light and light on dark: whatever is below it, one of the two can be read, and a figure
# below it, too.
INK, LIGHT = (0, 0, 0, 70), (255, 255, 255, 70)
ANGLE = 30
LINES_ACROSS = 18


def watermarked(data: bytes, words: str, otherwise: str, font: str = "") -> Content:
    """The picture in its sizes with the words across all of it, as JPEG.

    `otherwise` is written where no font here has the characters of `words`.
    """
    with Image.open(io.BytesIO(data)) as opened:
        picture = on_white(opened.convert("RGBA")) if opened.mode != "RGB" else opened.copy()
    try:
        marked = _with_words(picture, words, font)
    except MissingCharacters:
        marked = _with_words(picture, otherwise, font)
    renderings: dict[Size, Rendering] = {"original": encoded_as(marked, JPEG)}
    for size, side in THUMBNAILS.items():
        if max(marked.size) > side:
            marked.thumbnail((side, side))
            renderings[size] = encoded_as(marked, JPEG)
    return Content("picture", renderings)


def _with_words(picture: Image.Image, words: str, font: str) -> Image.Image:
    width, height = picture.size
    size = max(10, max(width, height) // LINES_ACROSS // 2)
    face = face_for(words, font).at(size)
    # Turned, the words must still cover the corners.
    side = math.isqrt(width * width + height * height) + 2 * size
    layer = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(layer)
    step = int(face.getlength(words)) + 3 * size
    for row, top in enumerate(range(0, side, 5 * size)):
        for left in range(-step if row % 2 else -step // 2, side, step):
            draw.text((left + 1, top + 1), words, LIGHT, face)
            draw.text((left, top), words, INK, face)
    turned = layer.rotate(ANGLE, Image.Resampling.BILINEAR)
    corner = ((side - width) // 2, (side - height) // 2)
    piece = turned.crop((*corner, corner[0] + width, corner[1] + height))
    marked = picture.convert("RGB")
    marked.paste(piece, mask=piece)
    return marked
