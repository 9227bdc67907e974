"""Words that no public text may hold: a short list for when WeChat cannot be asked.

It knows words only; what becomes of a text is decided elsewhere, in the end by a person.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "data" / "forbidden_words.tsv"
# What is put between the characters of a word to hide it.
BETWEEN = re.compile(r"[\W_]+")


def forbidden_label(text: str) -> str | None:
    """The label (as WeChat numbers kinds) of the first forbidden word in the text; None if none.

    Full-width forms, spaces and signs between the characters do not hide a word.
    """
    plain = BETWEEN.sub("", unicodedata.normalize("NFKC", text)).lower()
    return next((label for word, label in _words().items() if word in plain), None)


@cache
def _words() -> dict[str, str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {word.lower(): label for label, word in rows}
