"""The JSON Schemas accept what we write and what the types accept, and refuse what the types refuse."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from cfgkit import load, parse
from cfgkit.convert import to_yaml
from cfgkit.convert.dpk import block_of, written
from cfgkit.convert.json_schema import FILES, FOLDER, as_text, dpk_schema, layout_schema
from cfgkit.schema import BUILT_IN
from cfgkit.schema.smtp import smtp_settings
from cfgkit.schema.value_type import refusal

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit import Document


@cache
def validator(name: str) -> Draft7Validator:
    schema = layout_schema(BUILT_IN) if name == "layout" else dpk_schema(BUILT_IN)
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def loaded(text: str) -> Any:
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(io.StringIO(text))))


def errors(name: str, text: str) -> list[str]:
    return [f"{list(one.absolute_path)}: {one.message[:200]}" for one in validator(name).iter_errors(loaded(text))]


def test_the_shipped_files_are_the_generated_ones(repo: Path) -> None:
    for name, make in (("layout", layout_schema), ("dpk", dpk_schema)):
        shipped = repo / "cfgkit" / "convert" / FOLDER / FILES[name]
        assert shipped.read_text("utf-8") == as_text(make(BUILT_IN)), f"cfgkit schema json > {shipped}"


def test_every_fixture_is_accepted(fixture_files: tuple[Path, ...]) -> None:
    for path in fixture_files:
        document = load(path)
        for with_secrets in (False, True):
            assert errors("layout", to_yaml(document, with_secrets=with_secrets)) == [], path
        if document.kind != "unknown":
            assert errors("dpk", written("", [block_of(document, "hrdev")]).text) == [], path


KEYS = [one.key for one in smtp_settings("psappsrv").values()]
VALUES = st.one_of(
    st.sampled_from(
        ["", " ", "Y", "N", "true", "0", "1", "3", "-1", "a@b.c", "%X%", "TLSv1.3", "25", "1,600", "PLAIN"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8),
)


def mail(key: str, value: str) -> Document:
    return parse(f"[Domain Settings]\n[SMTP Settings]\n{key}={value}\n".encode())


@given(st.sampled_from(KEYS), VALUES)
def test_what_the_type_accepts_is_accepted(key: str, value: str) -> None:
    setting = smtp_settings("psappsrv")[key.casefold()]
    if refusal(setting.type, value) is None:
        assert errors("layout", to_yaml(mail(key, value), with_secrets=True)) == []
        assert errors("dpk", written("", [block_of(mail(key, value), "hrdev")]).text) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SMTPPort", '"2x5"'),
        ("SMTPPort", "70000"),
        ("SMTPUseSSL", '"yes"'),
        ("SMTPGuaranteed", '"Y"'),
        ("SMTPSSLProtocol", '"SSLv3"'),
        ("SMTPTrace", "3"),
        ("SMTPOAuthRedirectURI", '"ftp://x"'),
    ],
)
def test_what_the_type_refuses_is_refused(key: str, value: str) -> None:
    own = f"cfgkit: 1\nsections:\n- name: SMTP Settings\n  body:\n  - {{key: {key}, value: {value}}}\n"
    assert len(errors("layout", own)) == 1
    dpk = f"appserver_domain_list:\n  hrdev:\n    config_settings:\n      SMTP Settings/{key}: {value}\n"
    assert len(errors("dpk", dpk)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "sections: []",
        "cfgkit: 2\nsections: []",
        "cfgkit: 1\nsections: [{body: []}]",
        "cfgkit: 1\nsections: [{name: A, body: [{key: K}]}]",
        "cfgkit: 1\nsections: [{name: A, body: [{comment: ';', raw: x}]}]",
        "cfgkit: 1\nsections: []\nmore: 1",
    ],
)
def test_what_the_reader_refuses_is_refused(text: str) -> None:
    assert errors("layout", text)


def test_dpk_knows_families_interpolations_and_its_own_names() -> None:
    head = "appserver_domain_list:\n  hrdev:\n"
    assert errors("dpk", f"{head}    config_settings:\n      PSBRKDSP_MINE/Recycle Count: x\n")
    assert errors("dpk", f"{head}    config_settings:\n      JOLT Listener/Port: \"%{{hiera('p')}}\"\n") == []
    assert errors("dpk", f"{head}    config_settings:\n      Nosection: 1\n")
    assert errors("dpk", f"{head}    db_settings: {{db_nam: x}}\n")
    assert errors("dpk", f"{head}    feature_settings: {{PUBSUB: maybe}}\n")
    assert errors("dpk", f"other: 1\n{head}    os_user: x\n    feature_settings: {{PUBSUB: 'Yes'}}\n") == []
