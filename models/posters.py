"""Codes as pictures: an ordinary QR code, and a poster around a code. Knows no WeChat.

Everything here computes for long and runs in a thread.
"""

from __future__ import annotations

import io
from collections.abc import Iterable

import segno
from PIL import Image, ImageDraw, ImageFont

from models.fonts import face_for

# A4 at 150 dots per inch: sharp enough for a wall, small enough for a phone.
WIDTH, HEIGHT = 1240, 1754
CODE_WIDTH = 760
MARGIN = 120
TITLE_SIZE, TEXT_SIZE = 96, 52
TITLE_LINES = 3
INK, PAPER = "#1a1a1a", "#ffffff"


def qr_code(text: str) -> bytes:
    """An ordinary QR code of the text, as PNG; readable when a quarter of it is worn off."""
    drawn = io.BytesIO()
    segno.make(text, error="q", micro=False).save(drawn, kind="png", scale=12, border=4)
    return drawn.getvalue()


def poster(title: str, lines: Iterable[str], code: bytes, font: str, place: str = "") -> bytes:
    """A4 in PNG: the village's name above the title, the code, and what it is for.

    Raises `NoChineseFont`, or `MissingCharacters` for a rare character that no font here has.
    """
    lines = tuple(lines)
    face = face_for("".join((place, title, *lines)), font)
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(sheet)
    big, small = (face.at(size) for size in (TITLE_SIZE, TEXT_SIZE))
    top = MARGIN
    if place:
        draw.text((WIDTH / 2, top), wrapped(place, small, WIDTH)[0], INK, small, anchor="ma")
        top += int(TEXT_SIZE * 1.8)
    for line in wrapped(title, big, WIDTH - 2 * MARGIN)[:TITLE_LINES]:
        draw.text((WIDTH / 2, top), line, INK, big, anchor="ma")
        top += int(TITLE_SIZE * 1.4)
    with Image.open(io.BytesIO(code)) as opened:
        # Nearest keeps the edges of a QR code's squares.
        pasted = opened.convert("RGB").resize((CODE_WIDTH, CODE_WIDTH), Image.Resampling.NEAREST)
    sheet.paste(pasted, ((WIDTH - CODE_WIDTH) // 2, top + MARGIN // 2))
    top += CODE_WIDTH + MARGIN
    for text in lines:
        for line in wrapped(text, small, WIDTH - 2 * MARGIN):
            draw.text((WIDTH / 2, top), line, INK, small, anchor="ma")
            top += int(TEXT_SIZE * 1.5)
    drawn = io.BytesIO()
    sheet.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


def wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Chinese breaks anywhere: as many characters to a line as fit into the width."""
    lines = [""]
    for character in text:
        if lines[-1] and font.getlength(lines[-1] + character) > width:
            lines.append("")
        lines[-1] += character
    return lines
