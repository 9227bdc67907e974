"""Draws the table of acts for README.md: `python -m models.feedback.diagram`."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from models.feedback.acts import ACTS, Act, Who
from models.feedback.documents import STATES, State

README = Path(__file__).with_name("README.md")
WHO: dict[Who, str] = {
    "handler": "who works at a desk of the case",
    "reporter": "the reporter, and whom they act for",
    "monitor": "monitor or county of the area",
    "system": "the worker, when the time has come",
}


def mermaid() -> list[str]:
    """The state machine; acts that leave the state as it is are not drawn."""
    arrows: dict[tuple[State, State], list[str]] = defaultdict(list)
    for act in ACTS.values():
        for before, landings in act.moves.items():
            for after in landings:
                if after != before:
                    arrows[before, after].append(act.name)
    lines = [f"    {a} --> {b}: {', '.join(names)}" for (a, b), names in arrows.items()]
    over = [state for state in STATES if not any(a == state for a, _ in arrows)]
    ends = [f"    {state} --> [*]" for state in over]
    return ["```mermaid", "stateDiagram-v2", "    [*] --> assigned: file", *lines, *ends, "```"]


def table() -> list[str]:
    """Every act with who may do it, from where to where, and whether it needs words."""
    heading = ["| act | 名称 | who | from → to | reason |", "|---|---|---|---|---|"]
    return [*heading, *(_row(act) for act in ACTS.values())]


def section() -> str:
    """What stands between the marks in README.md."""
    people = [f"- `{who}`: {meaning}" for who, meaning in WHO.items()]
    return "\n".join([*mermaid(), "", *table(), "", *people]) + "\n"


def _row(act: Act) -> str:
    moves = "; ".join(_move(before, landings) for before, landings in act.moves.items())
    return f"| `{act.name}` | {act.says} | {act.who} | {moves} | {act.reason} |"


def _move(before: State, landings: tuple[State, ...]) -> str:
    return before if landings == (before,) else f"{before} → {' or '.join(landings)}"


if __name__ == "__main__":
    before, mark, rest = README.read_text(encoding="utf-8").partition("<!-- acts -->\n")
    _, end, after = rest.partition("<!-- /acts -->")
    README.write_text(before + mark + section() + end + after, encoding="utf-8")
