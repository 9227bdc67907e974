"""Finds a font for a Chinese text, with the shapes that readers in China expect; draws nothing."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import noto_cjk_sans_otc  # type: ignore[import-untyped]  # it only carries a file
from PIL import ImageFont

from models.errors import Unavailable

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts")
# Installed fonts with Chinese characters, the better ones first. They come after the one that the
# requirements bring along, for what that one lacks.
FONTS = (
    "NotoSansCJK-Regular.ttc",
    "SourceHanSansSC-Regular.otf",
    "NotoSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "PingFang.ttc",
)
# A file may hold the faces of several countries, of which the first is often Japan's: the same
# characters, but some in shapes that look wrong on a Chinese wall.
SIMPLIFIED = " SC"
# A character that no font has is drawn as the box that stands for missing ones.
NO_CHARACTER = "\U0010fffd"
PROBE_SIZE = 32


class NoChineseFont(Unavailable):
    """No font here can write Chinese: see POSTER_FONT."""

    default_code = "poster_font"


class MissingCharacters(Unavailable):
    """No font here writes these characters of a poster: they would be boxes."""

    default_code = "poster_characters"


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file, which may hold several."""

    path: str
    index: int = 0

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The face in that size, in pixels."""
        return ImageFont.truetype(self.path, size, index=self.index)

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of the text, each once, for which the face has nothing but the box that
        stands for missing ones."""
        font = self.at(PROBE_SIZE)
        box = bytes(font.getmask(NO_CHARACTER))
        visible = dict.fromkeys(c for c in text if unicodedata.category(c)[0] not in "ZCM")
        return tuple(c for c in visible if bytes(font.getmask(c)) in (b"", box))


def face_for(text: str, chosen: str) -> Face:
    """A face that can write the whole text: the chosen one, or the best there is.

    Raises `NoChineseFont`; `MissingCharacters` names what the best of them cannot write.
    """
    faces = chinese_faces(chosen)
    if not faces:
        raise NoChineseFont
    least: tuple[str, ...] | None = None
    for face in faces:
        missing = face.missing(text)
        if not missing:
            return face
        least = missing if least is None or len(missing) < len(least) else least
    raise MissingCharacters(characters="、".join(least or ()))


@cache
def chinese_faces(chosen: str) -> tuple[Face, ...]:
    """Faces that can write Chinese: of the chosen file, of the files of the chosen folder by name,
    or else the one that the requirements bring along, and those installed, the best first."""
    folder = Path(chosen)
    among = sorted(folder.iterdir()) if folder.is_dir() else [folder]
    files = among if chosen else [Path(str(noto_cjk_sans_otc.FONT_PATH)), *_installed()]
    found = (_face_in(str(file)) for file in files if file.is_file())
    return tuple(face for face in found if face is not None)


def _installed() -> list[Path]:
    found = {p.name: p for f in FOLDERS for p in sorted(Path(f).rglob("*.[to]t[fc]"))}
    return [found[name] for name in FONTS if name in found]


def _face_in(path: str) -> Face | None:
    """The face for China of a file, else its first; None if that cannot write Chinese."""
    faces = list(_faces_of(path))
    china = (f for f in faces if (f.at(PROBE_SIZE).getname()[0] or "").endswith(SIMPLIFIED))
    face = next(china, faces[0] if faces else None)
    return face if face is not None and not face.missing("村务公开") else None


def _faces_of(path: str) -> Iterator[Face]:
    """All faces; none of what is no font."""
    for index in itertools.count():
        try:
            ImageFont.truetype(path, PROBE_SIZE, index=index)
        except OSError:
            return
        yield Face(path, index)
