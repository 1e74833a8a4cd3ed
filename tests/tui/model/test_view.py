from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cfgkit.tui.model.rows import State, rows_of
from cfgkit.tui.model.search import index_of
from cfgkit.tui.model.session import open_session
from cfgkit.tui.model.toggles import line, parts
from cfgkit.tui.model.view import Toggle, View, counts

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.tui.model.session import Session


def listed(session: Session, view: View) -> list[str]:
    rows = rows_of(session)
    return [rows[number].key or f"[{rows[number].section}]" for number in view.listed(rows, index_of(rows))]


def test_all_lists_every_row(domain: Path) -> None:
    session = open_session(domain)
    assert len(listed(session, View())) == len(rows_of(session))
    assert View(query="  ").is_all


def test_a_toggle_lists_settings_below_their_headers(domain: Path) -> None:
    session = open_session(domain)
    session = session.edited(session.document.set("SMTP Settings", "SMTPPort", "587"))
    assert listed(session, View().toggled(Toggle.MODIFIED)) == ["[SMTP Settings]", "SMTPPort"]
    both = View().toggled(Toggle.MODIFIED).toggled(Toggle.SECRETS)
    assert listed(session, both) == []
    assert listed(session, View().toggled(Toggle.MAIL))[0] == "[SMTP Settings]"
    assert "UserPswd" in listed(session, View().toggled(Toggle.SECRETS))


def test_states_come_one_after_the_other(domain: Path) -> None:
    session, view = open_session(domain), View()
    seen = []
    for _ in range(4):
        view = view.with_next_state()
        seen.append(view.state)
        rows = rows_of(session)
        states = {rows[number].state for number in view.listed(rows, index_of(rows)) if not rows[number].is_header}
        assert view.state is None or states == {view.state}
    assert seen == [State.LIVE, State.OFF, State.ABSENT, None]


def test_an_edited_setting_stays_listed_until_the_next_search(domain: Path) -> None:
    session = open_session(domain)
    session = session.edited(session.document.set("SMTP Settings", "SMTPPort", "587"))
    view = View().toggled(Toggle.MODIFIED)
    back = session.edited(session.document.set("SMTP Settings", "SMTPPort", "25"))
    assert listed(back, view) == []
    view = view.keeping(back.touched(session))
    assert listed(back, view) == ["[SMTP Settings]", "SMTPPort"]
    assert listed(back, view.finding("port")) == []
    assert listed(back, view.toggled(Toggle.MAIL)) == []


def test_findings_that_belong_to_a_section_list_its_header(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(b"[Startup]\nwhat is this\nDBName=HR\n")
    assert listed(open_session(path), View().toggled(Toggle.FINDINGS)) == ["[Startup]"]


def test_the_bar_says_what_is_on_without_colour(domain: Path) -> None:
    found = counts(rows_of(open_session(domain)))
    assert found[Toggle.MODIFIED] == 0
    assert line(parts(View(), found, 80)).startswith("[1 All]2 Modified ")
    both = View().toggled(Toggle.MODIFIED).toggled(Toggle.FINDINGS)
    assert "[2 Modified|3 Findings]" in line(parts(both, found, 80))
    assert "Modified 0 " in line(parts(View(), found, 160))


@pytest.mark.parametrize("width", [60, 80, 160])
def test_the_bar_fits(domain: Path, width: int) -> None:
    found = counts(rows_of(open_session(domain)))
    for state in (None, *State):
        assert len(line(parts(View(state=state), found, width))) <= max(width, 60)
