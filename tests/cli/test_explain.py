"""`cfgkit explain`, `cfgkit schema import`, and `set` with the schema's types."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cfgkit.check import RULES
from cfgkit.schema import BUILT_IN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Runner


def test_a_setting_is_explained_with_all_that_is_known(cfgkit: Runner) -> None:
    ran = cfgkit("explain", "SMTP Settings/SMTPTrace")
    assert ran.code == 0
    text = " ".join(ran.out.split())
    for part in (
        "SMTP Settings/SMTPTrace",
        "1 means every detail",
        "default 0 (the delivered file of 8.54)",
        "PSAPPSRV.CFG: delivered as 0",
        "8.56, 8.57, 8.61, 8.63: reboot (documented:",
        "PSPRCS.CFG: 8.50, 8.54: reboot (assumed: sources disagree",
        "example SMTPTrace=",
        "LogFence has to be 5",
        "mail-trace-log-fence (warning)",
        "no property for it is known",
    ):
        assert part in text, part
    assert max(map(len, ran.out.splitlines())) <= 79


def test_the_release_narrows_the_effects(cfgkit: Runner) -> None:
    text = " ".join(cfgkit("explain", "SMTPGuaranteed", "--release", "8.57").out.split())
    assert "PSAPPSRV.CFG: 8.57: reboot (documented" in text
    assert "8.61" not in text


def test_bare_keys_sections_rules_and_unknown_names(cfgkit: Runner) -> None:
    assert "SMTPPort, of the first mail server" in cfgkit("explain", "smtpport1").out
    ran = cfgkit("explain", "Port")
    assert (ran.code, "JOLT Listener/Port" in ran.out) == (0, True)
    ran = cfgkit("explain", "smtp settings")
    assert ran.out.startswith("[SMTP Settings]\n")
    for part in ("never by a client", "MIME 1.0", "MultiChannel", "1612188.1", "2876697.1", "SMTPSMIMEHandling"):
        assert part in ran.out
    ran = cfgkit("explain", "mail-ssl-port")
    assert ran.out.startswith("mail-ssl-port  (warning)\n")
    assert "SMTPSSLPort=587" in ran.out
    ran = cfgkit("explain", "SMTPSrver", "SMTPPort")
    assert ran.code == 1
    assert "near it: SMTP Settings/SMTPServer" in ran.err
    assert "SMTP Settings/SMTPPort" in ran.out
    assert cfgkit("explain").code == 2
    assert cfgkit("explain", "PSBRKHND_MINE/Min Instances").code == 0
    ran = cfgkit("explain", "search indexes")
    assert (ran.code, ran.out.partition("\n")[0], ran.err) == (0, "[Search Indexes]", "")


def test_all_rules_are_listed_and_have_a_page(cfgkit: Runner) -> None:
    listed = cfgkit("explain", "--rules").out
    assert [line.split()[0] for line in listed.splitlines()] == [rule.id for rule in RULES]
    pages = cfgkit("explain", *(rule.id for rule in RULES))
    assert pages.code == 0
    assert pages.out.count("\nOff: --ignore ") == len(RULES)


def test_explain_as_json(cfgkit: Runner) -> None:
    shape = json.loads(cfgkit("explain", "SMTPUserPassword", "mail-charset", "--format", "json").out)
    assert shape["schema"] == "cfgkit.explain/1"
    setting, rule = shape["results"]
    assert (setting["key"], setting["secret"], setting["counterpart"]) == (
        "SMTPUserPassword",
        True,
        "SMTPUserPassword1",
    )
    assert {one["file"] for one in setting["files"]} == {"psappsrv", "psprcs"}
    assert set(setting["files"][0]["effects"][0]) == {"release", "effect", "effect_certainty", "effect_source"}
    assert rule["rule"] == "mail-charset"
    rules = json.loads(cfgkit("explain", "--rules", "--format", "json").out)["results"]
    assert len(rules) == len(RULES)


@pytest.mark.parametrize("kind", ["psappsrv", "psprcs"])
def test_every_section_has_a_page(cfgkit: Runner, kind: str) -> None:
    sections = [one for one in BUILT_IN.sections(kind) if BUILT_IN.settings(kind, one)]  # type: ignore[arg-type]
    ran = cfgkit("explain", *sections)
    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) <= 79


TEMPLATE = (
    b'[Domain Settings]\n;; sd="secret words", dt="d", dy="Y"\n;; option(va = 1)\n;; option(va = 2)\nNew Key=1\n'
    b'[JOLT Listener]\n;; dt="e"\nJolt Pin=hunter2\n'
)


def test_a_template_becomes_part_of_the_schema(cfgkit: Runner, config: Path) -> None:
    template = config.with_name("small.cfx")
    template.write_bytes(TEMPLATE)
    config.with_name("cfgkit.toml").write_text('[schema]\ninclude = ["tools.toml"]\n')
    ran = cfgkit("schema", "import", template, "-o", config.with_name("tools.toml"))
    assert ran.code == 0
    assert "2 settings" in ran.err
    written = config.with_name("tools.toml").read_text()
    assert "hunter2" not in written
    assert "secret words" not in written
    assert cfgkit("schema", "import", template, "-o", config.with_name("tools.toml")).code == 2
    assert cfgkit("schema", "import", template).out == written
    ran = cfgkit("set", config, "Domain Settings/New Key=3")
    assert ran.code == 1
    assert "is not one of 1, 2" in ran.err
    ran = cfgkit("set", config, "Domain Settings/New Key=2")
    assert "(dynamic-if-allowed, template)" in ran.out
    assert "Allow Dynamic Changes is not set here" in ran.out
    assert cfgkit("set", config, "JOLT Listener/Jolt Pin=4711").code == 2
    assert "dynamic-if-allowed" in cfgkit("explain", "Domain Settings/New Key").out


def test_a_template_that_is_none_is_one_clear_error(cfgkit: Runner, tmp_path: Path) -> None:
    (tmp_path / "x.cfx").write_bytes(b"[Startup]\nDBName=\n")
    assert cfgkit("schema", "import", "x.cfx").code == 2
    assert cfgkit("schema", "import", "x.cfx", "--kind", "psprcs").code == 0
    (tmp_path / "y.cfx").write_bytes(b"[Domain Settings]\n")
    assert "holds no setting" in cfgkit("schema", "import", "y.cfx").err


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("SMTP Settings/SMTPPort=2x5", "SMTPPort is no port"),
        ("SMTP Settings/SMTPUseSSL=true", "write Y"),
        ("SMTP Settings/SMTPSSLProtocol=SSLv3", "is not one of TLSv1.2, TLSv1.3"),
        ("Domain Settings/Domain ID=123456789", "more than 8 characters"),
    ],
)
def test_set_refuses_what_the_type_refuses_unless_forced(cfgkit: Runner, config: Path, setting: str, said: str) -> None:
    before = config.read_bytes()
    ran = cfgkit("set", config, setting)
    assert ran.code == 1
    assert said in ran.err
    assert config.read_bytes() == before
    assert sorted(one.name for one in config.parent.iterdir()) == [config.name]
    assert cfgkit("set", config, setting, "--force").code == 0
    assert config.read_bytes() != before


def test_set_takes_what_nobody_knows_and_references(cfgkit: Runner, config: Path) -> None:
    assert (
        cfgkit("set", config, "Own/Key=anything", "SMTP Settings/SMTPPort=%PORT%", "SMTP Settings/SMTPSender=").code
        == 0
    )


def test_the_effect_of_set_and_diff_is_the_releases(cfgkit: Runner, config: Path) -> None:
    ran = cfgkit("set", config, "SMTP Settings/SMTPGuaranteed=1", "--release", "8.57", "--format", "json")
    change = json.loads(ran.out)["results"][0]["changes"][0]
    assert (change["effect"], change["effect_certainty"]) == ("reboot", "documented")
    assert change["effect_source"]
    other = config.with_name("other.cfg")
    other.write_bytes(config.read_bytes().replace(b"SMTPGuaranteed=1", b"SMTPGuaranteed=0"))
    for release, effect in (("8.57", "reboot"), ("8.61", "dynamic")):
        ran = cfgkit("diff", config, other, "--release", release, "--format", "json")
        assert json.loads(ran.out)["results"][0]["differences"][0]["effect"] == effect
