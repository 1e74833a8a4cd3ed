"""A value against its type, as a finding."""

from __future__ import annotations

import pytest

from cfgkit import parse
from cfgkit.schema import BUILT_IN
from cfgkit.schema.judged import SPELLING, VALUE_TYPE, type_finding
from cfgkit.syntax import Severity


@pytest.mark.parametrize(
    ("section", "text", "wanted"),
    [
        ("SMTP Settings", "SMTPPort=2x", (VALUE_TYPE, Severity.ERROR, 11)),
        ("JOLT Listener", "Port=2x", (VALUE_TYPE, Severity.WARNING, 7)),
        ("Domain Settings", "  Restartable = 1", (SPELLING, Severity.WARNING, 17)),
        ("SMTP Settings", "SMTPPort=25", None),
        ("SMTP Settings", "SMTPPort=", None),
    ],
)
def test_a_finding_says_how_bad_and_where(section: str, text: str, wanted: tuple[str, Severity, int] | None) -> None:
    line = list(parse(f"[{section}]\n{text}\n".encode()).lines())[1]
    setting = BUILT_IN.find("psappsrv", section, line.key)
    assert setting is not None
    finding = type_finding(setting, section, line)
    assert (finding and (finding.rule, finding.severity, finding.column)) == wanted
