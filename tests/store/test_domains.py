from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cfgkit.errors import StoreError
from cfgkit.store import find_domains

if TYPE_CHECKING:
    from pathlib import Path


def test_finds_the_files_of_all_domains_and_skips_archives(tmp_path: Path) -> None:
    for name in (
        "appserv/HRDEV/PSAPPSRV.CFG",
        "appserv/HRTST/psappsrv.cfg",
        "appserv/HRTST/Archive/psappsrv_112326_1030_22.cfg",
        "appserv/HRTST/psappsrv.cfg.cfgkit-20261123T184500.000001Z.bak",
        "appserv/prcs/HRDEV/psprcs.cfg",
        "appserv/Archive/psappsrv.cfg",
        "appserv/prcs/Archive/psprcs.cfg",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    found = find_domains(tmp_path)
    assert [(one.domain, one.kind, one.path.name) for one in found] == [
        ("HRDEV", "psappsrv", "PSAPPSRV.CFG"),
        ("HRTST", "psappsrv", "psappsrv.cfg"),
        ("HRDEV", "psprcs", "psprcs.cfg"),
    ]
    assert find_domains(tmp_path / "appserv") == found


def test_a_folder_without_domains_is_one_clear_line(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(StoreError):
            find_domains(folder)
