"""A YAML into a file that is there: what is set, taken out, rewritten, and judged before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from live import live_values

from cfgkit import AddressError, EditError, parse
from cfgkit.convert import findings_of_change, from_yaml, marks_of, read_layout, to_yaml
from cfgkit.errors import InputError

if TYPE_CHECKING:
    from cfgkit import Document

LINE: Final = st.sampled_from(
    [
        "[Trace]",
        "[SMTP Settings]",
        "[Own]",
        "TracePC=0",
        "TracePC=4",
        ";TracePC=4",
        "SMTPPort=25",
        ";SMTPTrace=1",
        "tracepc=9",
        "Key = a b",
        "Key=",
        "; words",
        "",
        "junk",
        "UserPswd=hunter2",
        "UserPswd=geheim",
        ";UserPswd=hunter2",
        "; the password: hunter2",
        "JavaVM Options=-Dx.password=hunter2 -Xmx1m",
        "é=ü",
    ]
)
FILES: Final = st.tuples(st.lists(LINE, max_size=14), st.sampled_from(["\n", "\r\n", "\r"])).map(
    lambda drawn: parse(drawn[1].join(["[Domain Settings]", *drawn[0], ""]).encode())
)


@given(FILES, FILES)
def test_exact_gives_the_other_file_and_keeps_no_secret_in_the_yaml(one: Document, other: Document) -> None:
    assert from_yaml(to_yaml(one, with_secrets=True), into=other, exact=True).to_bytes() == one.to_bytes()
    masked = to_yaml(one)
    assert from_yaml(masked, into=one, exact=True).to_bytes() == one.to_bytes()
    if masked == to_yaml(one, with_secrets=True):
        assert from_yaml(masked, into=other, exact=True).to_bytes() == one.to_bytes()


def test_exact_takes_comments_and_order_and_leaves_secrets() -> None:
    document = parse(b"[A]\n; old\nUserPswd=hunter2\nKey=1\n; the password: hunter2\n;Off=1\n")
    yaml = to_yaml(document).replace("; old", "; new").replace('value: "1"}', 'value: "2"}', 1)
    assert "hunter2" not in yaml
    assert from_yaml(yaml, into=document, exact=True).to_bytes() == document.to_bytes().replace(
        b"; old", b"; new"
    ).replace(b"Key=1", b"Key=2")


def test_exact_refuses_a_masked_line_that_the_file_has_not() -> None:
    yaml = to_yaml(parse(b"[A]\nUserPswd=hunter2\n"))
    for there in (b"", b"[A]\n;UserPswd=x\n", b"[B]\nUserPswd=x\n"):
        with pytest.raises(InputError) as caught:
            from_yaml(yaml, into=parse(there), exact=True)
        assert (caught.value.line, caught.value.column) == (6, 5)


@given(FILES, FILES)
@example(parse(b"[A]\nK=1\n[A]\nK=2\n"), parse(b"[A]\nK=3\nk=4\n"))
@example(parse(b"[Trace]\nTracePC=0\n"), parse(b"[Trace]\nTracePC=0\nTracePC=4\n"))
def test_prune_leaves_the_live_settings_of_the_yaml(one: Document, other: Document) -> None:
    try:
        after = from_yaml(to_yaml(one, with_secrets=True), into=other, prune=True)
    except (AddressError, EditError):  # names that stand several times on one side only
        return
    wanted = live_values(one)
    found = live_values(after)
    assert set(found) == set(wanted)
    assert all(len(values) <= len(wanted[name]) for name, values in found.items())
    if all(len(values) == 1 for values in (*wanted.values(), *live_values(other).values())):
        assert found == wanted


@given(FILES, FILES)
def test_without_prune_what_the_yaml_has_not_stays(one: Document, other: Document) -> None:
    try:
        after = from_yaml(to_yaml(one), into=other)
    except (AddressError, EditError):
        return
    untouched = {name: values for name, values in live_values(other).items() if name not in live_values(one)}
    assert {name: values for name, values in live_values(after).items() if name in untouched} == untouched
    comments = [line.raw for line in other.lines() if line.kind in {"comment", "commented", "blank", "unreadable"}]
    kept = [line.raw for line in after.lines() if line.kind in {"comment", "commented", "unreadable"}]
    assert [line for line in comments if line.strip()] == [line for line in kept if line in comments]


def test_prune_comments_out_what_the_yaml_has_commented_out() -> None:
    document = parse(b"[Trace]\n; note\nTracePC=0\nTraceSql=1\nTraceAE=2\n")
    yaml = (
        "cfgkit: 1\nsections:\n- name: Trace\n  body:\n  - {off: TracePC, value: '4'}\n  - {key: TraceAE, value: '2'}\n"
    )
    assert from_yaml(yaml, into=document, prune=True).to_bytes() == b"[Trace]\n; note\n;TracePC=0\nTraceAE=2\n"


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ([], b"[Trace]\n"),
        (["key: TracePC, value: '9'"], b"[Trace]\nTracePC=9\n"),
        (["off: TracePC, value: '9'", "key: TracePC, value: '9'"], b"[Trace]\nTracePC=9\n"),
        (["off: TracePC, value: '9'"], b"[Trace]\n;TracePC=1\n;TracePC=2\n;TracePC=3\n"),
    ],
)
def test_prune_takes_out_duplicates_from_the_last_one_back(body: list[str], left: bytes) -> None:
    document = parse(b"[Trace]\nTracePC=1\nTracePC=2\nTracePC=3\n")
    items = "".join(f"  - {{{one}}}\n" for one in body)
    yaml = f"cfgkit: 1\nsections:\n- name: Trace\n  body:{' []' if not body else ''}\n{items}"
    assert from_yaml(yaml, into=document, prune=True).to_bytes() == left


def test_exact_takes_each_masked_line_once() -> None:
    document = parse(b"[A]\nUserPswd=hunter2\n;UserPswd=off\nUserPswd=geheim\n; the password: a\n; the password: b\n")
    assert from_yaml(to_yaml(document), into=document, exact=True) == document


def test_only_some_settings_are_written() -> None:
    document = parse(b"[Trace]\n; note\nTracePC=0\n;TraceSql=1\n;TraceAE=2\nTraceAE=2\n[Empty]\n")
    only = {("trace", "tracesql"), ("trace", "traceae")}
    body = read_layout(to_yaml(document, only=only)).parts
    assert [(part.name, [(one.kind.value, one.content) for one in part.body]) for part in body] == [
        ("Trace", [("commented", "TraceSql"), ("setting", "TraceAE")])
    ]


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("SMTPPort", "2x5", "value-type"),
        ("SMTPUseSSL", "true", "value-spelling"),
        ("SMTPUsernam", "hr", "misspelt-key"),
        ("Recycle Count", "5", ""),
        ("Allow Dynamic Changes", "Y", "wrong-section"),
    ],
)
def test_what_a_yaml_brings_is_judged_at_its_place(key: str, value: str, rule: str) -> None:
    before = parse(b"[Domain Settings]\nDomain ID=X\n[SMTP Settings]\nSMTPPort=9x9\nSMTPServer=mail\n")
    yaml = f'cfgkit: 1\nsections:\n- name: SMTP Settings\n  body:\n  - {{key: "{key}", value: "{value}"}}\n'
    after = from_yaml(yaml, into=before)
    found = findings_of_change(before, after, marks_of(read_layout(yaml)))
    assert [(one.rule, one.line, one.column, one.fix) for one in found] == ([(rule, 5, 5, None)] if rule else [])


def test_what_stays_as_it_is_is_not_judged() -> None:
    before = parse(b"[Domain Settings]\nDomain ID=HRDEV\n[SMTP Settings]\nSMTPPort=9x9\n")
    yaml = to_yaml(before)
    assert findings_of_change(before, from_yaml(yaml, into=before), marks_of(read_layout(yaml))) == ()
    yaml = yaml.replace("HRDEV", "HRTST")
    after = from_yaml(yaml, into=before)
    assert after != before
    assert findings_of_change(before, after, marks_of(read_layout(yaml))) == ()
