"""What an uploaded file is, told by its bytes and never by its name; knows no database, no HTTP."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from models.errors import Invalid, Mistake

MediaKind = Literal["picture", "attachment"]
Size = Literal["original", "960", "320"]
SIZES: tuple[Size, ...] = ("original", "960", "320")

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{_OFFICE}.wordprocessingml.document"
XLSX = f"{_OFFICE}.spreadsheetml.sheet"

PICTURE_TYPES: frozenset[str] = frozenset({JPEG, PNG, WEBP})
EXTENSIONS: dict[str, str] = {
    JPEG: "jpg",
    PNG: "png",
    WEBP: "webp",
    PDF: "pdf",
    DOCX: "docx",
    XLSX: "xlsx",
}
# The part that makes a package what it is, and the one that carries macros.
_OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_MACROS = "vbaProject.bin"
# Where the mark that ends a PDF is looked for: some programs append a little behind it.
_PDF_TAIL_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Rendering:
    """One file to be stored; pictures have a width and a height in pixels."""

    data: bytes
    type: str
    width: int | None = None
    height: int | None = None

    @property
    def sha256(self) -> str:
        """The hash of its bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Content:
    """All files that one upload becomes; there is always an `original`."""

    kind: MediaKind
    renderings: Mapping[Size, Rendering]


def wrong_file(code: str, **values: object) -> Invalid:
    """The refusal of an uploaded file."""
    return Invalid([Mistake("body.file", code, tuple(values.items()))])


def type_of(data: bytes) -> str:
    """The media type that the first bytes show; raises `Invalid` (`file_type`) for all others."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _office_type(data)
    raise wrong_file("file_type")


def attachment(data: bytes, kind: str) -> Content:
    """A file that is kept as it is; raises `Invalid` (`file_broken`) if its end is missing."""
    if kind == PDF and b"%%EOF" not in data[-_PDF_TAIL_BYTES:]:
        raise wrong_file("file_broken")
    return Content("attachment", {"original": Rendering(data, kind)})


def _office_type(data: bytes) -> str:
    """Which office package this is; only names are read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = frozenset(package.namelist())
    except Exception:  # zipfile meets hostile bytes with many kinds of errors
        raise wrong_file("file_broken") from None
    found = [kind for part, kind in _OFFICE_PARTS.items() if part in names]
    if len(found) != 1 or any(name.endswith(_MACROS) for name in names):
        raise wrong_file("file_type")
    return found[0]
