"""DPK's YAML, both ways: what goes there comes back, what was there stays, and no secret is written."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from cfgkit import parse
from cfgkit.convert.dpk import applied, block_of, read_settings, read_variables, written
from cfgkit.convert.dpk.carry import obstacle
from cfgkit.convert.dpk.hiera import resolved
from cfgkit.errors import CfgkitError, InputError

if TYPE_CHECKING:
    from cfgkit import Document

VALUES: Final = st.one_of(
    st.sampled_from(
        (
            *("", "Y", "no", "25", "0010", "1,600", "23:59", "0x1f", "%PS_MACH%", "a b", "it's", "C:\\bin\\x"),
            *("{V1.1}x==", "-Dx=y -Xms32m", "[a]", "{a}", "&a", "*a", "!a", "- a", "a: b", "|", ">", "?", "@x", "a;b"),
            *("é", "~", ".5", "a#b", '"q"', "%{x}", "$HOME", "trail "),
        )
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).map(str.lstrip),
)
SETTINGS: Final = st.lists(
    st.tuples(
        st.sampled_from(["Startup", "Domain Settings", "SMTP Settings", "JOLT Listener", "Own & more", "S/lash"]),
        st.sampled_from(["DBName", "DBType", "UserPswd", "Port", "Log/Output Directory", "Key one", "yes", "k#"]),
        VALUES,
    ),
    max_size=12,
)
PRCS: Final = "[Process Scheduler]\nPrcsServerName=PSUNX\n"


def document_of(settings: list[tuple[str, str, str]], head: str = "[Domain Settings]\n[JOLT Listener]\n") -> Document:
    document = parse(head.encode())
    for section, key, value in settings:
        document = document.set(section, key, value)
    return document


def loaded(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(io.StringIO(text))


def values(document: Document) -> dict[tuple[str, str], str]:
    return {(entry.section, entry.key): entry.value for entry in document.entries() if entry.live}


@given(SETTINGS)
@example([("Startup", "DBType", "MICROSFT")])
@example([("Domain Settings", "Key one", "\xad")])
def test_what_goes_to_dpk_comes_back(settings: list[tuple[str, str, str]]) -> None:
    document = document_of(settings)
    block = block_of(document, "hrdev")
    found = written("", [block])
    config = loaded(found.text)["appserver_domain_list"]["hrdev"] or {}
    config = config.get("config_settings") or {}
    assert {name: str(value) for name, value in config.items() if name != "S/lash"} == {
        pair.name: next(held.placeholder for held in found.placeholders if held.name == pair.name)
        if pair.value is None
        else pair.value
        for pair in block.config
    }
    back = read_settings(found.text, document, "hrdev")
    assert [one.rule for one in back.findings] == []
    empty = parse(b"[Domain Settings]\n[JOLT Listener]\n")
    carried = values(applied(back, empty))
    left_out = {(one.section, one.key) for one in block.findings}
    expected = {
        name: value
        for name, value in values(document).items()
        if name not in left_out and not document.is_secret(*name) and (value.strip(" \t") or name[0] != "Startup")
    }
    assert carried == expected
    assert {one.rule for one in block.findings} <= {"dpk-value", "dpk-startup", "dpk-secret"}


@given(SETTINGS)
def test_writing_again_changes_nothing(settings: list[tuple[str, str, str]]) -> None:
    blocks = [block_of(document_of(settings), "hrdev"), block_of(document_of([], PRCS), "hrprcs")]
    once = written("", blocks).text
    again = written(once, blocks)
    assert again.text == once
    assert (again.findings, again.placeholders, again.new_domains) == ([], [], [])


STYLES: Final = st.sampled_from(["{}: {}", '{}:   "{}"', "{}: '{}'   # why", '"{}": {}'])
EXISTING: Final = st.builds(
    lambda lines, eol, ended, tail: (
        eol.join(
            [
                "---",
                "# top, mine",
                "peoplesoft_base:   /u01",
                "appserver_domain_list:",
                "  \"%{hiera('name')}\":  # the one",
                "    os_user:  psadm2",
                "    config_settings:",
                *lines,
                *tail,
            ]
        )
        + (eol if ended else "")
    ),
    st.lists(
        st.one_of(
            st.builds(
                lambda style, name: "      " + style.format(*name),
                STYLES,
                st.sampled_from(
                    [("Domain Settings/Key one", "old"), ("JOLT Listener/Port", "9999"), ("Other/Key", "x y")]
                ),
            ),
            st.sampled_from(["      # a comment", "", "      #SMTP Settings/SMTPPort: 1"]),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda line: line.split(":")[0].strip(' "') if line.strip()[:1] not in {"", "#"} else id(line),
    ).filter(lambda lines: any(line.strip()[:1] not in {"", "#"} for line in lines)),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.sampled_from([[], ["    feature_settings: {PUBSUB: 'Yes'}  # features"], ["# end", "env: {a: 1}"]]),
)


@given(EXISTING, SETTINGS)
def test_what_was_there_stays_to_the_byte(text: str, settings: list[tuple[str, str, str]]) -> None:
    block = block_of(document_of(settings), "hrdev")
    found = written(text, [block], variables={"name": "hrdev"})
    assert found.new_domains == []
    wanted = {pair.name.casefold(): pair.value for pair in block.config}
    rest = iter(found.text.splitlines(keepends=True))
    for line in text.splitlines(keepends=True):
        name = line.strip().split(":")[0].strip("\"'")
        if wanted.get(name.casefold()) is None:
            assert any(now.rstrip("\r\n") == line.rstrip("\r\n") for now in rest), line
        else:
            assert any(now.strip().startswith((f"{name}:", f'"{name}":')) for now in rest), line
            if "# why" in line:
                assert found.text.count("   # why") == text.count("   # why")
    assert found.text.count("\r\n") == (found.text.count("\n") if "\r\n" in text else 0)
    assert found.text.endswith(("\n", "\r\n")) == text.endswith(("\n", "\r\n"))
    now = loaded(found.text)["appserver_domain_list"]["%{hiera('name')}"]["config_settings"]
    for pair in block.config:
        if pair.value is not None:
            assert str(now[pair.name]) == pair.value


@given(SETTINGS, st.sampled_from(["lookup", "hiera", "eyaml"]))
def test_no_secret_is_ever_written(settings: list[tuple[str, str, str]], style: Any) -> None:
    document = document_of(settings)
    for section, key in (("Startup", "UserPswd"), ("SMTP Settings", "SMTPUserPassword"), ("Own", "Site Token")):
        document = document.set(section, key, "hunter2")
    document = document.set("PSTOOLS", "JavaVM Options", "-Dx.password=hunter2 -Xmx1m")
    block = block_of(document, "hrdev")
    found = written("", [block], style=style)
    assert "hunter2" not in found.text
    assert "hunter2" not in repr(block)
    assert {held.name for held in found.placeholders} >= {"db_opr_pwd", "SMTP Settings/SMTPUserPassword"}
    assert "JavaVM Options" in [one.key for one in block.findings if one.rule == "dpk-secret"]
    back = read_settings(found.text.replace("%{lookup('hrdev_startup_userpswd')}", "hunter2"), document, "hrdev")
    assert all(not document.is_secret(one.section, one.key) for one in back.wanted)
    assert "hunter2" not in repr(back)


@pytest.mark.parametrize(
    ("value", "windows", "lost"),
    [
        ("a#b", False, True),
        ('a"b', False, True),
        (" a", False, True),
        ("a\t", True, True),
        ("%{x}", True, True),
        ("$HOME", False, True),
        ("$HOME", True, False),
        ("a`b", False, True),
        ("costs $5", False, False),
        ("%PS_HOME%\\bin;x:y", False, False),
        ("\x1b", False, True),
    ],
)
def test_what_dpk_can_not_carry(value: str, windows: bool, lost: bool) -> None:
    assert bool(obstacle("A", "k", value, windows=windows)) is lost


def test_names_that_dpk_can_not_carry() -> None:
    assert obstacle("", "k", "1")
    assert obstacle("a/b", "k", "1")
    assert obstacle("a", "k#", "1")
    assert not obstacle("a", "Log/Output Directory", "1")


def test_windows_doubles_percent_signs_both_ways() -> None:
    document = document_of([("PSTOOLS", "Path", "%PS_HOME%\\bin")])
    found = written("", [block_of(document, "d", windows=True)])
    assert "PSTOOLS/Path: '%%PS_HOME%%\\bin'" in found.text
    back = applied(read_settings(found.text, document, windows=True), document_of([]))
    assert values(back) == {("PSTOOLS", "Path"): "%PS_HOME%\\bin"}


def test_a_new_block_is_complete_and_says_what_is_missing() -> None:
    settings = [("Startup", "DBName", "HR"), ("JOLT Listener", "Port", "9010"), ("SMTP Settings", "SMTPPort", "25")]
    settings += [("Trace", "TracePC", "0"), ("PSRENSRV", "default_http_port", "7180"), ("WSL", "SSL Port", "0")]
    settings += [("Trace", "LogErrorReport", "Y")]
    document = document_of(settings)
    text = written("", [block_of(document, "hrdev", only={("trace", "tracepc")})]).text
    assert text == (
        "---\nappserver_domain_list:\n  hrdev:\n"
        "    # not in a .CFG, to be added: os_user, ps_cfg_home_dir, template_type, feature_settings, env_settings\n"
        '    db_settings:\n      db_name: "HR"\n'
        "    config_settings:\n      Trace/TracePC: 0\n      PSRENSRV/default_http_port: 7180\n"
        "      JOLT Listener/Port: 9010\n"
    )
    there = "appserver_domain_list:\n  hrdev:\n    os_user: x\n    config_settings:\n"
    text = written(there, [block_of(document, "hrdev", only={("trace", "tracepc")})]).text
    assert "TracePC" in text
    assert "9010" not in text


@pytest.mark.parametrize(
    "there",
    [
        "appserver_domain_list:\n",
        "# only a comment\n",
        "a: 1",
        "appserver_domain_list:\n  other:\n    os_user: x\n",
        "appserver_domain_list:\n  other:\n    os_user: x\n# tail\nprcs_domain_list:\n",
        "appserver_domain_list:\n  hrdev:\n",
        "appserver_domain_list:\n  hrdev:\n    config_settings:\n    feature_settings: {A: 'No'}\n",
        "appserver_domain_list:\n  hrdev:\n    config_settings: {Trace/TracePC: 1, A/b: 2}\n",
        "appserver_domain_list:\n  hrdev:\n    config_settings: {}\n",
        "appserver_domain_list:\n  hrdev:\n    config_settings:\n      A/b:   # none\n      Trace/TracePC:\n# end\nb: 1\n",
        "appserver_domain_list:\n  hrdev:\n    env_settings:\n      A:   # none\nb: 1\n",
        "appserver_domain_list:\n  hrdev:\n    os_user: |\n      x\n      y\n",
        "appserver_domain_list: {hrdev: {config_settings: {}, db_settings: {}}}\n",
        "appserver_domain_list:\n    HRDEV:\n        config_settings:\n            trace/tracepc: '1' # was\n\n\nb: 1\n",
        "appserver_domain_list:\n  hrdev:\n    config_settings:\n      ? Trace/TracePC\n      : 1\n",
    ],
)
def test_every_usual_form_is_extended(there: str) -> None:
    document = document_of([("Startup", "DBName", "HR"), ("Trace", "TracePC", "4")])
    found = written(there, [block_of(document, "hrdev")])
    domains = loaded(found.text)["appserver_domain_list"]
    block = domains.get("hrdev") or domains["HRDEV"]
    assert block["db_settings"] == {"db_name": "HR"}
    assert {name.lower(): value for name, value in block["config_settings"].items()}["trace/tracepc"] == 4
    for line in there.splitlines():
        if "#" in line:
            assert line[line.index("#") :] in found.text


@pytest.mark.parametrize(
    "there",
    [
        "a: [",
        "[]",
        "appserver_domain_list: []\n",
        "appserver_domain_list: ~\n",
        "appserver_domain_list: {}\n",
        "appserver_domain_list: {other: {}}\n",
        "appserver_domain_list:\n  hrdev: &x\n    a: 1\n",
        "appserver_domain_list:\n  hrdev:\n    config_settings: *x\n",
        "appserver_domain_list:\n  hrdev:\n    config_settings:\n      Trace/TracePC: [1]\n",
        "appserver_domain_list:\n  hrdev:\n    a: 1\n  hrdev:\n    b: 1\n",
        "appserver_domain_list:\n  hrdev:\n    config_settings: {A/b: 1,}\n",
        "a: 1\n---\nb: 1\n",
    ],
)
def test_what_can_not_be_extended_is_one_clear_error(there: str) -> None:
    with pytest.raises(InputError) as caught:
        written(there, [block_of(document_of([("Trace", "TracePC", "4"), ("A", "c", "1")]), "hrdev")])
    assert "\n" not in str(caught.value)


def test_interpolations_stay_and_are_compared_where_their_values_are_given() -> None:
    there = (
        "appserver_domain_list:\n  hrdev:\n    config_settings:\n"
        "      Trace/TracePC: \"%{hiera('pc')}\"\n      SMTP Settings/SMTPUserPassword: \"%{lookup('pw')}\"\n"
    )
    document = document_of([("Trace", "TracePC", "4"), ("SMTP Settings", "SMTPUserPassword", "hunter2")])
    block = block_of(document, "hrdev")
    found = written(there, [block])
    assert (found.text, found.kept, found.findings) == (there, ["Trace/TracePC"], [])
    found = written(there, [block], variables={"pc": "4"})
    assert (found.text, found.kept, found.findings) == (there, [], [])
    found = written(there, [block], variables={"pc": "8"})
    assert found.text == there
    assert [(one.rule, one.line, one.column) for one in found.findings] == [("dpk-interpolation", 4, 22)]


def test_what_is_strange_in_a_block_that_is_there_is_found() -> None:
    there = (
        "appserver_domain_list:\n  \"%{hiera('name')}\":\n    os_user: x\n  hrdev:\n    config_settings:\n"
        "      Own/Switch: Y\n      own/switch: 'N'\n      SMTP Settings/SMTPUserPassword: hunter2\n"
    )
    document = document_of([("Own", "Switch", "Y"), ("SMTP Settings", "SMTPUserPassword", "x")])
    found = written(there, [block_of(document, "hrdev")])
    assert [(one.rule, one.line, one.column) for one in found.findings] == [
        ("dpk-duplicate", 7, 7),
        ("dpk-clear-secret", 8, 39),
    ]
    assert found.text == there.replace("'N'", '"Y"')
    assert "hunter2" not in str(found.findings)
    found = written(there.replace("hrdev", "other"), [block_of(document, "hrdev")])
    assert [(one.rule, one.line, one.column) for one in found.findings] == [("dpk-domain", 2, 3)]


def test_a_value_that_ruby_misreads_is_put_in_quotes() -> None:
    there = "appserver_domain_list:\n  hrdev:\n    config_settings:\n      Own/Switch: Y\n      Own/Path: /u01/x\n"
    document = document_of([("Own", "Switch", "Y"), ("Own", "Path", "/u01/x")])
    assert written(there, [block_of(document, "hrdev")]).text == there.replace(": Y", ': "Y"')


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("%{hiera('a')}", "1"),
        ('x-%{lookup("a")}-%{::b}', "x-1-2"),
        ("%{b}", "2"),
        ("%{hiera('c')}", None),
        ("%{literal('%')}", None),
        ("%{", None),
        ("%{hiera('a')", None),
        ("plain %a%", "plain %a%"),
    ],
)
def test_interpolations_are_resolved_with_given_values_only(text: str, value: str | None) -> None:
    assert resolved(text, {"a": "1", "b": "2"}) == value


def test_mistakes_that_dpk_swallows_are_found() -> None:
    yaml = (
        "prcs_domain_list:\n  hrdev:\n    db_settings:\n      db_nam: X\n      db_opr_pwd: hunter2\n"
        "    config_settings:\n"
        "      Trace: 1\n      Own/Nobody: 1\n      Process Scheduler/PrcsServerName: Yes\n"
        "      process scheduler/prcsservername: 5\n      SMTP Settings/SMTPPort: 0025\n"
    )
    document = parse(PRCS.encode())
    found = read_settings(yaml, document)
    assert [(one.rule, one.line, one.column) for one in found.findings] == [
        ("dpk-name", 4, 7),
        ("dpk-clear-secret", 5, 19),
        ("dpk-name", 7, 7),
        ("dpk-unknown", 8, 7),
        ("dpk-quotes", 9, 41),
        ("dpk-duplicate", 10, 7),
        ("dpk-quotes", 11, 31),
    ]
    assert "hunter2" not in repr(found)
    assert found.by_hand[0].address == "Startup/UserPswd"


def test_the_block_is_the_named_one_the_folders_or_the_only_one() -> None:
    document = document_of([])
    one = "appserver_domain_list:\n  a:\n    config_settings: {Trace/TracePC: 1}\n"
    two = f"{one}  b:\n    config_settings: {{Trace/TracePC: 2}}\n"
    assert read_settings(one, document).wanted[0].value == "1"
    assert read_settings(one, document, folder="elsewhere").wanted[0].value == "1"
    assert read_settings(two, document, folder="B").wanted[0].value == "2"
    assert read_settings(two, document, "a", folder="b").wanted[0].value == "1"
    for yaml, domain in ((one, "x"), (two, ""), ("a: 1", ""), ("prcs_domain_list: {a: {}}", "")):
        with pytest.raises(InputError):
            read_settings(yaml, document, domain)
    with pytest.raises(InputError):
        read_settings(one, parse(b""))


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("appserver_domain_list:\n  \u2028: 1")
@example("appserver_domain_list: |")
def test_any_text_is_read_or_refused(text: str) -> None:
    document = document_of([("Trace", "TracePC", "4")])
    for call in (
        lambda: read_settings(text, document),
        lambda: written(text, [block_of(document, "hrdev")]),
        lambda: read_variables(text),
    ):
        try:
            call()
        except CfgkitError as problem:
            assert "\n" not in str(problem)
