"""The benchmarks run to their end and report every figure; how fast this machine is, they judge."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.processes import ROOT, environment

FIGURES = (
    "hot feed",
    "hot home",
    "hot feed, FastAPI",
    "filing short reports, 32 at a time",
    "filing real messages, 32 at a time",
    "memory of a web process",
    "start to ready",
    "home page usable",
    *(
        f"{page}: {figure}"
        for figure in ("time", "documents examined")
        for page in ("home", "feed", "search", "inbox", "my cases")
    ),
    "WeChat's pushes answered, p99",
    "tagging with evidence",
    "start",
    "memory over jieba",
    "a long text",
    "random and mutated texts",
)


def test_a_smoke_run_reports_every_figure_in_a_table_and_in_json(tmp_path):
    file = tmp_path / "bench.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--smoke", "--json", str(file)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads(file.read_text(encoding="utf-8"))["rows"]
    assert {row["name"] for row in rows} >= set(FIGURES)
    assert all(row["name"] in done.stdout for row in rows)
    assert all(row["value"] >= 0 for row in rows)
