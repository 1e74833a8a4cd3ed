"""What a site adds to the schema, and what a template says."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgkit import load, parse
from cfgkit.check import check
from cfgkit.errors import InputError
from cfgkit.schema import BUILT_IN
from cfgkit.schema.guess import guess_release
from cfgkit.schema.release import Release
from cfgkit.schema.site import read_settings, site_schema
from cfgkit.schema.template import Marked, as_toml, marked_settings
from cfgkit.schema.type_names import value_type
from cfgkit.schema.value_type import refusal

if TYPE_CHECKING:
    from pathlib import Path

OWN = """
[schema]
include = ["tools.toml"]

[[schema.setting]]
file = "psappsrv"
section = "PSTOOLS"
key = "Vault Pin"
type = "int::0..9999"
effect = "reboot"
secret = true
description = "Opens the vault."
"""
TOOLS = '[[setting]]\nfile = "psappsrv"\nsection = "Trace"\nkey = "TraceNew"\ntype = "flag:Y/N"\neffect = "dynamic"\ncertainty = "template"\ndelivered = "N"\n'
FILE = b"[Domain Settings]\nDomain ID=X\n[Trace]\nTraceNew=2\n[PSTOOLS]\n;Vault Pin=1234\nVault Pin=4711\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "cfgkit.toml").write_text(OWN)
    (tmp_path / "tools.toml").write_text(TOOLS)
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(FILE)
    return path


def test_a_file_without_configuration_has_the_built_in_schema(tmp_path: Path) -> None:
    assert site_schema(str(tmp_path / "x.cfg")) is BUILT_IN


def test_a_sites_settings_are_known_typed_and_masked(file: Path) -> None:
    schema = site_schema(str(file))
    assert schema is site_schema(str(file))
    document = load(file, schema=schema)
    assert document.effect("Trace", "TraceNew").effect == "dynamic"
    assert document.effect("PSTOOLS", "vault pin").effect == "reboot"
    assert document.is_secret("PSTOOLS", "Vault Pin")
    assert "4711" not in document.unified_diff(document.set("PSTOOLS", "Vault Pin", "1"), "a", "b")
    assert "4711" not in repr(document["PSTOOLS"]["Vault Pin"])
    assert all("4711" not in document.masked_line(line) for line in document.lines())
    found = schema.find("psappsrv", "PSTOOLS", "Vault Pin")
    assert found is not None
    assert found.presence == "site"
    assert schema.find("psprcs", "PSTOOLS", "Vault Pin") is None
    findings = check(document)
    assert [(one.rule, one.key, one.line) for one in findings if one.rule == "value-type"] == [
        ("value-type", "TraceNew", 4),
    ]
    assert not any("4711" in one.message + one.hint for one in findings)
    assert "vault pin" in schema.known_keys("pstools")


@pytest.mark.parametrize(
    "toml",
    [
        "schema = 1",
        "[schema]\nother = 1",
        '[schema]\ninclude = "x"',
        '[schema]\ninclude = ["missing.toml"]',
        '[schema]\ninclude = ["\\u0000"]',
        "[schema]\nsetting = 1",
        "[[schema.setting]]\nkey = 1",
        '[[schema.setting]]\nfile = "x"\nsection = "a"\nkey = "b"',
        '[[schema.setting]]\nfile = "psprcs"\nsection = "a"',
        '[[schema.setting]]\nfile = "psprcs"\nsection = "a"\nkey = "b"\ntype = "what"',
        '[[schema.setting]]\nfile = "psprcs"\nsection = "a"\nkey = "b"\neffect = "soon"',
        '[[schema.setting]]\nfile = "psprcs"\nsection = "a"\nkey = "b"\ncertainty = "sure"',
        '[[schema.setting]]\nfile = "psprcs"\nsection = "a"\nkey = "b"\nsecret = "yes"',
        '[[schema.setting]]\nfile = "psprcs"\nsection = "a"\nkey = "b"\ncolour = "red"',
    ],
)
def test_a_wrong_schema_is_one_clear_error(tmp_path: Path, toml: str) -> None:
    (tmp_path / "cfgkit.toml").write_text(toml)
    with pytest.raises(InputError) as caught:
        site_schema(str(tmp_path / "psappsrv.cfg"))
    assert "toml" in str(caught.value)


TEMPLATE = b"""\
;< notes of our own
[Domain Settings]
;; sd="Short; dt=\\"d\\"", ld="Long", dt="c", rl="Y"
Restartable=Y
;; sd="Fence", ld="How much", dt="d", dy="Y"
;; option(va =    -1, sd="None")
;; option(va =    3, sd="Three")
; prose between
LogFence=3
;; dt="n", hd="Y"
;Spare=
[SMTP Settings]
;; dt="c", dy="Y"
;; option(va = "0", sd="off")
;; option(va = "1", sd="on")
SMTPSendTime=0
;; dt="e"
Vault=hunter2
;; dt="dx"
;; option(va="A")
Mode=A
;; dt="c"
;; option(va=1)
;; option(va=2)
;; option(va=4)
Bits=7
"""


def test_a_template_gives_names_types_and_marks() -> None:
    assert list(marked_settings(parse(TEMPLATE))) == [
        Marked("Domain Settings", "Restartable", "flag:Y/N", "reboot", "Y"),
        Marked("Domain Settings", "LogFence", "choice:-1|3", "dynamic-if-allowed", "3"),
        Marked("Domain Settings", "Spare", "int", "unknown", None),
        Marked("SMTP Settings", "SMTPSendTime", "flag:1/0", "dynamic", "0"),
        Marked("SMTP Settings", "Vault", "secret", "unknown", None),
        Marked("SMTP Settings", "Mode", "open:A", "unknown", "A"),
        Marked("SMTP Settings", "Bits", "bits", "unknown", "7"),
    ]


@pytest.mark.parametrize(
    ("marks", "value", "type_"),
    [
        ('dt="d"', "3", "text"),
        ('dt="d"), option(va=""), option(va="x"', "", "choice:x"),
        ("dt=\"d\"), option(va='A B'), option(va=C", "A B", "choice:A B|C"),
        ('dt="d"), option(va = 1, sd="as option(va=2)"', "1", "choice:1"),
        ('dt="d"), option(va="a|b"', "a|b", "text"),
        ('dt="d"), option(va=1', "9", "text"),
        ('dt="c"', "true", "flag:true/false"),
        ('dt="c"', "", "flag"),
        ('dt="c"', "maybe", "text"),
        ('dt="c"), option(va=1), option(va=2', "3", "bits"),
        ('dt="c"), option(va=%OPRID%), option(va=%DBNAME%), option(va=%SERVER%', "reports", "text"),
        ('dt="n"', "1,600:1,1", "text"),
        ('dt="n"', "1,600", "int"),
        ('dt="t"', "x", "text"),
        ('sd="dt=\\"e\\"", dt="n"', "1", "int"),
        ('sd="never closed, dt="n"', "1", "text"),
    ],
)
def test_odd_marks_never_make_a_type_that_refuses_the_templates_own_value(
    tmp_path: Path, marks: str, value: str, type_: str
) -> None:
    document = parse(f"[Domain Settings]\n;; {marks})\nKey={value}\n".encode())
    found = list(marked_settings(document))
    assert [one.type for one in found] == [type_]
    path = tmp_path / "tools.toml"
    path.write_text(as_toml(found, "psappsrv", "x.cfx"), encoding="utf-8")
    (read,) = read_settings(path)
    assert refusal(read.type, value) is None


def test_marks_say_yes_and_belong_to_the_setting_below_them() -> None:
    document = parse(b'[Trace]\n;; dt="n", dy="N", rl="N"\nA=1\n;; dt="n", rl="Y"\n[Startup]\nB=1\n;; rl="Y"\n\nC=1\n')
    assert [(one.key, one.type, one.effect) for one in marked_settings(document)] == [
        ("A", "int", "unknown"),
        ("B", "text", "unknown"),
        ("C", "text", "reboot"),
    ]


def test_a_password_inside_a_value_is_not_taken_over() -> None:
    document = parse(b"[PSTOOLS]\nJavaVM Options=-Da.keyStorePassword=hunter2\n")
    assert [one.delivered for one in marked_settings(document)] == [None]


one_line = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=20)
fragments = st.sampled_from(
    ['dt="c"', 'dt="d"', 'dt="dx"', 'dt="n"', "option(va=1)", 'option(va="")', "option(va='|')", 'rl="Y"', 'sd="', '"']
)


@given(st.lists(st.lists(fragments | one_line, max_size=5).map(", ".join), max_size=4), one_line)
def test_any_marks_give_a_schema_that_is_read(marks: list[str], value: str) -> None:
    text = "".join(f";; {one}\n" for one in marks)
    for one in marked_settings(parse(f"[PSTOOLS]\n{text}Key={value}\n".encode())):
        assert refusal(value_type(one.type), value.strip()) is None


def test_what_a_template_says_is_read_as_a_sites_schema(tmp_path: Path) -> None:
    marked = list(marked_settings(parse(TEMPLATE)))
    path = tmp_path / "tools.toml"
    path.write_text(as_toml(marked, "psappsrv", 'my "template".cfx'))
    settings = read_settings(path)
    assert [(one.section, one.key, one.delivered) for one in settings] == [
        (one.section, one.key, one.delivered) for one in marked
    ]
    assert [one.effect().effect for one in settings] == [one.effect for one in marked]
    assert {one.effect().certainty for one in settings} == {"template"}
    assert "hunter2" not in path.read_text()
    assert "How much" not in path.read_text()


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1), st.text()), max_size=4))
def test_any_names_and_values_are_valid_toml(texts: list[tuple[str, str, str]]) -> None:
    marked = [Marked(section, key, "text", "unknown", value) for section, key, value in texts]
    read = tomllib.loads(as_toml(marked, "psprcs", "x")).get("setting", [])
    assert [(one["section"], one["key"], one["delivered"]) for one in read] == texts
    json.dumps(read)


def test_a_cfx_file_parses_and_checks_like_the_others() -> None:
    document = parse(TEMPLATE)
    assert document.to_bytes() == TEMPLATE
    assert document.kind == "psappsrv"
    assert {one.rule for one in check(document)} <= {"clear-secret", "mail-not-configured"}


@pytest.mark.parametrize(
    ("text", "at_least"),
    [
        (b"[Domain Settings]\nDomain ID=X\n", None),
        (b"[Domain Settings]\n[Security]\nEnable Login Audit=N\n", Release(8, 54)),
        (b"[Domain Settings]\n[Startup]\nUserPswd={V2}x\n", Release(8, 59)),
        (b"[Domain Settings]\n[Startup]\n;UserPswd={V2}x\n", None),
        (b"[Domain Settings]\n[Startup]\nUserId={V2}x\n", None),
        (b"[Domain Settings]\n[Startup]\nUserPswd={V2.1}x\n[Security]\nEnable Login Audit=N\n", Release(8, 62)),
        (b"[Domain Settings]\n[SMTP Settings]\nSMTPSMIMESign=Y\n", Release(8, 63)),
        (b"[Domain Settings]\n[SMTP Settings]\nSMTPTLSEnable=Y\n", None),
    ],
)
def test_the_release_is_guessed_by_what_is_there(text: bytes, at_least: Release | None) -> None:
    document = parse(text)
    guess = guess_release(document.setting_lines(), document.kind, document.schema)
    assert (guess.at_least if guess else None) == at_least
    if guess:
        assert "a guess from" in str(guess)


def test_what_is_masked_by_its_name_is_a_secret_of_the_site_too(tmp_path: Path) -> None:
    path = tmp_path / "tools.toml"
    path.write_text(
        '[[setting]]\nfile = "psprcs"\nsection = "A"\nkey = "Our Password"\ndelivered = "hunter2"\n', encoding="utf-8"
    )
    assert [one.is_secret for one in read_settings(path)] == [True]
