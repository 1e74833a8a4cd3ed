"""Explanations as values and as pages."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from cfgkit.check import RULES
from cfgkit.check.explain import ExplainedSetting, explained, explained_section, nearest, section_called
from cfgkit.check.manual import rule_page, section_page, setting_json, setting_page
from cfgkit.schema import BUILT_IN
from cfgkit.schema.release import Release
from cfgkit.schema.schema import KINDS

if TYPE_CHECKING:
    from cfgkit.check.rule import Rule

ADDRESSES = list(
    dict.fromkeys(
        (section, one.key)
        for kind in KINDS
        for section in BUILT_IN.sections(kind)
        for one in BUILT_IN.settings(kind, section)
    )
)


def explain(section: str, key: str) -> ExplainedSetting:
    found = explained(BUILT_IN, section, key)
    assert found is not None
    return found


@pytest.mark.parametrize("release", [None, Release(8, 50), Release(8, 58), Release(8, 61), Release(8, 99)], ids=str)
def test_every_setting_has_a_page_that_fits_the_terminal_and_says_something(release: Release | None) -> None:
    for section, key in ADDRESSES:
        found = explain(section, key)
        lines = setting_page(found, release).splitlines()
        assert max(map(len, lines)) <= 79, key
        assert lines[0].casefold() == f"{section}/{key}".casefold()
        facts = [line[:16].strip() for line in lines if line.startswith("  ") and line[2] != " "]
        assert {"type", "in", "default", "effect"} <= set(facts), key
        assert all(len(line) > 16 for line in lines if line.startswith("  ") and line[2] != " "), key
        assert setting_json(found)["files"], key


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rules_page_fits_the_terminal_and_its_way_out_is_toml(rule: Rule) -> None:
    page = rule_page(rule)
    assert max(map(len, page.splitlines())) <= 79
    assert tomllib.loads(page.rpartition("cfgkit.toml:")[2]) == {"rules": {rule.id: "off"}}


@pytest.mark.parametrize(
    ("address", "rules"),
    [
        ("SMTP Settings/SMTPTrace", {"mail-trace-log-fence"}),
        ("Domain Settings/LogFence", {"mail-trace-log-fence"}),
        ("Process Scheduler/LogFence", {"mail-trace-log-fence"}),
        ("SMTP Settings/SMTPPort1", {"mail-backup-incomplete", "mail-backup-same"}),
        ("SMTP Settings/SMTPPort", {"mail-backup-same"}),
        ("SMTP Settings/SMTPOAuthUseUserSession", {"mail-oauth-incomplete"}),
        ("Startup/UserPswd", {"clear-secret", "key-versions", "key-versions-differ"}),
        ("JOLT Listener/Port", set()),
    ],
)
def test_the_rules_that_concern_a_setting(address: str, rules: set[str]) -> None:
    section, _, key = address.partition("/")
    assert {rule.id for rule in explain(section, key).rules} == rules


def test_the_effects_after_the_last_known_release_are_said() -> None:
    page = setting_page(explain("SMTP Settings", "SMTPServer"))
    assert "PSPRCS.CFG: later: reboot (assumed" in page
    assert "PSAPPSRV.CFG: release not known: dynamic (assumed" in page


def test_how_a_setting_comes_into_a_file_is_said_with_its_value() -> None:
    assert "PSAPPSRV.CFG: delivered as 25\n" in setting_page(explain("SMTP Settings", "SMTPPort"))
    assert "PSAPPSRV.CFG: delivered, empty\n" in setting_page(explain("SMTP Settings", "SMTPServer"))
    assert "PSAPPSRV.CFG: added by hand\n" in setting_page(explain("SMTP Settings", "SMTPTLSEnable"))
    own = explain("SMTP Settings", "SMTPPort").first._replace(presence="site", delivered="64")
    assert "PSAPPSRV.CFG: site, delivered as 64\n" in setting_page(ExplainedSetting("A", "B", (own,), ()))
    hidden = own._replace(is_secret=True)
    assert "64" not in setting_page(ExplainedSetting("A", "B", (hidden,), ()))


def test_what_differs_between_the_files_is_said_for_each() -> None:
    page = setting_page(explain("Trace", "AETFileSize"))
    assert "PSAPPSRV.CFG: number\n" in page
    assert "PSPRCS.CFG: number of MB, 20 to 1500\n" in page
    page = setting_page(explain("Trace", "TraceSQL"))
    assert "PSAPPSRV.CFG: TraceSql\n" in page
    assert "PSPRCS.CFG: TraceSQL\n" in page
    assert setting_page(explain("Trace", "TracePC")).count("sum of powers of two") == 1


def test_a_masked_setting_shows_no_delivered_value() -> None:
    for section, key in (("PSRENSRV", "default_auth_token"), ("Search", "Remote Search Server Credentials")):
        found = explain(section, key)
        assert "a secret: never shown" in setting_page(found)
        assert setting_json(found)["secret"] is True
        assert [one["delivered"] for one in setting_json(found)["files"]] == [None]


@pytest.mark.parametrize(
    ("name", "section"),
    [("smtp settings", "SMTP Settings"), ("PSBRKDSP_MINE", "PSBRKDSP_dflt"), ("OS390", "OS390"), ("Nowhere", None)],
)
def test_sections_are_known_in_any_case_and_by_family(name: str, section: str | None) -> None:
    assert section_called(BUILT_IN, name) == section


@pytest.mark.parametrize(("section", "said"), [("Search Indexes", "the site's own"), ("OS390", "No source names")])
def test_a_section_without_known_settings_says_so(section: str, said: str) -> None:
    assert said in section_page(section, explained_section(BUILT_IN, section))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("SMTPServr", "SMTP Settings/SMTPServer"),
        ("SMTP Setings", "SMTP Settings"),
        ("smtp/smtpserver", "SMTP Settings/SMTPServer"),
        ("mail-ss-port", "mail-ssl-port"),
        ("JOLT Listener/Prot", "JOLT Listener/Port"),
    ],
)
def test_the_nearest_names(words: str, first: str) -> None:
    assert nearest(BUILT_IN, words)[0] == first


def test_nothing_is_near_nothing() -> None:
    assert nearest(BUILT_IN, "") == nearest(BUILT_IN, "qqqqqq") == ()
