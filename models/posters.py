"""Codes as pictures: an ordinary QR code, and a poster around a code. Knows no WeChat.

Everything here computes for long and runs in a thread.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

from models.errors import Unavailable

# A4 at 150 dots per inch: sharp enough for a wall, small enough for a phone.
WIDTH, HEIGHT = 1240, 1754
CODE_WIDTH = 760
MARGIN = 120
TITLE_SIZE, TEXT_SIZE = 96, 52
TITLE_LINES = 3
INK, PAPER = "#1a1a1a", "#ffffff"

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts")
# Fonts with Chinese characters, the better ones first (Debian: apt install fonts-noto-cjk).
FONTS = (
    "NotoSansCJK-Regular.ttc",
    "SourceHanSansSC-Regular.otf",
    "NotoSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "PingFang.ttc",
)
# A character that no font has is drawn as the box that stands for missing ones.
NO_CHARACTER = "\U0010fffd"
PROBE_SIZE = 32


class NoChineseFont(Unavailable):
    """No font here can write Chinese: see POSTER_FONT."""

    default_code = "poster_font"


class MissingCharacters(Unavailable):
    """No font here writes these characters of a poster: they would be boxes."""

    default_code = "poster_characters"


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
    path = font_for("".join((place, title, *lines)), font)
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(sheet)
    big, small = (ImageFont.truetype(path, size) for size in (TITLE_SIZE, TEXT_SIZE))
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


def font_for(text: str, chosen: str) -> str:
    """The path of a font that can write the whole text: the chosen one, or the best installed.

    Raises `NoChineseFont`; `MissingCharacters` names what the best of them cannot write.
    """
    fonts = chinese_fonts(chosen)
    if not fonts:
        raise NoChineseFont
    least: tuple[str, ...] | None = None
    for path in fonts:
        missing = missing_in(path, text)
        if not missing:
            return path
        least = missing if least is None or len(missing) < len(least) else least
    raise MissingCharacters(characters="、".join(least or ()))


@cache
def chinese_fonts(chosen: str) -> tuple[str, ...]:
    """The paths of fonts that can write Chinese: the chosen one, those of the chosen folder by
    name, or all that are installed, the best first."""
    folder = Path(chosen)
    among = sorted(folder.iterdir()) if folder.is_dir() else [folder]
    candidates = among if chosen else _installed()
    return tuple(str(p) for p in candidates if p.is_file() and _writes_chinese(str(p)))


def missing_in(path: str, text: str) -> tuple[str, ...]:
    """The characters of the text, each once, for which the font has nothing but the box that
    stands for missing ones."""
    font = ImageFont.truetype(path, PROBE_SIZE)
    box = bytes(font.getmask(NO_CHARACTER))
    visible = dict.fromkeys(c for c in text if unicodedata.category(c)[0] not in "ZCM")
    return tuple(c for c in visible if bytes(font.getmask(c)) in (b"", box))


def _installed() -> list[Path]:
    found = {p.name: p for f in FOLDERS for p in sorted(Path(f).rglob("*.[to]t[fc]"))}
    return [found[name] for name in FONTS if name in found]


def _writes_chinese(path: str) -> bool:
    try:
        return not missing_in(path, "村务公开")
    except OSError:
        return False
