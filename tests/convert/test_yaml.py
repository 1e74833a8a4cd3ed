from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from cfgkit import parse
from cfgkit.convert import from_yaml, to_yaml
from cfgkit.errors import CfgkitError, InputError

if TYPE_CHECKING:
    from pathlib import Path

PIECES = st.sampled_from(
    [
        "[SMTP Settings]",
        "[A]",
        "[A] ",
        "[]",
        "[open",
        "Key=1",
        "  Key = 2",
        "Key=",
        "Key=x ",
        ";Key=off",
        "#Key=off",
        "; prose",
        ";",
        "",
        " ",
        "\t",
        "junk",
        "UserPswd=hunter2",
        ";UserPswd=hunter2",
        "; the password: hunter2",
        "JavaVM Options=-Dpassword=hunter2 -Xmx1g",
        "yes=no",
        "on=~",
        "null=null",
        "x=1,600",
        "t=23:59",
        "q=\"a'b",
        "a\x00=b",
        "n\x85=\u2028",
        "e=\x1b[31m",
        "u=é中📧",
        "i=%{hiera('x')}",
        "d=---",
        "p=%PS_HOME%",
        "c=: #",
        "b=\ufeff",
        "z=0010",
    ]
)
ENDINGS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])
LINES = st.lists(st.tuples(PIECES, ENDINGS), max_size=12).map(lambda found: "".join(a + b for a, b in found))


def test_every_fixture_goes_there_and_back(fixture_files: tuple[Path, ...]) -> None:
    for path in fixture_files:
        data = path.read_bytes()
        document = parse(data)
        text = to_yaml(document, with_secrets=True)
        assert from_yaml(text).to_bytes() == data, path
        assert from_yaml(text, into=document) is document, path
        assert from_yaml(to_yaml(document), into=document) is document, path


@given(st.binary())
@example(b"\xff\xfeA\x00")
@example(b"\xef\xbb\xbf[A]\r\nK=1\n\r")
@example(b"[A]\n  ")
def test_arbitrary_bytes_go_there_and_back(data: bytes) -> None:
    assert from_yaml(to_yaml(parse(data), with_secrets=True)).to_bytes() == data


@given(LINES, st.booleans())
def test_structured_lines_go_there_and_back(text: str, ended: bool) -> None:
    data = (text if ended else text.rstrip("\r\n")).encode()
    document = parse(data)
    yaml = to_yaml(document, with_secrets=True)
    assert from_yaml(yaml).to_bytes() == data
    assert from_yaml(yaml, into=document) == document


@given(LINES)
def test_masked_yaml_holds_no_secret_and_changes_nothing(text: str) -> None:
    document = parse(text.encode())
    yaml = to_yaml(document)
    assert "hunter2" not in yaml
    assert from_yaml(yaml, into=document) == document


@given(LINES)
def test_another_reader_of_yaml_sees_the_same_texts(text: str) -> None:
    document = parse(text.encode())
    loaded = YAML(typ="safe", pure=True).load(io.StringIO(to_yaml(document, with_secrets=True)))
    found = [entry["value"] for section in loaded["sections"] or [] for entry in section["body"] if "key" in entry]
    assert found == [entry.value for entry in document.entries() if entry.live]


def test_masked_yaml_alone_makes_no_file() -> None:
    yaml = to_yaml(parse(b"[Startup]\nUserPswd=hunter2\n"))
    with pytest.raises(InputError) as caught:
        from_yaml(yaml)
    assert caught.value.line == 6
    assert "--with-secrets" in caught.value.help


def test_into_a_file_settings_are_set_and_added_and_nothing_else() -> None:
    document = parse(b"; head\n[A]\nKey one=1\n; note\nOnly here=2\n")
    yaml = "cfgkit: 1\nsections:\n- name: A\n  body:\n  - {key: Key one, value: 0010}\n  - {key: New key, value: yes}\n"
    assert from_yaml(yaml, into=document).to_bytes() == b"; head\n[A]\nKey one=0010\n; note\nOnly here=2\nNew key=yes\n"


@pytest.mark.parametrize(
    ("yaml", "line"),
    [
        ("", None),
        ("[" * 20_000, None),
        ("cfgkit: 1\nsections:\n- {name: !!python/object:os.system A}", 3),
        ("cfgkit: 1\nsections:\n- {name: A, body: [{key: K, value: !ruby/object:X y}]}", 3),
        ("cfgkit: 1\nsections: !!seq []", 2),
        ("appserver_domain_list: {}", 1),
        ("cfgkit: 1\nsections: []\n---\ncfgkit: 1", 3),
        ("a: [", 1),
        ("[]", 1),
        ("cfgkit: 2\nsections: []", 1),
        ("cfgkit: 1", 1),
        ("cfgkit: 1\nsections: []\nmore: 1", 3),
        ("cfgkit: 1\ncfgkit: 1\nsections: []", 2),
        ("cfgkit: 1\nsections: {}", 2),
        ("cfgkit: 1\nsections:\n- {body: []}", 3),
        ("cfgkit: 1\nsections:\n- {name: A, body: [{key: K}]}", 3),
        ("cfgkit: 1\nsections:\n- {name: A, body: [{key: K, off: K, value: x}]}", 3),
        ("cfgkit: 1\nsections:\n- {name: A, body: [{blank: 0}]}", 3),
        ("cfgkit: 1\nsections:\n- {name: A, body: [{blank: -1}]}", 3),
        ("cfgkit: 1\nsections:\n- {name: A, body: [{raw: 'Key=1'}]}", 3),
        ("cfgkit: 1\nsections:\n- {name: A, body: [{comment: 'no mark'}]}", 3),
        ("cfgkit: 1\nsections:\n- {name: A, body: [{key: '[K', value: x}]}", 3),
        ('cfgkit: 1\nsections:\n- {name: A, body: [{key: K, value: "a\\nb"}]}', None),
        ("cfgkit: 1\nsections:\n- {name: 'A]', body: []}", 3),
        ("cfgkit: 1\nsections:\n- {name: A, eol: vt}", 3),
        ("cfgkit: 1\nsections:\n- {name: A, body: [{key: K, value: x, secret: no}]}", 3),
        ("cfgkit: 1\nfile: {encoding: latin-1}\nsections:\n- {name: A, body: [{key: K, value: €}]}", 4),
        ("cfgkit: 1\nfile: {encoding: klingon}\nsections:\n- {name: A}", None),
        ("cfgkit: 1\nfile: {encoding: latin-1, bom: true}\nsections: []", None),
        ("cfgkit: 1\nfile: {bom: maybe}\nsections: []", 2),
        ("cfgkit: 1\nfile: {newline: vt}\nsections: []", 2),
        ("cfgkit: 1\nsections:\n- &a {name: A}\n- *a", 3),
        ("a: &a [x]\nb: *c", 2),
    ],
)  # fmt: skip
def test_bad_yaml_is_one_clear_line(yaml: str, line: int | None) -> None:
    with pytest.raises(InputError) as caught:
        from_yaml(yaml)
    assert caught.value.line == line
    assert "\n" not in str(caught.value)


def test_an_error_names_the_column() -> None:
    for yaml, column in (("cfgkit: 1\nsections:\n- {name: A, eol: vt}", 18), ("cfgkit: 1\ncfgkit: 1", 1), ("a: 'b", 6)):
        with pytest.raises(InputError) as caught:
            from_yaml(yaml)
        assert caught.value.column == column, yaml


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        from_yaml(text)
    except CfgkitError as problem:
        assert "\n" not in str(problem)
