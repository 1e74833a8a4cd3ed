"""What is known of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cfgkit import load, parse
from cfgkit.schema import BUILT_IN, PEOPLESOFT, kind_of

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.schema.setting import FileKind


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ([], "unknown"),
        (["Startup", "SMTP Settings"], "unknown"),
        (["Domain Settings"], "psappsrv"),
        (["JOLT LISTENER"], "psappsrv"),
        (["Process Scheduler", "PSTOOLS"], "psprcs"),
        (["tuxedo settings", "PSAESRV"], "psprcs"),
        (["Domain Settings", "Process Scheduler"], "unknown"),
    ],
)
def test_the_kind_of_a_file(names: list[str], kind: str) -> None:
    assert kind_of(names) == kind


def test_the_effect_of_a_change_and_how_sure_it_is() -> None:
    assert BUILT_IN.effect("psappsrv", "JOLT Listener", "Port").effect == "reboot"
    assert BUILT_IN.effect("psappsrv", "jolt listener", "PORT").certainty == "template"
    assert BUILT_IN.effect("psappsrv", "Database Options", "EnableDBMonitoring").effect == "dynamic-if-allowed"
    assert BUILT_IN.effect("unknown", "JOLT Listener", "Port").effect == "unknown"
    assert BUILT_IN.effect("psappsrv", "Own", "Key").effect == "unknown"
    found = parse(b"[Domain Settings]\n[JOLT Listener]\nPort=1\n").effect("JOLT Listener", "Port")
    assert (found.effect, bool(found.source)) == ("reboot", True)


@pytest.mark.parametrize("kind", ["psappsrv", "psprcs"])
def test_no_smtp_setting_waits_for_allow_dynamic_changes(kind: FileKind) -> None:
    keys = PEOPLESOFT.known_keys("SMTP Settings")
    assert {"smtpserver", "smtpport1", "smtpuserpassword"} <= keys
    assert "dynamic-if-allowed" not in {BUILT_IN.effect(kind, "SMTP Settings", key).effect for key in keys}


def test_a_messaging_servers_section_is_described_by_the_default_one() -> None:
    assert PEOPLESOFT.known_keys("PSBRKDSP_NEW") == PEOPLESOFT.known_keys("psbrkdsp_dflt") != frozenset()
    assert PEOPLESOFT.known_keys("psbrkdsp_new") == PEOPLESOFT.known_keys("PSBRKDSP_NEW")
    assert PEOPLESOFT.known_keys("PSBRKXXX_NEW") == frozenset()
    known = BUILT_IN.effect("psappsrv", "PSPUBHND_dflt", "Min Instances")
    assert BUILT_IN.effect("psappsrv", "PSPUBHND_MINE", "Min Instances") == known


def test_whole_files_hold_their_sections_in_the_delivered_order(repo: Path) -> None:
    for name in ("psappsrv/psappsrv.cfg", "psprcs-unix/psprcs.cfg"):
        names = [section.name for section in load(repo / "fixtures" / name).sections if section.name]
        order = [name for name in PEOPLESOFT.section_order(names) if name in names]
        assert [name for name in names if name in order] == order
        assert len(order) > 15


def test_a_file_of_no_kind_has_no_order() -> None:
    assert PEOPLESOFT.section_order(["Startup"]) == ()
