"""Their value in place of the one on the screen, where both changed a setting."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cfgkit.errors import EditError
from cfgkit.tui.model.outside import look, theirs_taken
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit import Document

FILE = b"[SMTP Settings]\nSMTPPort=1\nSMTPSender=2\n;SMTPTrace=3\n"


def taken(path: Path, mine: dict[str, str], theirs: bytes) -> Document:
    """The file with mine, then theirs, where theirs is taken in each conflict."""
    path.write_bytes(FILE)
    session = open_session(path)
    document = session.document
    for key, value in mine.items():
        document = document.set("SMTP Settings", key, value)
    path.write_bytes(theirs)
    now = session.outside()
    assert now is not None
    merged, conflicts = session.edited(document).merged(now)
    found = merged.document
    for one in conflicts:
        found = theirs_taken(found, one, merged.original)
    return found


@pytest.mark.parametrize(
    ("theirs", "found"),
    [
        (
            b"[SMTP Settings]\nSMTPPort=5\nSMTPSender=2\n;SMTPTrace=3\n",
            b"[SMTP Settings]\nSMTPPort=5\nSMTPSender=2\n;SMTPTrace=3\n",
        ),
        (
            b"[SMTP Settings]\n;SMTPPort=1\nSMTPSender=2\n;SMTPTrace=3\n",
            b"[SMTP Settings]\n;SMTPPort=9\nSMTPSender=2\n;SMTPTrace=3\n",
        ),
        (b"[SMTP Settings]\nSMTPSender=2\n;SMTPTrace=3\n", b"[SMTP Settings]\nSMTPSender=2\n;SMTPTrace=3\n"),
    ],
)
def test_theirs_is_live_commented_out_or_gone(tmp_path: Path, theirs: bytes, found: bytes) -> None:
    assert taken(tmp_path / "psappsrv.cfg", {"SMTPPort": "9"}, theirs).to_bytes() == found


def test_what_is_live_twice_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EditError, match="more than once there"):
        taken(
            tmp_path / "psappsrv.cfg",
            {"SMTPPort": "9"},
            b"[SMTP Settings]\nSMTPPort=5\nSMTPPort=6\nSMTPSender=2\n;SMTPTrace=3\n",
        )


def test_a_file_that_is_another_one_is_looked_at_anew(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(FILE)
    session = open_session(path)
    path.write_bytes(b"[SMTP Settings]\nSMTPPort=7\n")
    os.utime(path, (1, 1))
    first = look(session, None)
    assert first.now is not None
    # What was kept or reloaded meanwhile is the file as it is.
    assert look(session.kept(first.now), first).now is None
