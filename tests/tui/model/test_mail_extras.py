"""The form behind the form of a mail test, as values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cfgkit.errors import CfgkitError
from cfgkit.mail.oauth import GrantName
from cfgkit.schema.release import Release
from cfgkit.tui.model.mail_extras import EXTRAS, GRANT_WORDS, GRANTS, Extras, Source, SourceKind, blocks, extra_of
from cfgkit.tui.model.mail_trial import Trial

if TYPE_CHECKING:
    from pathlib import Path


def test_each_line_leads_to_its_own_and_the_form_has_all() -> None:
    labels = [line.label for block in blocks(Extras()) for line in block.lines]
    assert labels == [one.label for one in EXTRAS]
    assert len(set(labels)) == len(labels)
    assert all(extra_of(label).label == label for label in labels)
    assert len(GRANTS) == len(GRANT_WORDS)
    assert Extras().changed == 0


@pytest.mark.parametrize(
    ("label", "text", "value"),
    [
        ("release", "8.61", Release(8, 61)),
        ("helo", "app.example.com", "app.example.com"),
        ("time-out", "12.5", 12.5),
        ("count", "3", 3),
        ("tenant", " contoso ", "contoso"),
        ("trust store", "", None),
    ],
)
def test_what_is_typed_is_read_and_taken_back(label: str, text: str, value: Any) -> None:
    extra = extra_of(label)
    extras = extra.typed(Extras(), text)
    assert extra.value(extras) == value
    assert extras.changed == (1 if text else 0)
    assert extra.typed(extras, "") == Extras()
    assert extra.typed(Extras(), extra.text(extras)) == extras


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("release", "9"), ("helo", "a b"), ("time-out", "0"), ("time-out", "nan"), ("time-out", "1e9"), ("count", "0"),
        ("count", "1.5"), ("count", "x"), ("trust store", "/not/there"),
        ("PS_HOME", "~nobody-of-that-name"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused(label: str, text: str) -> None:
    with pytest.raises(CfgkitError):
        extra_of(label).typed(Extras(), text)


def test_yes_and_no_are_toggled() -> None:
    for label in ("strict", "check name", "blackberry", "check proxy"):
        once = extra_of(label).toggled(Extras())
        assert once is not None
        assert once.changed == 1
        assert extra_of(label).toggled(once) == Extras()
    assert extra_of("helo").toggled(Extras()) is None


def test_the_sender_is_asked_for_what_is_set(tmp_path: Path) -> None:
    extras = Extras(
        release=Release(8, 61), helo="h", timeout=7, count=2, strict=True, check_name=True, blackberry=True, check_proxy=True,
        trust=tmp_path,
    )  # fmt: skip
    asked = Trial(is_real=True, extras=extras).options("f")
    assert (asked.release, asked.helo, asked.timeout, asked.count) == (Release(8, 61), "h", 7, 2)
    assert (asked.strict, asked.check_name, asked.blackberry, asked.check_proxy) == (True, True, True, True)
    assert Trial(extras=extras).options("f").check_proxy is False


def test_a_secret_has_a_source_and_never_a_text() -> None:
    extras = Extras().with_source("password1", Source(SourceKind.ENVIRONMENT, "MAIL_PASSWORD"))
    assert extras.source("password1").words == "from an environment variable: MAIL_PASSWORD"
    assert extras.source("password").kind is SourceKind.TYPED
    assert extras.source("client-secret").kind is SourceKind.NONE
    assert replace(extras, oauth=GrantName.DEVICE_CODE).changed == 2
