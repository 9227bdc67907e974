"""From what authors type (Markdown) to safe HTML, and to plain text for search and reading aloud.

Typed HTML is shown as text, never obeyed; pictures are uploaded, so that opening a post asks no
foreign server; what the renderer makes is sanitised again, so that neither library is trusted
alone. Knows no posts.
"""

from __future__ import annotations

import html

import nh3
from markdown_it import MarkdownIt

TAGS = {
    *("p", "br", "strong", "em", "ul", "ol", "li", "h1", "h2", "h3", "h4", "blockquote", "hr"),
    *("code", "pre", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"https", "http", "tel", "mailto"}

# A single line break is meant as one: people do not leave empty lines between sentences.
_renderer = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")


def to_html(source: str) -> str:
    """The HTML of a Markdown source: only `TAGS`, links only to `SCHEMES`."""
    return nh3.clean(
        _renderer.render(source),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def to_text(rendered: str) -> str:
    """The words of rendered HTML, a line for each paragraph, item and cell."""
    bare = html.unescape(nh3.clean(rendered, tags=set()))
    return "\n".join(line for line in map(str.strip, bare.splitlines()) if line)
