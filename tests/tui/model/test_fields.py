from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from screens import row_of

from cfgkit.schema.schema import BUILT_IN
from cfgkit.schema.setting import Setting  # noqa: TC001 - a fixture's annotation
from cfgkit.tui.model.fields import FieldKind, field_of
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("SMTPServer", FieldKind.HOST),
        ("SMTPPort", FieldKind.NUMBER),
        ("SMTPSender", FieldKind.ADDRESS),
        ("SMTPUseSSL", FieldKind.FLAG),
        ("DBType", FieldKind.CHOICE),
        ("UserPswd", FieldKind.SECRET),
        ("Add to PATH", FieldKind.LIST),
        ("DBName", FieldKind.TEXT),
    ],
)
def test_the_field_fits_the_type(domain: Path, key: str, kind: FieldKind) -> None:
    row = row_of(open_session(domain), key)
    assert field_of(row.setting, row.value, is_secret=row.is_secret).kind is kind


def flag(written: str) -> Setting:
    sections = ((one, BUILT_IN.settings("psappsrv", one)) for one in BUILT_IN.sections("psappsrv"))
    for _, settings in sections:
        for one in settings:
            if one.type.words == written:
                return one
    raise AssertionError(written)


def test_yes_and_no_are_offered_in_the_keys_own_spelling() -> None:
    setting = flag("1 or 0")
    assert field_of(setting, "1", is_secret=False).options == (("1", "yes"), ("0", "no"))
    assert field_of(flag("Y or N"), "N", is_secret=False).options == (("Y", "yes"), ("N", "no"))
    assert field_of(flag("Y or N"), "maybe", is_secret=False).options == (("Y", "yes"), ("N", "no"))


def test_a_setting_that_nobody_knows_is_free_text() -> None:
    assert field_of(None, "x", is_secret=False).kind is FieldKind.TEXT


def test_a_number_is_stepped_inside_its_range() -> None:
    port = BUILT_IN.find("psappsrv", "SMTP Settings", "SMTPPort")
    field = field_of(port, "25", is_secret=False)
    assert field.stepped("25", 1) == "26"
    assert field.stepped("65535", 1) == "65535"
    assert field.stepped("1", -1) == "1"
    assert field.stepped("", 1) == "1"
    assert field.stepped("x", 1) == "x"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_list_is_put_together_again_as_it_was(text: str) -> None:
    path = next(
        one
        for section in BUILT_IN.sections("psappsrv")
        for one in BUILT_IN.settings("psappsrv", section)
        if one.type.words == "list of paths"
    )
    field = field_of(path, text, is_secret=False)
    assert field.joined(field.split(text)) == text


def test_a_drives_colon_separates_nothing() -> None:
    path = BUILT_IN.find("psappsrv", "Domain Settings", "Add to PATH")
    assert field_of(path, r"C:\oracle;D:\bin", is_secret=False).split(r"C:\oracle;D:\bin") == [r"C:\oracle", r"D:\bin"]
    assert field_of(path, r"C:\oracle", is_secret=False).split(r"C:\oracle") == [r"C:\oracle"]
    assert field_of(path, "/a:/b", is_secret=False).split("/a:/b") == ["/a", "/b"]
