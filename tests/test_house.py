"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
MODULES: Final = sorted((ROOT / "cfgkit").rglob("*.py"))
MOST_LINES: Final = 400
MOST_LINES_OF_A_FUNCTION: Final = 40
TOP_LEVEL: Final = {
    ".ci", ".gitattributes", ".gitignore", ".pre-commit-hooks.yaml", "CHANGELOG.md", "LICENSE", "README.md",
    "cfgkit", "fixtures", "grammar", "pyproject.toml", "tests",
}  # fmt: skip


PACKAGES: Final = [".".join(path.parent.relative_to(ROOT).parts) for path in MODULES if path.name == "__init__.py"]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.body[0].lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_says_what_it_is_and_is_short(path: Path) -> None:
    text = path.read_text()
    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= MOST_LINES
    assert [(name, lines) for name, lines in functions(path) if lines > MOST_LINES_OF_A_FUNCTION] == []


@pytest.mark.parametrize("name", PACKAGES)
def test_the_public_names_are_there_and_sorted(name: str) -> None:
    module = importlib.import_module(name)
    public = getattr(module, "__all__", [])
    assert sorted(public, key=lambda one: (not one.isupper(), not one[:1].isupper(), one)) == list(public)
    for one in public:
        assert getattr(module, one) is not None


def test_nothing_is_left_to_do_and_no_index_is_named() -> None:
    left = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
    hosts = re.compile(r"pypi\.org|pythonhosted|debian\.org|file:///opt")
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".lark", ".tcss", ".txt", ".tsv", ""} and path != Path(__file__):
            text = path.read_text("utf-8", "replace")
            assert not left.search(text), path
            assert not hosts.search(text), path


def test_the_top_level_is_what_was_fixed() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP_LEVEL


def test_floors_import_only_downwards() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(program), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_dependency_is_held_and_has_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    held = re.findall(r"^([\w.-]+)==", (ROOT / ".ci" / "constraints.txt").read_text(), re.MULTILINE)
    known = {name.lower().replace("_", "-").replace(".", "-") for name in held}
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    for requirement in wanted:
        match = re.match(r"[\w.-]+", requirement)
        assert match is not None
        name = match.group().lower().replace("_", "-").replace(".", "-")
        assert name == "cfgkit" or name in known, requirement
    for requirement in project["dependencies"]:
        assert re.search(rf'"{re.escape(requirement)}",\s+# \S', text), requirement


def test_the_base_needs_no_crypto_and_no_server() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[<>=~]", one)[0] for one in project["dependencies"]}
    assert names == {"lark", "ruamel.yaml", "textual", "click"}
