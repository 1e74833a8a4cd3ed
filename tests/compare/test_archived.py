"""A file against its newest archived copy."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cfgkit import parse
from cfgkit.compare.archived import SinceArchived, as_json, as_text, since_archived
from cfgkit.errors import StoreError
from cfgkit.store import ArchivedCopy, DomainFile

FILE: Final = DomainFile(Path("HRDEV/psappsrv.cfg"), "HRDEV", "psappsrv")
WHEN: Final = datetime(2026, 1, 25, 14, 30, 22, tzinfo=UTC)
COPY: Final = ArchivedCopy(Path("HRDEV/Archive/psappsrv_012526_1430_22.cfg"), WHEN, is_named_so=True)
BEFORE: Final = parse(b"[Startup]\nUserPswd=hunter2\n[SMTP Settings]\nSMTPPort=25\n")
NOW: Final = parse(b"[SMTP Settings]\nSMTPPort=587\n; note\n[Startup]\nUserPswd=geheim\n")


def test_what_changed_is_shown_without_secrets_and_with_the_way_back() -> None:
    found = since_archived(FILE, COPY, BEFORE, NOW)
    text = as_text(found, width=80)
    assert found.is_changed
    assert text.startswith(
        "HRDEV/psappsrv.cfg\n  since Archive/psappsrv_012526_1430_22.cfg, 2026-01-25 14:30:22 by its name\n"
    )
    assert "archived:4  = 25\n  now:2       = 587\n" in text
    assert text.endswith(
        "to make now like archived: 2 changes, 0 need a domain reboot, 2 of unknown effect, 1 by hand\n"
    )
    shape = as_json(found)
    assert (shape["archived_at"], shape["archived_at_from"]) == ("2026-01-25T14:30:22+00:00", "name")
    assert shape["diff"]["files"] == [str(COPY.path), str(FILE.path)]
    assert [one["key"] for one in shape["diff"]["differences"]] == ["UserPswd", "SMTPPort"]
    assert "hunter2" not in text + str(shape)
    assert "geheim" not in text + str(shape)


def test_no_change_no_copy_and_no_reading_are_said() -> None:
    same = since_archived(FILE, ArchivedCopy(COPY.path, WHEN, is_named_so=False), NOW, NOW)
    assert as_text(same, width=80).endswith("14:30:22 by the time it was modified\n  nothing changed\n")
    assert as_text(SinceArchived(FILE), width=80) == "HRDEV/psappsrv.cfg\n  no archived copy\n"
    broken = SinceArchived(FILE, COPY, problem=StoreError("permission denied"))
    assert as_text(broken, width=80).endswith("by its name\n  permission denied\n")
    for one in (same, SinceArchived(FILE), broken):
        assert not one.is_changed
        assert as_json(one)["changed"] is False
    assert as_json(broken)["error"] == "permission denied"
    assert as_json(SinceArchived(FILE))["archive"] is None
