"""The Makefile: it explains itself, redoes only what is needed, and is what CI and docs call."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.processes import ROOT

TARGETS = [
    "setup",
    "run",
    "test",
    "lint",
    "check",
    "bench",
    "format",
    "openapi",
    "screenshots",
    "clean",
]


MAKE = shutil.which("make") or "make"
READ_BY_SET_UP = ("Makefile", "requirements.txt", "tests/requirements.txt")
PAGES = ("static/package.json", "static/package-lock.json")


def make(*arguments: str, cwd: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
    # The suite itself may run under make, whose flags must not reach this one.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    kept |= {"PATH": f"{cwd / 'programs'}:{kept['PATH']}"} | more
    return subprocess.run(
        [MAKE, *arguments], cwd=cwd, env=kept, capture_output=True, text=True, check=False
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with what set-up reads, and stand-ins for .venv and npm that note what is asked."""
    for name in READ_BY_SET_UP + PAGES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@" >> asked\n', encoding="ascii")
    python.chmod(0o755)
    npm = tmp_path / "programs" / "npm"
    npm.parent.mkdir()
    npm.write_text('#!/bin/sh\nmkdir -p node_modules\necho "$@" >> npm-asked\n', encoding="ascii")
    npm.chmod(0o755)
    return tmp_path


def asked(checkout: Path) -> list[str]:
    path = checkout / "asked"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def touch_later(path: Path) -> None:
    """As if edited a minute from now, so that no file system's clock is too coarse to see it."""
    later = path.stat().st_mtime + 60
    os.utime(path, (later, later))


def test_make_alone_lists_every_target_with_what_it_does() -> None:
    listed = re.findall(r"^  make (\w+) +\S.+$", make().stdout, re.MULTILINE)
    assert listed == ["help", *TARGETS]
    assert make("help").stdout == make().stdout


def test_every_target_is_one_that_make_runs_whatever_files_there_are() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony is not None
    assert sorted(phony[1].split()) == sorted(["help", *TARGETS])


def test_set_up_is_done_once_and_again_when_a_requirement_changes(checkout: Path) -> None:
    assert make("setup", cwd=checkout).returncode == 0
    assert [line.split()[-1] for line in asked(checkout)] == ["tests/requirements.txt"]
    make("setup", cwd=checkout)
    assert len(asked(checkout)) == 1
    touch_later(checkout / "requirements.txt")
    make("setup", cwd=checkout)
    assert len(asked(checkout)) == 2


def test_a_trial_installs_only_what_runs(checkout: Path) -> None:
    assert make("run", cwd=checkout).returncode == 0
    install, start = asked(checkout)
    assert install.endswith("-r requirements.txt")
    assert start == "-m server run"


def test_the_pages_are_installed_once_exactly_as_locked(checkout: Path) -> None:
    noted = checkout / "static" / "npm-asked"
    assert make("setup", cwd=checkout).returncode == 0
    make("run", cwd=checkout)
    assert [line.split()[0] for line in noted.read_text().splitlines()] == ["ci"]
    touch_later(checkout / "static" / "package-lock.json")
    make("setup", cwd=checkout)
    assert len(noted.read_text().splitlines()) == 2


def test_without_npm_set_up_says_what_is_missing_and_goes_on(checkout: Path) -> None:
    few = checkout / "few"
    few.mkdir()
    for program in ("sh", "touch", "mkdir"):
        (few / program).symlink_to(shutil.which(program) or program)
    done = make("setup", cwd=checkout, PATH=str(few))
    assert done.returncode == 0
    assert "NOT installed" in done.stderr
    assert make("setup", cwd=checkout).returncode == 0
    assert (checkout / "static" / "npm-asked").exists()


def test_a_failed_installation_is_tried_again(checkout: Path) -> None:
    python = checkout / ".venv" / "bin" / "python"
    working = python.read_text(encoding="ascii")
    python.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    assert make("setup", cwd=checkout).returncode == 2
    python.write_text(working, encoding="ascii")
    assert make("setup", cwd=checkout).returncode == 0
    assert len(asked(checkout)) == 1


def test_an_unsupported_python_is_refused(checkout: Path) -> None:
    old = checkout / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    old.chmod(0o755)
    refused = make("setup", f"PYTHON={old}", "VENV=other", cwd=checkout)
    assert refused.returncode == 2
    assert "is not Python 3.11 to 3.13" in refused.stderr
    assert not (checkout / "other").exists()


def test_a_check_ends_with_the_tests_unless_they_have_just_run() -> None:
    lines = make("--dry-run", "check").stdout.splitlines()
    assert lines[-1].strip().startswith(".venv/bin/python -m pytest")
    tested = make("--dry-run", "check", "TESTED=1").stdout
    assert "pytest" not in tested
    assert [
        tool for tool in ("ruff", "mypy", "lint-imports", "openapi") if tool not in tested
    ] == []


def test_ci_calls_what_people_call() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"^make (\w+)", script, re.MULTILINE) == ["setup", "test", "check"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt"])
def test_every_requirement_is_pinned(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="ascii").splitlines()
    asked_for = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert [line for line in asked_for if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
