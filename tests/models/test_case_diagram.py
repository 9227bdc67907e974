"""The drawing of the acts is that of the code."""

from __future__ import annotations

from models.feedback import ACTS
from models.feedback.diagram import README, mermaid, section


def test_the_chapter_shows_the_acts_of_the_code():
    shown = README.read_text(encoding="utf-8").partition("<!-- acts -->\n")[2]
    drawn = shown.partition("<!-- /acts -->")[0]
    assert drawn == section(), "run: python -m models.feedback.diagram"


def test_every_act_that_moves_a_case_is_an_arrow():
    drawn = "\n".join(mermaid())
    for act in ACTS.values():
        moves = [(a, b) for a, landings in act.moves.items() for b in landings if a != b]
        for before, after in moves:
            (arrow,) = [x for x in drawn.splitlines() if f"{before} --> {after}:" in x]
            assert act.name in arrow.partition(":")[2].replace(",", "").split()
