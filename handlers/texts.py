"""What is made once of a text that people write, so that reading and searching it cost little."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.markdown import to_html, to_text
from nlp.search import search_tokens

SUMMARY_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Text:
    """HTML to show, a summary for lists, and the tokens it is found by."""

    html: str
    summary: str
    tokens: tuple[str, ...]


def text_of(title: str, body: str, *more: str) -> Text:
    """Renders and cuts a text; `more` is found too, but not shown with it.

    Segmentation takes milliseconds for long texts: run it in the blocking runner.
    """
    rendered = to_html(body)
    plain = to_text(rendered)
    tokens = search_tokens("\n".join((title, plain, *more)))
    return Text(rendered, summary_of(plain), tuple(tokens))


def summary_of(plain: str) -> str:
    """The beginning of a text in one line; `…` says that it goes on."""
    line = " ".join(plain.split())
    return line if len(line) <= SUMMARY_CHARACTERS else line[: SUMMARY_CHARACTERS - 1] + "…"
