from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cfgkit.errors import InputError
from cfgkit.store import load_config

if TYPE_CHECKING:
    from pathlib import Path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    config = load_config(tmp_path / "psappsrv.cfg")
    assert (config.backup_folder, config.backups_kept, config.protected) == (None, 10, ())


def test_the_nearer_file_wins_table_by_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user = tmp_path / "config" / "cfgkit"
    user.mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (user / "cfgkit.toml").write_text('[backups]\nkeep = 3\n[[protected]]\nname = "PRD"\ndbname = "HRPRD"\n')
    domain = tmp_path / "domain"
    domain.mkdir()
    (domain / "cfgkit.toml").write_text('[backups]\nkeep = 5\nfolder = "old"\n')
    config = load_config(domain / "psappsrv.cfg")
    assert (config.backups_kept, config.backup_folder) == (5, domain / "old")
    found = config.protection(domain / "psappsrv.cfg", "hrprd")
    assert found is not None
    assert found.name == "PRD"


def test_protects_by_path(tmp_path: Path) -> None:
    (tmp_path / "cfgkit.toml").write_text('[[protected]]\nname = "PRD"\npath = "*/PRD/*"\n')
    config = load_config(tmp_path / "psappsrv.cfg")
    assert config.protection(tmp_path / "PRD" / "psappsrv.cfg", None)
    assert config.protection(tmp_path / "DEV" / "psappsrv.cfg", "HRDEV") is None


@pytest.mark.parametrize(
    "text",
    [
        "[backups]\nkep = 3",
        "[backups]\nkeep = 0",
        "[backups]\nkeep = true",
        "[backups]\nfolder = 3",
        "backups = 3",
        "protected = 3",
        "[[protected]]\nname = 'x'",
        "[[protected]]\npath = 'x'",
        "[[protected]]\nname = 'x'\npath = 3",
        "[unknown]",
        "= broken",
        "\udcff",
    ],
)
def test_what_it_should_not_be_is_one_clear_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cfgkit.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError) as caught:
        load_config(tmp_path / "psappsrv.cfg")
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
