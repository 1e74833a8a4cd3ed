"""The schema of [SMTP Settings] against the facts, key by key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from cfgkit.schema.network_type import Email, Host, Url
from cfgkit.schema.release import Release, release_of
from cfgkit.schema.secrets import is_secret
from cfgkit.schema.smtp import smtp_settings
from cfgkit.schema.value_type import Choice, Flag, Number, Refusal, SecretText, Text

if TYPE_CHECKING:
    from cfgkit.schema.setting import FileKind

FACTS: Final[list[dict[str, Any]]] = json.loads(Path(__file__).with_name("smtp_facts.json").read_text("utf-8"))
FILES: Final[tuple[FileKind, ...]] = ("psappsrv", "psprcs")
TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "host": Host,
    "port": Number,
    "email": Email,
    "charset": Choice,
    "dll-name": Text,
    "0/1": (Flag, Number),
    "0/1/2": Number,
    "string": Text,
    "secret": SecretText,
    "int-ms": Number,
    "int": Number,
    "Y/N": Flag,
    "true/false": Flag,
    "boolean": Flag,
    "alias": Text,
    "enum": Choice,
    "url": Url,
}
# What the facts get wrong, by the issue: these work without the switch that is named there.
NO_DEPENDENCY: Final = {"SMTPTLSRequired", "SMTPClientCertAlias", "SMTPSSLProtocol"}


def test_all_66_keys_are_there_spelled_exactly() -> None:
    assert len(FACTS) == 66
    for file in FILES:
        assert {one.key for one in smtp_settings(file).values()} == {fact["name"] for fact in FACTS}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["name"])
@pytest.mark.parametrize("file", FILES)
def test_a_key_is_as_the_facts_have_it(fact: dict[str, Any], file: FileKind) -> None:
    one = smtp_settings(file)[fact["name"].casefold()]
    assert one.server == fact["server"]
    assert one.counterpart == fact.get("counterpart", "")
    assert one.group == fact["group"]
    assert isinstance(one.type, TYPES[fact["type"]])
    assert one.is_secret == fact["secret"] == is_secret(one.key)
    assert one.aliases == tuple(fact.get("aliases", ()))
    assert one.default == (None if fact["default"] is None else str(fact["default"]))
    assert bool(one.default_source) == (fact["default"] is not None)
    delivered = fact.get("delivered_value_8.54")
    value = delivered.get(file) if isinstance(delivered, dict) else delivered
    assert one.delivered == (value if file in fact.get("delivered_in_8.50_and_8.54", ()) else None)
    assert one.since.startswith(fact["first_seen"].replace(" delivered file", "")[:4])
    assert all(not isinstance(one.type.parse(str(text)), Refusal) for text in fact.get("values", ()))
    wanted = {name for name in fact.get("depends_on", ()) if one.key.rstrip("1") not in NO_DEPENDENCY}
    assert wanted <= {*one.depends_on}
    assert one.description
    assert one.example.startswith(f"{one.key}=")
    example = one.example.partition("=")[2]
    assert not isinstance(one.type.parse(example), Refusal)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["name"])
def test_how_a_key_comes_into_a_file(fact: dict[str, Any]) -> None:
    by_hand = fact.get("delivered", "").startswith("added by hand")
    for file in FILES:
        one = smtp_settings(file)[fact["name"].casefold()]
        if file in fact.get("delivered_in_8.50_and_8.54", ()):
            assert one.presence == "delivered"
        elif fact["files"][file] is not True:
            assert one.presence == "unverified"
        else:
            assert one.presence == ("added by hand" if by_hand else "documented")


@pytest.mark.parametrize(
    ("key", "release", "effect", "certainty"),
    [
        ("SMTPGuaranteed", "8.56", "reboot", "documented"),
        ("SMTPGuaranteed", "8.57", "reboot", "documented"),
        ("SMTPGuaranteed", "8.59", "reboot", "assumed"),
        ("SMTPGuaranteed", "8.61", "dynamic", "assumed"),
        ("SMTPGuaranteed", "8.63", "dynamic", "assumed"),
        ("SMTPGuaranteed", None, "reboot", "assumed"),
        ("SMTPTrace", "8.54", "reboot", "assumed"),
        ("SMTPTrace", "8.56", "reboot", "documented"),
        ("SMTPTrace", "8.58", "reboot", "assumed"),
        ("SMTPTrace", "8.61", "reboot", "documented"),
        ("SMTPTrace", "8.62", "reboot", "assumed"),
        ("SMTPTrace", "8.63", "reboot", "documented"),
        ("SMTPTrace", "8.64", "reboot", "assumed"),
        ("SMTPTrace", None, "reboot", "documented"),
        ("SMTPSendTime", "8.57", "reboot", "documented"),
        ("SMTPSendTime", "8.63", "reboot", "documented"),
        ("SMTPServer", "8.50", "dynamic", "template"),
        ("SMTPServer", "8.55", "dynamic", "assumed"),
        ("SMTPServer", "8.61", "dynamic", "assumed"),
        ("SMTPUseSSL", "8.54", "reboot", "assumed"),
        ("SMTPUseSSL", "8.55", "reboot", "assumed"),
        ("SMTPUseSSL", "8.56", "dynamic", "assumed"),
        ("SMTPTLSEnable", "8.61", "dynamic", "assumed"),
    ],
)
def test_the_effect_in_psappsrv(key: str, release: str | None, effect: str, certainty: str) -> None:
    found = smtp_settings("psappsrv")[key.casefold()].effect(release_of(release) if release else None)
    assert (found.effect, found.certainty) == (effect, certainty)
    assert found.source


def test_the_effect_in_psprcs_is_the_safer_one_after_8_54() -> None:
    settings = smtp_settings("psprcs")
    for one in settings.values():
        for release in (None, Release(8, 55), Release(8, 61), Release(8, 99)):
            found = one.effect(release)
            assert (found.effect, found.certainty) == ("reboot", "assumed")
    assert settings["smtpserver"].effect(Release(8, 54)).effect == "dynamic"
    between = settings["smtpserver"].effect(Release(8, 52))
    assert (between.effect, between.certainty) == ("dynamic", "assumed")
    disputed = settings["smtpsendtime"].effect(Release(8, 54))
    assert (disputed.effect, disputed.certainty) == ("reboot", "assumed")
    assert "disagree" in disputed.source


def test_no_effect_of_the_section_waits_for_allow_dynamic_changes() -> None:
    for file in FILES:
        for one in smtp_settings(file).values():
            effects = {one.effect().effect, *(effect.effect for _, effect in one.history.known)}
            assert "dynamic-if-allowed" not in effects


def test_yes_is_written_in_three_ways() -> None:
    settings = smtp_settings("psappsrv")
    yes = True
    assert [settings[key].type.format(yes) for key in ("smtpusessl", "smtpsendtime", "smtpntlmenable")] == [
        "Y",
        "1",
        "true",
    ]
    found = settings["smtpusessl"].type.parse("true")
    assert isinstance(found, Refusal)
    assert found.fix == "Y"
    assert settings["smtpsaslenable"].type.parse("Y") is settings["smtpsaslenable"].type.parse("true") is True
