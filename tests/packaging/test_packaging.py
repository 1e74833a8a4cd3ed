"""What users install: the wheel, a folder of wheels without a network, a single file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipapp
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from cfgkit.convert.json_schema import FILES, FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).resolve().parents[2]
FIXTURE: Final = ROOT / "fixtures" / "psappsrv" / "psappsrv.cfg"
ADDRESS: Final = "SMTP Settings/SMTPServer"
pytestmark = [pytest.mark.packaging, pytest.mark.xdist_group("packaging"), pytest.mark.timeout(600)]


def run(*command: object, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    words = [str(word) for word in command]
    environment = {**os.environ, **(env or {})}
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that the checkout stays as it is."""
    source = tmp_path_factory.mktemp("source")
    for name in ("cfgkit", "grammar"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, source / name)
    out = tmp_path_factory.mktemp("wheel")
    done = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, cwd=source)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def wheelhouse(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """The wheel and all that the base install needs, as the README says to collect them."""
    folder = tmp_path_factory.mktemp("wheelhouse")
    constraints = ROOT / ".ci" / "constraints.txt"
    done = run(sys.executable, "-m", "pip", "wheel", "-q", "-c", constraints, "-w", folder, wheel, cwd=folder)
    if done.returncode:
        pytest.skip(f"the package index can't be reached: {done.stderr[-200:]}")
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheelhouse: Path) -> Path:
    """A fresh environment with the base install, made without an index."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install = [python, "-m", "pip", "install", "-q", "--no-index", "--find-links", wheelhouse, "cfgkit"]
    done = run(*install, cwd=folder, env={"PIP_CONFIG_FILE": os.devnull})
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def elsewhere(installed: Path, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the installed cfgkit far from the checkout."""
    return lambda *arguments: run(installed / "bin" / "cfgkit", *arguments, cwd=tmp_path)


def test_the_wheel_holds_all_that_it_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    schemas = [f"convert/{FOLDER}/{name}" for name in FILES.values()]
    for name in ("_grammar/psconfig.lark", "py.typed", "schema/catalogue.tsv", "tui/app/editor.tcss", *schemas):
        assert f"cfgkit/{name}" in names
    assert not any(name.startswith(("tests/", "fixtures/")) for name in names)


def test_the_installed_wheel_works_far_from_the_checkout(
    elsewhere: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    assert elsewhere("--version").stdout.startswith("cfgkit ")
    assert elsewhere("get", FIXTURE, ADDRESS).stdout == "mail.example.com\n"
    assert elsewhere("check", FIXTURE).returncode == 1
    assert elsewhere("diff", FIXTURE, FIXTURE).returncode == 0
    assert "SMTPServer" in elsewhere("to-yaml", FIXTURE).stdout


def test_the_sandbox_needs_no_extra(elsewhere: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = elsewhere("smtp", "test", FIXTURE, "--to", "a@example.com", "--sandbox")
    assert done.returncode == 0, done.stderr


def test_without_the_extra_a_sandbox_with_tls_says_what_to_install(
    elsewhere: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "tls.cfg").write_text("[SMTP Settings]\nSMTPServer=mail.example.com\nSMTPUseSSL=Y\n")
    done = elsewhere("smtp", "sandbox", "tls.cfg")
    assert done.returncode == 2
    assert "cfgkit[crypto]" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_base_install_holds_no_compiled_file(installed: Path) -> None:
    found = [path for path in installed.rglob("*") if path.suffix in {".so", ".pyd", ".dll", ".dylib"}]
    assert found == []
    assert any(path.name == "lark" for path in installed.rglob("site-packages/*"))


def test_a_single_file_runs(tmp_path: Path, wheelhouse: Path) -> None:
    folder = tmp_path / "app"
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--find-links", wheelhouse]
    done = run(*install, "--target", folder, "cfgkit", cwd=tmp_path, env={"PIP_CONFIG_FILE": os.devnull})
    assert done.returncode == 0, done.stderr
    app = tmp_path / "cfgkit.pyz"
    zipapp.create_archive(folder, app, interpreter="/usr/bin/env python3", main="cfgkit.cli.main:run")
    shutil.rmtree(folder)
    for arguments, expected in ((["--version"], "cfgkit "), (["get", FIXTURE, ADDRESS], "mail.example.com\n")):
        done = run(sys.executable, "-I", app, *arguments, cwd=tmp_path)
        assert done.stdout.startswith(expected), done.stderr
    assert run(sys.executable, "-I", app, "check", FIXTURE, cwd=tmp_path).returncode == 1


def test_the_checkout_reads_its_own_grammar() -> None:
    assert not (ROOT / "cfgkit" / "_grammar").exists()
    done = run(sys.executable, "-c", "from cfgkit.syntax.grammar import source; print(source())", cwd=ROOT)
    assert done.stdout == (ROOT / "grammar" / "psconfig.lark").read_text() + "\n"
