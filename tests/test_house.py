"""The house keeps its plan: who imports whom, what is called what, and how large a room may be."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.api import VERSION

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("server", "handlers", "models", "nlp")
TOP_LEVEL = {
    *(*PACKAGES, "static", "tests"),
    *("requirements.txt", "supervisord.conf", "README.md"),
    *("pyproject.toml", "Makefile", "CHANGELOG.md", ".ci", ".gitignore", ".pre-commit-config.yaml"),
}
MAX_LINES = 300
MAX_FUNCTION_LINES = 60
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|manager|misc|stuff)(_|$|\.)")
# Words of how this was made, which tell a reader nothing about what it is.
FORBIDDEN_WORDS = re.compile(
    r"\b(claude|chatgpt|gpt-?\d|anthropic|openai|llm|ai[- ]agent|sub-?agent|language model)\b", re.I
)
PATHS_OF_ONE_MACHINE = re.compile(r"(?<![\w}.])/(?:home|Users|root|work)/\w+")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Where Chinese is the content: what people read, what texts are tagged by, what the demo shows.
CHINESE_ROOMS = ("nlp/", "server/demo/", "handlers/messages.py")


def tracked() -> list[Path]:
    """Every file of the checkout that git knows."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def modules() -> list[Path]:
    return [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def test_layers_import_only_downwards() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_top_level_holds_what_the_plan_lists_and_nothing_else() -> None:
    assert {file.relative_to(ROOT).parts[0] for file in tracked()} <= TOP_LEVEL
    assert {name for name in TOP_LEVEL if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_says_what_it_is_for(package) -> None:
    silent = [
        name_of(file)
        for file in (ROOT / package).rglob("*.py")
        if file.read_text(encoding="utf-8").strip() and not ast.get_docstring(tree_of(file))
    ]
    assert silent == []


def test_no_file_outgrows_its_room() -> None:
    sizes = {name_of(f): len(f.read_text(encoding="utf-8").splitlines()) for f in modules()}
    assert {name: lines for name, lines in sizes.items() if lines > MAX_LINES} == {}


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for file in modules():
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name_of(file)}:{node.name}", node


def test_no_function_is_longer_than_a_page() -> None:
    sizes = {name: (node.end_lineno or 0) - node.lineno + 1 for name, node in functions()}
    assert {name: lines for name, lines in sizes.items() if lines > MAX_FUNCTION_LINES} == {}


def test_no_name_says_nothing() -> None:
    assert [name_of(file) for file in tracked() if FORBIDDEN_NAMES.search(file.name)] == []


def test_nothing_says_how_or_where_it_was_made() -> None:
    found = [
        (name_of(file), match.group())
        for file in tracked()
        if file.suffix in {".py", ".md", ".toml", ".txt", ".conf", ".example", ".json", ".js", ""}
        and file != Path(__file__).resolve()
        for pattern in (FORBIDDEN_WORDS, PATHS_OF_ONE_MACHINE)
        for match in pattern.finditer(file.read_text(encoding="utf-8"))
    ]
    assert found == []


def docstrings_of(tree: ast.Module) -> set[int]:
    """The ids of the constants that are docstrings."""
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, kinds) and node.body and isinstance(node.body[0], ast.Expr)
    }


def test_what_people_read_stands_where_it_can_be_read_together() -> None:
    """An error's sentence inside a handler or model is one that nobody proof-reads."""
    found = []
    for file in modules():
        if not name_of(file).startswith(("handlers/", "models/errors")):
            continue
        tree = tree_of(file)
        raised = [n for n in ast.walk(tree) if isinstance(n, ast.Raise) and n.exc is not None]
        texts = [n for r in raised for n in ast.walk(r) if isinstance(n, ast.Constant)]
        found += [(name_of(file), t.value) for t in texts if CHINESE.search(str(t.value))]
    assert found == []


def test_comments_and_names_are_english() -> None:
    """A term or a title may stand in Chinese; a whole Chinese comment may not."""
    chinese = [
        f"{name_of(file)}:{number}"
        for file in modules()
        if not name_of(file).startswith(CHINESE_ROOMS)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if len(CHINESE.findall(line.partition("# ")[2])) > 16
    ]
    assert chinese == []


def test_the_version_of_the_api_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION


def test_every_lint_exception_carries_its_reason() -> None:
    """`# noqa: S603 - why` or `# noqa: S603  # why`, and the same for types."""
    bare = re.compile(r"#\s*(?:noqa|type: ignore)(?::\s*[A-Z]+\d+|\[[\w\-, ]+\])?[\s,A-Z\d]*$")
    found = [
        f"{name_of(file)}:{number}"
        for file in modules()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


def test_nobody_asks_the_system_for_the_time() -> None:
    """The store's clock is the only one, so that tests can move it; logs and keys are stamped."""
    allowed = {"models/base.py", "server/logs.py", "server/commands/keys.py"}
    asking = {
        name_of(file)
        for file in modules()
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    }
    assert asking - allowed == set()
