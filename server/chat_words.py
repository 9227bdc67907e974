"""The words that people write in the chat and the sentences that answer them; data, and no work."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from models.chats import Chat

DATA = json.loads((Path(__file__).parent / "wechat" / "chat.json").read_text(encoding="utf-8"))
SAYS: Mapping[str, str] = DATA["says"]
STATES: Mapping[str, str] = DATA["states"]
COMMANDS: Mapping[str, str] = {w: name for name, words in DATA["words"].items() for w in words}
EXCERPT = 20

# The conversation as it is afterwards, and what is answered.
Turn = tuple[Chat, str]


def short(text: str) -> str:
    """One line, of twenty characters at most."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def listed(chat: Chat, rows: Sequence[tuple[str, str]], name: str) -> Turn:
    """A numbered list of (what a number picks, what is shown), in the sentence of that name."""
    if not rows:
        return chat.model_copy(update={"choices": ()}), SAYS[f"no_{name}"]
    lines = "\n".join(f"{place}. {shown}" for place, (_, shown) in enumerate(rows, 1))
    after = chat.model_copy(update={"choices": tuple(choice for choice, _ in rows)})
    return after, SAYS[name].format(lines=lines)
