"""What all tests share: hypothesis profiles, the fixtures' folder, and a home that is not the developer's."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

_ROOT: Final = Path(__file__).resolve().parents[1]
_HOMES: Final = (
    "HOME",
    "USERPROFILE",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "LOCALAPPDATA",
    "APPDATA",
)
_MANNERS: Final = (
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "LINES",
    "PS_HOME",
    "PS_CFG_HOME",
)

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True, print_blob=True, database=None)
settings.register_profile(
    "nightly", max_examples=10_000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))

# A job that a script starts in the background ignores Ctrl-C, and so would each process that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _no_home_of_the_developer(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the configuration, state or manners of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    for name in _HOMES:
        monkeypatch.setenv(name, str(home))
    for name in _MANNERS:
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith("CFGKIT_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def repo() -> Path:
    """The checkout's root."""
    return _ROOT


@pytest.fixture(scope="session")
def fixture_files(repo: Path) -> tuple[Path, ...]:
    """Every configuration file below fixtures/; there are some, or every test over them would prove nothing."""
    found = tuple(sorted(path for path in (repo / "fixtures").rglob("*.cfg") if path.is_file()))
    assert len(found) > 50
    return found
