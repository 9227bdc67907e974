"""Reads the one `file` of a multipart form as it arrives; knows no request and no picture."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from handlers.problems import TooLarge, UnsupportedMediaType
from models.errors import Invalid, Mistake

FIELD = b"file"
# wx.uploadFile and browsers send the file and perhaps a few fields of their own, which are skipped.
MOST_PARTS = 10
# Up to this size an upload waits in memory, then on disk: slow phones must not fill the memory.
MEMORY_BYTES = 256 * 1024
NAME_CHARACTERS = 100

# Anything that could end a header line, climb out of a folder or turn the text around.
_UNFIT_FOR_NAMES = re.compile(r"[\x00-\x1f\x7f\"\\/:*?<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """The bytes of an upload and the name its sender gave it, fit to be shown."""

    data: bytes
    name: str


class FileForm:
    """A form that is still arriving. Errors are raised as soon as they are certain."""

    def __init__(self, content_type: str, limit: int) -> None:
        """`limit` is the largest file in bytes; raises `UnsupportedMediaType` for other bodies."""
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise UnsupportedMediaType("not_multipart")
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin_part,
                    "on_header_field": self._add_to_header_name,
                    "on_header_value": self._add_to_header_value,
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._end_headers,
                    "on_part_data": self._add_data,
                    "on_end": self._end,
                },
            )
        except FormParserError:
            raise UnsupportedMediaType("not_multipart") from None
        self._limit = limit
        self._parts = self._files = 0
        self._name = b""
        self._is_file = self._has_ended = False
        self._header_name, self._header_value, self._disposition = b"", b"", b""
        self._spool = tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115  # closed with the form

    def write(self, chunk: bytes) -> None:
        """Takes the next piece of the body; raises `TooLarge` or `Invalid`."""
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise _wrong("multipart", "body") from None

    def file(self) -> UploadedFile:
        """The whole file; raises `Invalid` if the form broke off or has no file."""
        if not self._files:
            raise _wrong("no_file")
        if not self._has_ended:
            raise _wrong("multipart", "body")
        self._spool.seek(0)
        data = self._spool.read()
        if not data:
            raise _wrong("no_file")
        return UploadedFile(data, _clean(self._name))

    def close(self) -> None:
        """Forgets the file."""
        self._spool.close()

    def _begin_part(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise _wrong("multipart", "body")
        self._is_file, self._disposition = False, b""

    def _add_to_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _add_to_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _end_header(self) -> None:
        if self._header_name.lower() == b"content-disposition":
            self._disposition = self._header_value
        self._header_name, self._header_value = b"", b""

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._disposition.decode("latin-1"))
        self._is_file = options.get(b"name") == FIELD
        if self._is_file:
            self._files += 1
            self._name = options.get(b"filename", b"")
        if self._files > 1:
            raise _wrong("one_file")

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        if not self._is_file:
            return
        if self._spool.tell() + end - start > self._limit:
            raise TooLarge(limit=self._limit)
        self._spool.write(data[start:end])

    def _end(self) -> None:
        self._has_ended = True


def _wrong(code: str, path: str = "body.file") -> Invalid:
    return Invalid([Mistake(path, code)])


def _clean(name: bytes) -> str:
    """A name without folders and control characters, its end kept if it is too long."""
    plain = name.decode("utf-8", errors="replace").replace("\\", "/").rpartition("/")[2]
    return _UNFIT_FOR_NAMES.sub("_", plain).strip()[-NAME_CHARACTERS:]
