"""The command that learns from corrections: it proposes, a person accepts; it must not decide.

    python -m nlp suggest corrections.jsonl --regression known.csv
    python -m nlp suggest corrections.jsonl --regression known.csv --accept 1a2b3c4d

Each proposal is shown with its effect on the regression set. An accepted one becomes a line of
`data/accepted.tsv`, which the lexicon adds to its curated terms; nothing changes by itself.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from nlp.corrections import Correction, read_corrections, read_known
from nlp.lexicon import ACCEPTED, accepted_lexicon
from nlp.normal import DATA
from nlp.preview import preview
from nlp.proposals import Proposal, propose

__all__ = ["add_arguments", "preview", "run"]

_HEADER = (
    "# Changes of the lexicon that people accepted from corrections:"
    " `python -m nlp suggest --accept ID`.\n"
    "# topic\tlabel\tweight\tterms\t\t(as in lexicon.tsv; weights add to the curated ones)\n"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m nlp suggest`."""
    parser.add_argument("corrections", type=Path, help="JSONL with title, body, found, corrected")
    parser.add_argument(
        "--regression", type=Path, required=True, help="known reports: JSONL, or CSV with topic"
    )
    parser.add_argument("--accept", nargs="+", default=[], metavar="ID", help="proposals to store")
    parser.add_argument("--accepted", type=Path, default=DATA / ACCEPTED, help="where they go")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(args: argparse.Namespace) -> int:
    """Print the proposals, or store the accepted ones; 0 is success.

    Raises ValueError for a damaged file or an ID that is not proposed, before anything is stored.
    """
    corrections = read_corrections(args.corrections)
    known = read_known(args.regression)
    wanted = [each for each in args.accept if not _is_stored(args.accepted, each)]
    proposals = propose(corrections, known, accepted_lexicon(args.accepted))
    if args.accept:
        _accept(args.accepted, proposals, wanted)
    else:
        sys.stdout.write(_as_json(proposals) if args.json else _as_table(proposals, corrections))
    return 0


def _accept(path: Path, proposals: Sequence[Proposal], wanted: Sequence[str]) -> None:
    """Add the wanted proposals to the file, in one replacement of it."""
    offered = {each.change.id: each for each in proposals}
    unknown = [each for each in wanted if each not in offered]
    if unknown:
        raise ValueError(f"not proposed: {', '.join(unknown)}")
    text = path.read_text("utf-8") if path.exists() else _HEADER
    for each in wanted:
        text += _stored(offered[each])
        sys.stdout.write(f"已采纳 {each}\n")
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, "utf-8")
    os.replace(beside, path)


def _is_stored(path: Path, name: str) -> bool:
    return path.exists() and f"\n# {name} " in path.read_text("utf-8")


def _stored(proposal: Proposal) -> str:
    """The line of the lexicon, under a comment that says what it was accepted for."""
    change, effect = proposal.change, proposal.effect
    return (
        f"# {change.id} fixed {effect.fixed} of {effect.asked} corrections;"
        f" of {effect.reports} reports {effect.changed} changed,"
        f" {effect.better} better, {effect.worse} worse\n"
        f"{change.topic or '-'}\t{change.label or '-'}\t{change.weight:g}\t{change.term}\n"
    )


def _as_json(proposals: Sequence[Proposal]) -> str:
    rows = [
        {"id": each.change.id, **asdict(each.change), "effect": asdict(each.effect)}
        for each in proposals
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _as_table(proposals: Sequence[Proposal], corrections: Sequence[Correction]) -> str:
    lines = [_as_line(each) for each in proposals] or ["没有可建议的改动"]
    routes = Counter(
        (each.found.route, each.corrected.route)
        for each in corrections
        if each.found.route != each.corrected.route
    )
    lines += [
        f"派单改正 {before or '-'} -> {after or '-'}：{count} 件（由人看规则，不从中学习）"
        for (before, after), count in sorted(routes.items())
    ]
    return "\n".join(lines) + "\n"


def _as_line(proposal: Proposal) -> str:
    change, effect = proposal.change, proposal.effect
    return (
        f"{change.id}  {change.term} -> {change.topic or change.label} {change.weight:+g}"
        f"  改正 {effect.fixed}/{effect.asked}"
        f"  回归 {effect.changed}/{effect.reports} 件变化（好 {effect.better} 坏 {effect.worse}）"
        f"  类别 {_as_accuracy(effect.category)}  标签 {_as_accuracy(effect.tags)}"
    )


def _as_accuracy(pair: tuple[float, float] | None) -> str:
    return f"{pair[0]:.3f}->{pair[1]:.3f}" if pair else "-"
