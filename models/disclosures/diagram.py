"""Writes the table of acts for README.md: `python -m models.disclosures.diagram`."""

from __future__ import annotations

from pathlib import Path

from models.disclosures.flow import ACTS

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- acts -->\n", "<!-- /acts -->"


def section() -> str:
    """Every act with from where it is possible, where it leads and what it means."""
    rows = [
        f"| `{name}` | {', '.join(act.before)} | {act.after} | {act.means} |"
        for name, act in ACTS.items()
    ]
    return "\n".join(["| act | from | to | |", "|---|---|---|---|", *rows, ""])


def write() -> None:
    """Puts the table between its marks."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}{section()}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write()
