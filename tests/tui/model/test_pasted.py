"""What pasted lines would do, and what of it can be shown."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from screens import DOMAIN

from cfgkit.document import parse
from cfgkit.tui.model.pasted import Does, lines_in_words, pasted
from cfgkit.tui.widgets.masked_area import hidden

FILE = parse(DOMAIN)


@pytest.mark.parametrize(
    ("line", "does", "words"),
    [
        ("SMTPPort=587", Does.CHANGES, "[SMTP Settings] SMTPPort: 25 -> 587"),
        ("SMTPPort = 587 ", Does.CHANGES, "[SMTP Settings] SMTPPort: 25 -> 587"),
        ("SMTPPort=25", Does.SAME, "[SMTP Settings] SMTPPort: it says so already"),
        ("SMTPUserName=me", Does.ADDS, "[SMTP Settings] SMTPUserName: me"),
        ("SMTPPrt=1", Does.ADDS, "[SMTP Settings] SMTPPrt: 1  (no source knows it there)"),
        ("SMTPPort=x5", Does.DOUBTFUL, "[SMTP Settings] SMTPPort: 25 -> x5, which is no port (column 10)"),
        ("SMTPUserPassword=geheim", Does.CHANGES, "[SMTP Settings] SMTPUserPassword: ******** -> ********"),
        ("SMTPUserPassword=********", Does.REFUSED, "it is none"),
        ("nothing of that kind", Does.REFUSED, "it is no KEY=VALUE"),
        ("; words", Does.LEFT_OUT, "a comment"),
        (";SMTPPort=1", Does.LEFT_OUT, "a comment"),
        ("[x]=y", Does.REFUSED, ""),
    ],
)
def test_each_line_is_looked_at(line: str, does: Does, words: str) -> None:
    found = pasted(FILE, "SMTP Settings", 1, f"\n{line}")
    (one,) = found.lines
    assert (one.number, one.does) == (2, does)
    assert words in one.words
    changed = does in {Does.CHANGES, Does.ADDS}
    assert (found.without_doubtful != FILE) is changed
    assert (found.document != FILE) is (changed or does is Does.DOUBTFUL)


def test_headers_lead_elsewhere_and_the_later_line_counts() -> None:
    text = "SMTPPort=26\r\n[Startup]\r\nDBName=HRTST\r\n[New One]\r\nA=1\r\n[SMTP Settings]\r\nSMTPPort=27\r\n"
    found = pasted(FILE, "SMTP Settings", 1, text)
    for words in (b"DBName=HRTST\n", b"[New One]\nA=1\n", b"SMTPPort=27\n"):
        assert words in found.document.to_bytes()
    assert [line.number for line in found.lines] == [1, 3, 5, 7]
    assert "26 -> 27" in found.lines[-1].words
    assert found.words == "4 lines: 1 added, 3 changed"


def test_a_duplicate_is_refused_and_the_section_under_the_cursor_is_the_one_meant() -> None:
    twice = parse(b"[A]\nx=1\nx=2\n[B]\ny=1\n[B]\ny=2\n")
    (line,) = pasted(twice, "A", 1, "x=3").lines
    assert line.does is Does.REFUSED
    assert pasted(twice, "B", 2, "y=3").document.to_bytes() == b"[A]\nx=1\nx=2\n[B]\ny=1\n[B]\ny=3\n"


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
@example("[a]\n[a]\n=\n\x00=1")
@example("SMTPPort=1\rSMTPPort=2\x85x")
@example("\ufeffSMTPPort=1")
@example("[SMTP Settings]]\nSMTPPort=1")
def test_any_text_is_looked_at_and_what_is_taken_in_reads_back(text: str) -> None:
    found = pasted(FILE, "SMTP Settings", 1, text)
    assert parse(found.document.to_bytes()).text == found.document.text
    assert all("\x1b" not in line for line in lines_in_words(found))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("SMTPPort=25", "SMTPPort=25"),
        ("UserPswd=hunter2", "UserPswd=•••••••"),
        (";UserPswd=hunter2", ";UserPswd=•••••••"),
        ("; password: hunter2", "; password: •••••••"),
        ("Pswd=a\x1b[2J", "Pswd=•••••"),
        ("a=\x1b[2J", "a=\N{REPLACEMENT CHARACTER}[2J"),
        ("[SMTP Settings]", "[SMTP Settings]"),
        ("Add=-Dx.password=geheim -Dy", "Add=-Dx.password=•••••• -Dy"),
        ("", ""),
    ],
)
def test_a_field_of_several_lines_hides_secrets(text: str, shown: str) -> None:
    assert hidden(text, frozenset()) == shown


@given(st.text(st.characters(exclude_characters="\r\n"), max_size=30))
@example("\ufeffx")
@example("\ud800")
def test_what_is_shown_is_as_long_as_what_is_there(text: str) -> None:
    assert len(hidden(text, frozenset())) == len(text)


def test_the_mark_at_a_files_beginning_is_no_part_of_a_key_and_trailing_blanks_none_of_a_value() -> None:
    found = pasted(FILE, "SMTP Settings", 1, "\ufeffSMTPPort=587 \t\n")
    assert b"\nSMTPPort=587\n" in found.document.to_bytes()


@pytest.mark.parametrize("text", ["a\x1b[2Jb", "x=\u202ey", "[\x9b]"])
def test_what_would_act_on_the_terminal_is_not_shown_in_a_field(text: str) -> None:
    assert hidden(text, frozenset()).isprintable()
