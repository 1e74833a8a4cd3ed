from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit.errors import StoreError
from cfgkit.store import newest_archive

times = st.datetimes(datetime(2001, 1, 1), datetime(2060, 1, 1)).map(lambda when: when.replace(microsecond=0))  # noqa: DTZ001 - a name has no zone


@given(st.sets(times, min_size=1, max_size=6), st.sampled_from(["Archive", "ARCHIVE"]))
@example({datetime(2025, 12, 31), datetime(2026, 1, 1)}, "archive")  # noqa: DTZ001 - as above
def test_the_newest_by_its_name_is_taken(stamps: set[datetime], folder: str) -> None:
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "psappsrv.cfg"
        (file.parent / folder).mkdir()
        for number, when in enumerate(sorted(stamps)):
            copy = file.parent / folder / f"psappsrv_{when:%m%d%y_%H%M_%S}.cfg"
            copy.write_bytes(b"")
            os.utime(copy, (1_000_000_000 - number, 1_000_000_000 - number))
        found = newest_archive(file)
        assert found is not None
        assert found.is_named_so
        assert found.path.name == f"psappsrv_{max(stamps):%m%d%y_%H%M_%S}.cfg"
        assert found.when.replace(tzinfo=None) - max(stamps) < timedelta(hours=2)


def test_a_name_without_a_time_goes_by_when_it_was_modified(tmp_path: Path) -> None:
    file = tmp_path / "PSPRCS.CFG"
    folder = tmp_path / "Archive"
    folder.mkdir()
    assert newest_archive(file) is None
    for name, when in {
        "PSPRCS_012526_1430_22.CFG": datetime(2030, 1, 1, tzinfo=UTC),
        "psprcs.cfg": datetime(2026, 3, 1, tzinfo=UTC),
        "psprcs_023026_1430_22.cfg": datetime(2026, 2, 1, tzinfo=UTC),
        "PSPRCS_Mon_Jan_5.CFG": datetime(2026, 1, 5, tzinfo=UTC),
        "psappsrv_123199_0000_00.cfg": datetime(2040, 1, 1, tzinfo=UTC),
        "psprcs_010130_0000_00.cfx": datetime(2040, 1, 1, tzinfo=UTC),
        "psprcs.cfg.cfgkit-20301123T184500.000001Z.bak": datetime(2040, 1, 1, tzinfo=UTC),
    }.items():
        (folder / name).write_bytes(b"")
        os.utime(folder / name, (when.timestamp(), when.timestamp()))
    (folder / "psprcs_010140_0000_00.cfg").mkdir()
    order = []
    while (found := newest_archive(file)) is not None:
        order.append((found.path.name, found.is_named_so))
        found.path.unlink()
    assert order == [
        ("psprcs.cfg", False),
        ("psprcs_023026_1430_22.cfg", False),
        ("PSPRCS_012526_1430_22.CFG", True),
        ("PSPRCS_Mon_Jan_5.CFG", False),
    ]


def test_no_archive_is_none_and_no_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(b"a file of that name")
    assert newest_archive(tmp_path / "psappsrv.cfg") is None
    with pytest.raises(StoreError, match="archived copies can't be read"):
        newest_archive(tmp_path / "gone" / "psappsrv.cfg")
