"""Makes pictures and files for tests: the good, the odd and the hostile."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

MEGABYTE = 1024 * 1024
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The bytes of a file with that picture."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(width: int = 40, height: int = 30, mode: str = "RGB") -> Image.Image:
    """A picture with a light left and a dark right half."""
    image = Image.new("L", (width, height), 230)
    image.paste(20, (width // 2, 0, width, height))
    return image.convert(mode)


def noise(width: int, height: int) -> Image.Image:
    """A picture that no encoder makes small."""
    return Image.effect_noise((width, height), 90).convert("RGB")


def opened(data: bytes) -> Image.Image:
    """The decoded picture."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def tell_tale_jpeg(orientation: int = 6) -> bytes:
    """A photo that says where it was taken, with a comment, a profile, XMP, and held sideways."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 1.0, 12.0), 3: "E", 4: (119.0, 10.0, 2.0)})
    return encoded(
        photo(400, 300),
        exif=exif,
        comment=b"SECRETCOMMENT",
        icc_profile=b"SECRETPROFILE" * 20,
        xmp=b"<x:xmpmeta>SECRETXMP</x:xmpmeta>",
    )


def bomb_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """A small file that says it is huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def form(data: bytes, *, field: str = "file", name: str = "photo.jpg") -> tuple[bytes, dict]:
    """The body and the headers of a multipart form with one file."""
    head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
    kind = "Content-Type: application/octet-stream\r\n\r\n"
    body = b"--frontier\r\n" + (head + kind).encode() + data + b"\r\n--frontier--\r\n"
    return body, {"Content-Type": "multipart/form-data; boundary=frontier"}
