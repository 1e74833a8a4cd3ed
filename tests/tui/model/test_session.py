from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from screens import ROOT, TEXT

from cfgkit.errors import ChangedOnDiskError
from cfgkit.tui.model.rows import rows_of
from cfgkit.tui.model.session import open_session


def test_an_edit_is_a_row_marked_as_modified(config: Path) -> None:
    session = open_session(config)
    edited = session.edited(session.document.set("SMTP Settings", "SMTPPort", "587"))
    assert [row.key for row in rows_of(edited) if row.is_modified] == ["SMTPPort"]
    assert edited.is_modified
    assert not session.is_modified
    assert not edited.undone().is_modified
    assert edited.undone().redone().document == edited.document
    assert edited.touched(session) == {("smtp settings", "smtpport")}
    assert edited.undone().touched(edited) == {("smtp settings", "smtpport")}


def test_saving_writes_once_and_can_still_be_undone(config: Path) -> None:
    before = config.read_bytes()
    session = open_session(config)
    session = session.edited(session.document.set("SMTP Settings", "SMTPPort", "587"))
    session, done = session.saved()
    assert done.backup is not None
    assert config.read_bytes() == before.replace(b"=25", b"=587")
    assert not session.is_modified
    session, _ = session.undone().saved()
    assert config.read_bytes() == before


def test_a_file_changed_outside_is_not_overwritten(config: Path) -> None:
    session = open_session(config)
    session = session.edited(session.document.set("SMTP Settings", "SMTPPort", "587"))
    config.write_bytes(b"by someone else")
    with pytest.raises(ChangedOnDiskError):
        session.saved()
    assert config.read_bytes() == b"by someone else"
    assert session.is_modified


def test_read_only_and_protected_files_say_so(config: Path) -> None:
    assert open_session(config).locked == ""
    assert open_session(config, read_only=True).locked == "read-only"
    (config.parent / "cfgkit.toml").write_text('[[protected]]\nname = "PRD"\ndbname = "HRDEV"\n')
    assert open_session(config).locked == "protected: PRD"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can become another user")
def test_what_the_system_would_not_let_be_written_says_why() -> None:
    # pytest's own folder can be entered by nobody else.
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "psappsrv.cfg"
        config.write_bytes(TEXT)
        config.parent.chmod(0o755)
        config.chmod(0o644)
        program = (
            "import os; from pathlib import Path; from cfgkit.tui.model.session import open_session; "
            f"path = Path({str(config)!r}); open_session(path); os.setuid(65534); print(open_session(path).locked)"
        )
        env = {**os.environ, "XDG_CONFIG_HOME": folder, "PYTHONPATH": str(ROOT)}

        def locked() -> str:
            done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
            return done.stdout.strip()

        assert locked() == "read-only: permission denied"
        config.chmod(0o666)
        assert locked() == "read-only: no right to write in its folder"
        config.parent.chmod(0o777)
        assert locked() == ""


@given(
    st.lists(st.tuples(st.sampled_from(["set", "comment", "remove", "undo", "redo"]), st.integers(0, 5)), max_size=20)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_to_the_start_gives_the_original_bytes(config: Path, steps: list[tuple[str, int]]) -> None:
    session = open_session(config)
    before = config.read_bytes()
    for step, number in steps:
        entries = list(session.document.entries())
        if step in ("undo", "redo"):
            session = session.undone() if step == "undo" else session.redone()
        elif entries:
            entry = entries[number % len(entries)]
            document = session.document
            if entry.live and step == "set":
                session = session.edited(document.set(entry.section, entry.key, str(number)))
            elif entry.live:
                method = document.comment_out if step == "comment" else document.remove
                session = session.edited(method(entry.section, entry.key))
        assert session.document.to_bytes() == session.history[session.at].document.to_bytes()
    for _ in session.history:
        session = session.undone()
    assert session.document.to_bytes() == before == config.read_bytes()
