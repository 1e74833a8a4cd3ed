"""The public Document: what `from cfgkit import load, parse` gives."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

import cfgkit
from cfgkit import AddressError, CfgkitError, Document, EditError, InputError, Secret, StoreError, load, parse

if TYPE_CHECKING:
    from pathlib import Path

FILE = b"[SMTP Settings]\nSMTPServer=mail\nSMTPPort=25\nSMTPPort=26\n;SMTPSender=x\nSMTPUserPassword=p\n[smtp settings]\nOther=1\n"


def test_every_public_name_is_there() -> None:
    assert cfgkit.__all__ == sorted(cfgkit.__all__)
    for name in cfgkit.__all__:
        assert getattr(cfgkit, name).__doc__
    with pytest.raises(AttributeError, match="nothing_here"):
        _ = cfgkit.nothing_here


def test_every_error_is_a_cfgkit_error_and_edits_raise_value_errors() -> None:
    assert issubclass(EditError, ValueError)
    assert issubclass(AddressError, ValueError)
    assert all(issubclass(error, CfgkitError) for error in (EditError, AddressError, InputError, StoreError))


def test_settings_are_read_like_a_mapping() -> None:
    settings = parse(FILE)["SMTP Settings"]
    assert settings["SMTPServer"] == settings["smtpserver"] == "mail"
    assert settings["SMTPPort"] == "26"
    assert settings["SMTPUserPassword"] == Secret("p")
    assert "SMTPServer" in settings
    assert "SMTPSender" not in settings
    assert settings.get("SMTPSender") is None
    assert repr(settings) == "Settings('SMTP Settings')"
    with pytest.raises(KeyError):
        settings["Missing"]


def test_each_key_that_iteration_gives_can_be_read() -> None:
    settings = parse(FILE)["SMTP Settings"]
    assert [key for key in settings if key not in settings] == []
    assert len(settings) == len(list(settings)) == len(dict(settings))


def test_a_section_is_found_in_any_case() -> None:
    document = parse(FILE)
    assert "SMTP SETTINGS" in document
    assert "Startup" not in document
    with pytest.raises(KeyError):
        document["Startup"]


def test_a_document_is_a_value(tmp_path: Path) -> None:
    document = parse(FILE)
    assert document == parse(FILE)
    assert hash(document) == hash(parse(FILE))
    assert document != parse(FILE + b"\n")
    assert document != parse(b"\xef\xbb\xbf" + FILE)
    assert isinstance(document.set("SMTP Settings", "SMTPServer", "x"), Document)
    with pytest.raises((dataclasses.FrozenInstanceError, AttributeError)):
        document.blocks = ()  # type: ignore[misc] # what must not work
    with pytest.raises((AttributeError, TypeError)):
        document.extra = 1  # type: ignore[attr-defined] # same
    (tmp_path / "f").write_bytes(FILE)
    assert load(tmp_path / "f") == document


def test_an_edit_shares_every_block_that_it_did_not_touch() -> None:
    document = parse(FILE)
    new = document.set("smtp settings", "Other", "2")
    assert new.blocks[1] is document.blocks[1]
    assert document.to_bytes() == FILE


def test_a_missing_file_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        load(tmp_path / "missing")


def test_the_repr_says_how_large_it_is_and_no_more() -> None:
    assert repr(parse(FILE)) == "Document(2 sections, utf-8)"
