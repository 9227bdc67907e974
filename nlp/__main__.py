"""The command line of the library: tag | evaluate | evaluate-routing | train | suggest."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from nlp import suggest_route, tag
from nlp.findings import Evidence, Finding, Tagging

_CONCERN = {"yes": "是", "no": "否", "ask": "需向反映人确认"}
_URGENCY = {"emergency": "突发", "urgent": "紧急", "normal": "一般"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m nlp", description=__doc__)
    commands = parser.add_subparsers(required=True)
    tagging = commands.add_parser("tag", help="print what is found in one text")
    tagging.add_argument("text", help="the body of a report")
    tagging.add_argument("--title", default="")
    tagging.set_defaults(run=_tag)
    for name, module, add, run in (
        ("evaluate", "evaluate", "add_arguments", "run"),
        ("evaluate-routing", "evaluate", "add_routing_arguments", "run_routing"),
        ("train", "train", "add_arguments", "run"),
        ("suggest", "suggest", "add_arguments", "run"),
    ):
        command = commands.add_parser(name)
        found = import_module(f"nlp.{module}")
        getattr(found, add)(command)
        command.set_defaults(run=getattr(found, run))
    args = parser.parse_args(arguments)
    try:
        return int(args.run(args))
    except (OSError, ValueError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2


def _tag(args: argparse.Namespace) -> int:
    tagging = tag(args.title, args.text)
    for name, value in _described(tagging):
        print(f"{name}：{value}")
    return 0


def _described(tagging: Tagging) -> list[tuple[str, str]]:
    concern, urgency = tagging.concerns_cadres, tagging.urgency
    route = suggest_route(tagging)
    lines = [("类别", _finding(tagging.category) + ("（把握不大）" if tagging.uncertain else ""))]
    if tagging.uncertain:
        lines.append(("次选", _finding(tagging.runner_up)))
    lines += [("标签", _finding(topic)) for topic in tagging.tags]
    lines.append(("紧急程度", f"{_URGENCY[urgency.level]}{_words(urgency.evidence)}"))
    cadres = f"{_CONCERN[concern.concern]} {concern.score:.2f}{_words(concern.evidence)}"
    lines.append(("涉及村干部", cadres))
    lines += [("地点", f"{place.name}（{place.kind}）") for place in tagging.places]
    lines.append(("建议派单", f"{route.receiver} - {route.reason}{_words(route.evidence)}"))
    return lines


def _finding(finding: Finding | None) -> str:
    if finding is None:
        return "无"
    return f"{finding.label} {finding.confidence:.2f}{_words(finding.evidence)}"


def _words(evidence: Sequence[Evidence]) -> str:
    return f" [{' '.join(dict.fromkeys(each.text for each in evidence))}]" if evidence else ""


if __name__ == "__main__":
    raise SystemExit(main())
