"""The files of the pages as a browser gets them: packed, and named by a hash of all of them.

Nothing is built: what lies in `static/` is what is sent. This file knows no HTTP.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

STATIC = Path(__file__).parents[1] / "static"
FACES = ("villager", "cadre", "township")
FOLDERS = ("shared", *FACES)
# What of the installed packages is sent, and under which name; nothing else of them is.
VENDOR = {
    "vendor/vue.js": "vue/dist/vue.runtime.global.prod.js",
    "vendor/htm.js": "htm/dist/htm.module.js",
    "vendor/vant.js": "vant/lib/vant.min.js",
    "vendor/vant.css": "vant/lib/index.css",
    "vendor/echarts.js": "echarts/dist/echarts.common.min.js",
}
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
}
# Vant's style sheet names a second font on a foreign host, which no browser of today asks for.
FOREIGN_FONT = re.compile(rb",\s*url\(//[^)]+\)\s*format\([^)]+\)")
IMPORT = re.compile(r"""^(?:import|export)\b[^"'();]*?["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, the same as gzip, and its media type."""

    body: bytes
    packed: bytes
    type: str


@dataclass(frozen=True)
class Tree:
    """All files by their names, and the hash that is part of every address of them."""

    files: dict[str, Asset]
    digest: str

    def page(self, face: str, *, demo: bool) -> Asset:
        """The face's page: with the addresses of this tree, and what it needs named beforehand."""
        root = f"/assets/{self.digest}"
        preload = "\n".join(
            f'  <link rel="modulepreload" href="{root}/{name}">'
            for name in self.imported_by(f"{face}/main.js")
        )
        text = self.files[f"{face}/index.html"].body.decode()
        marks = {"{assets}": root, "{preload}": preload.strip(), "{demo}": "yes" if demo else "no"}
        for mark, value in marks.items():
            text = text.replace(mark, value)
        return packed(text.encode(), KINDS[".html"])

    def imported_by(self, name: str) -> list[str]:
        """The modules that a module needs to start, itself first."""
        found, waiting = dict.fromkeys([name]), [name]
        while waiting:
            for needed in self._imports(waiting.pop()):
                if needed not in found:
                    found[needed] = None
                    waiting.append(needed)
        return [name for name in found if name in self.files]

    def _imports(self, name: str) -> Iterator[str]:
        asset = self.files.get(name)
        for match in IMPORT.finditer(asset.body.decode()) if asset else ():
            parts: list[str] = []
            for part in (*PurePosixPath(name).parent.parts, *match[1].split("/")):
                if part == "..":
                    parts.pop()
                elif part != ".":
                    parts.append(part)
            yield "/".join(parts)


class Shelf:
    """Reads the tree once; where asked to, again after a file has changed."""

    def __init__(self, static: Path = STATIC) -> None:
        self._static = static
        self._tree: Tree | None = None
        self._stamp: float = 0.0
        self._lock = threading.Lock()

    @property
    def kept(self) -> Tree | None:
        """The tree as it was read last; None before the first time."""
        return self._tree

    def tree(self, *, look_again: bool = False) -> Tree | None:
        """The tree; None where the packages are not installed. Reads files: run it in a thread."""
        with self._lock:
            if self._tree is None or (look_again and self._newest() != self._stamp):
                self._stamp = self._newest()
                self._tree = read(self._static)
            return self._tree

    def _newest(self) -> float:
        return max(path.stat().st_mtime for path in _own_files(self._static))


def packed(body: bytes, kind: str) -> Asset:
    """The file with its packed form: a large one takes a tenth of a second."""
    return Asset(body, gzip.compress(body, 9, mtime=0), kind)


def read(static: Path) -> Tree | None:
    """All files below `static`; None where the packages are not installed."""
    packages = static / "node_modules"
    if not all((packages / path).is_file() for path in VENDOR.values()):
        return None
    paths = {path.relative_to(static).as_posix(): path for path in _own_files(static)}
    paths |= {name: packages / path for name, path in VENDOR.items()}
    files = {name: _asset(name, path) for name, path in sorted(paths.items())}
    digest = hashlib.sha256()
    for name, asset in files.items():
        digest.update(f"{name} {len(asset.body)}\n".encode() + asset.body)
    return Tree(files, digest.hexdigest()[:12])


def _own_files(static: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (path for path in (static / folder).rglob("*") if path.suffix in KINDS)


def _asset(name: str, path: Path) -> Asset:
    body = path.read_bytes()
    if name == "vendor/vant.css":
        body = FOREIGN_FONT.sub(b"", body)
    return packed(body, KINDS[path.suffix])
