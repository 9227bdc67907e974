"""Sheets to hang up: a disclosure or a post in large print on A4, with a code to scan.

Each page is complete in itself: one style, one inline picture, no script, nothing from afar.
"""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

import segno

from handlers.base import SHARED_CACHE_CONTROL, endpoint
from handlers.encoding import etag_of
from handlers.routing import Route
from handlers.summaries import ReadingHandler, SummaryView, body_lines
from models.base import day_of
from models.disclosures import Disclosure
from models.errors import Conflict
from models.plain.numerals import money_in_figures
from models.posts import Post
from models.scenes import Scene

# Large print begins at 18 points (GB/T 37668); a board is read from a step away.
STYLE = (
    "@page{size:A4;margin:15mm}"
    "body{font:20pt/1.5 'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',"
    "sans-serif;color:#000;background:#fff;margin:0 auto;max-width:180mm}"
    "h1{font-size:34pt;line-height:1.3;text-align:center;margin:0 0 4mm}"
    "h2{font-size:24pt;margin:6mm 0 2mm}"
    ".where{text-align:center;font-size:22pt;margin:0 0 6mm}"
    "p,li{margin:0 0 3mm}"
    "table{border-collapse:collapse;width:100%;font-size:18pt}"
    "thead{display:table-header-group}tr,.code{break-inside:avoid}"
    "th,td{border:1px solid #000;padding:1mm 2mm;text-align:left}"
    ".sum{text-align:right;white-space:nowrap}"
    ".code{display:flex;align-items:center;gap:8mm;margin-top:8mm;border-top:2px solid #000;"
    "padding-top:4mm}"
    ".code svg{width:42mm;height:42mm;flex:none}"
)
# The page may use this style and nothing else.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
WAYS = {"income": "收入", "expense": "支出"}


class PrintHandler(ReadingHandler):
    """Knows where a code leads, and sends a page."""

    def code(self, scene: Scene) -> str:
        """The code as a picture inside the page; `Conflict` (`no_public_url`) without a place to
        lead to."""
        base = self.services.policy.public_url
        if not base:
            raise Conflict("no_public_url")
        address = f"{base.rstrip('/')}/?scene={scene.written(self.services.vault)}"
        code = segno.make(address, error="q", micro=False)
        return str(code.svg_inline(border=4, omitsize=True))

    def send_page(self, body: bytes) -> None:
        """Answers with the page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Security-Policy", POLICY)
        self.set_header("Cache-Control", SHARED_CACHE_CONTROL)
        self._etag = etag_of(body)
        self.finish(body)


class SheetOfDisclosure(PrintHandler):
    @endpoint(scope=None, raw=True, produces=("text/html",), raises=(Conflict,))
    async def get(self, disclosure: Disclosure) -> None:
        """A published disclosure in large print, to be printed and hung up."""
        shown = disclosure.in_public()
        code = self.code(Scene("disclosure", str(shown.id)))
        told = await self.summary(shown)
        self.send_page(await self.services.blocking.run(disclosure_page, shown, told, code))


class SheetOfPost(PrintHandler):
    @endpoint(scope=None, raw=True, produces=("text/html",), raises=(Conflict,))
    async def get(self, post: Post) -> None:
        """A published post in large print."""
        shown = post.in_public()
        code = self.code(Scene("post", str(shown.id)))
        place = await self.services.store.divisions.by_code(shown.division)
        where = f"{place.name} · {_day(shown.published_at)}"
        self.send_page(page(shown.title, where, [shown.html], code, "扫码查看原文"))


def disclosure_page(shown: Disclosure, told: SummaryView, code: str) -> bytes:
    """The sheet of a disclosure: what it comes to, its text, and every entry."""
    where = f"{told.village} · {told.period_text}"
    parts = [
        *([f"<h2>说明白</h2><ul>{_items(told.sentences)}</ul>"] if told.sentences else []),
        *([shown.html] if shown.html else []),
        *(f"<p>{_text(line)}</p>" for line in _more_lines(shown)),
        *(["<h2>逐笔明细</h2>", _entries(shown)] if shown.entries else []),
        f"<p>{_published(shown)}</p>",
    ]
    return page(shown.title, where, parts, code, "扫码查看原文、票据和去年同期，可以逐条提问")


def page(title: str, where: str, parts: list[str], code: str, scan: str) -> bytes:
    """A whole page; `parts` and `code` are HTML already, the rest is text."""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(title)}</title><style>{STYLE}</style></head><body>"
        f'<h1>{_text(title)}</h1><p class="where">{_text(where)}</p>{"".join(parts)}'
        f'<div class="code">{code}<p>{_text(scan)}</p></div></body></html>'
    ).encode()


def _more_lines(shown: Disclosure) -> Iterator[str]:
    """Filled-in fields and the table; the text itself stands there as it is laid out."""
    yield from body_lines(shown.model_copy(update={"html": ""}))


def _entries(shown: Disclosure) -> str:
    head = "".join(f"<th>{name}</th>" for name in ("序号", "日期", "收支", "项目", "金额"))
    rows = "".join(
        f"<tr><td>{line}</td><td>{_text(entry.on)}</td><td>{WAYS[entry.way]}</td>"
        f"<td>{_text(entry.subject)}</td>"
        f'<td class="sum">{money_in_figures(entry.amount)}</td></tr>'
        for line, entry in enumerate(shown.entries, 1)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _published(shown: Disclosure) -> str:
    until = f"，公布到{shown.board_until}" if shown.board_until else ""
    version = f"，第{shown.revision}版" if shown.revision > 1 else ""
    return _text(f"{_day(shown.published_at)}公布{until}{version}。")


def _items(sentences: tuple[str, ...]) -> str:
    return "".join(f"<li>{_text(sentence)}</li>" for sentence in sentences)


def _day(at: datetime | None) -> str:
    return day_of(at) if at else ""


def _text(text: str) -> str:
    return html.escape(text)


routes = [
    Route("/disclosures/{disclosure}/sheet", SheetOfDisclosure),
    Route("/posts/{post}/sheet", SheetOfPost),
]
