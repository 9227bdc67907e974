"""What the README says is true: its walk runs; settings, commands and packages are all there."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path

import pytest

from server.commands.settings import table
from server.demo.divisions import demo_divisions
from server.demo.people import seed_staff
from server.demo.reading import seed_reading
from server.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(name: str) -> list[str]:
    """The lines between two marks in the README."""
    return README.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- /{name} -->")[0].splitlines()


def test_the_settings_table_is_that_of_the_code():
    assert section("settings") == table(), "run: python -m server settings"


def test_every_setting_is_used_somewhere():
    code = "".join(
        path.read_text(encoding="utf-8")
        for package in ("server", "handlers", "models")
        for path in (ROOT / package).rglob("*.py")
        if path.name not in {"settings.py", "process_settings.py"}
    )
    deadlines = "minutes|working_days|answer_days"
    unused = [n for n in Settings.model_fields if n not in code and not re.search(deadlines, n)]
    assert unused == []


def test_every_package_that_is_chosen_is_explained_and_no_other():
    chosen = (ROOT / "requirements.txt").read_text().partition("# Brought along")[0]
    packages = set(re.findall(r"^([a-z0-9-]+)==", chosen, re.MULTILINE))
    explained = {line.split("|")[1].strip() for line in section("dependencies")[2:]}
    assert explained == packages


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_file_that_is_linked_exists(link):
    assert (ROOT / link).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`?make ([a-z]+)", README))))
def test_every_make_target_that_is_named_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("command", sorted(set(re.findall(r"python -m server ([a-z-]+)", README))))
def test_every_command_that_is_named_exists(command):
    assert (ROOT / "server" / "commands" / f"{command.replace('-', '_')}.py").exists()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:\w+/)+\w+\.\w+)`", README))))
def test_every_path_that_is_named_exists(path):
    assert (ROOT / path).exists() or "errands" in path


def test_the_first_screen_names_the_two_commands():
    first = README.splitlines()[:12]
    assert any(line.strip().startswith("make run") for line in first)
    assert any(line.strip().startswith("make test") for line in first)


async def test_the_walk_runs_as_it_stands(server, store):
    divisions = demo_divisions()
    await store.divisions.add_all(divisions)
    near = [d for d in divisions if "330825101200".startswith(d.code)]
    await seed_staff(store, near)
    await seed_reading(store)
    walk = README.partition("```bash\n")[2].partition("```")[0]
    shell = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", walk,
        env={**os.environ, "API": server.url, "no_proxy": "127.0.0.1"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(shell.communicate(), 180)
    assert shell.returncode == 0, err.decode()
    assert out.decode().splitlines()[-1] == "404"
    assert "路灯" in err.decode()
