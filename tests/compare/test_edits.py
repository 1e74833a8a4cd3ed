"""What makes one file like another: as edits, as JSON that is applied, as expected differences, as reports."""

from __future__ import annotations

import json
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit import AddressError, InputError, load, parse
from cfgkit.compare import (
    Options,
    as_commands,
    as_json,
    as_text,
    compare,
    edited,
    edits_between,
    environment_names,
    foot,
    is_table,
    read_expected,
    require_state,
)
from cfgkit.compare.html import as_html
from cfgkit.compare.markdown import as_markdown
from cfgkit.compare.reading import read_diff
from cfgkit.errors import ChangedOnDiskError

if TYPE_CHECKING:
    from cfgkit import Document
    from cfgkit.compare import Diff

LINE: Final = st.sampled_from(
    [
        "[Trace]",
        "[SMTP Settings]",
        "[Own]",
        "TracePC=0",
        "TracePC=00",
        "SMTPPort=25",
        "SMTPPort=025",
        "SMTPUseSSL=Y",
        "SMTPUseSSL=y",
        "SMTPUseSSL=N",
        ";TracePC=4",
        "TracePC=4",
        "Key=a b",
        "Key=",
        "Key=\x1b",
        "UserPswd=hunter2",
        "JavaVM Options=-Dx.password=hunter2 -Xmx1m",
        "JavaVM Options=-Xmx2m",
        "; words",
        "a=b=c",
    ]
)
FILES: Final = st.lists(LINE, max_size=14).map(
    lambda lines: parse("\n".join(["[Domain Settings]", *lines, ""]).encode())
)


def between(one: Document, other: Document, **options: Any) -> Diff:
    return compare([("a", one), ("b", other)], Options(**options))


@given(FILES, FILES)
def test_the_edits_of_a_difference_give_the_other_files_values(one: Document, other: Document) -> None:
    diff = between(one, other)
    edits = edits_between(diff.differences, 0, 1)
    by_hand = {(edit.section.casefold(), edit.key.casefold()) for edit in edits if edit.kind == "by-hand"}
    try:
        after = between(edited(one, edits), other)
    except AddressError:  # a section that stands twice takes no new setting
        return
    assert {(row.section.casefold(), row.key.casefold()) for row in after.differences} == by_hand


@given(FILES, FILES)
def test_a_difference_comes_back_from_its_json(one: Document, other: Document) -> None:
    diff = between(one, other)
    text = json.dumps({"schema": "cfgkit.diff/1", "results": [as_json(diff)]})
    assert "hunter2" not in text
    again = read_diff(text)
    require_state(one, again.differences, 0)
    assert edits_between(again.differences, 0, 1) == edits_between(diff.differences, 0, 1)
    assert edits_between(again.differences, 1, 0) == edits_between(diff.differences, 1, 0)
    changed = [row for row in diff.differences if row.sides[0].state == "live" and not row.hides_secret]
    for row in changed[:1]:
        with pytest.raises(ChangedOnDiskError):
            require_state(one.remove(row.section, row.key), again.differences, 0)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda one: (
            st.lists(one)
            | st.dictionaries(
                st.sampled_from(["schema", "results", "files", "differences", "sides", "section", "key"]), one
            )
        ),
    )
)
@example({"schema": "cfgkit.diff/1", "results": [{"files": ["a"], "differences": [{"section": "S", "key": "K"}]}]})
@example(
    {
        "schema": "cfgkit.diff/1",
        "results": [
            {
                "files": ["a", "b"],
                "differences": [
                    {
                        "section": "S",
                        "key": "K",
                        "effect": "reboot",
                        "effect_certainty": "assumed",
                        "secret": False,
                        "sides": [{"state": "live"}, {"state": "absent"}],
                    }
                ],
            }
        ],
    }
)
def test_what_is_no_difference_is_one_input_error(data: object) -> None:
    with pytest.raises(InputError):
        read_diff(json.dumps(data))


def test_values_are_compared_by_their_types_unless_exact() -> None:
    text = "[Domain Settings]\n[JOLT Listener]\nAddress={}\nPort={}\n[SMTP Settings]\nSMTPServer={}\nSMTPUseSSL={}\n"
    one = parse(text.format("//%PS_MACH%", "9000", "Mail.example.com", "Y").encode())
    other = parse(text.format("%PS_MACH%", "09000 ", "mail.example.com", "y").encode())
    assert between(one, other).differences == ()
    assert [row.key for row in between(one, other, exact=True).differences] == [
        "Address",
        "Port",
        "SMTPServer",
        "SMTPUseSSL",
    ]
    unknown = parse(b"[Own]\nKey=01\n"), parse(b"[Own]\nKey=1\n")
    assert len(between(*unknown).differences) == 1


def test_a_moved_section_is_no_difference_unless_order_counts() -> None:
    one = parse(b"[Trace]\n; note\nTracePC=0\nTraceSql=0\n[Startup]\nDBName=X\n")
    other = parse(b"[Startup]\nDBName=X\n[Trace]\nTraceSql=0\n; other\nTracePC=0\n")
    assert between(one, other) == between(one, one)
    notes = between(one, other, order=True, comments=True).notes
    assert [(note.section, note.what) for note in notes] == [("", "order"), ("Trace", "order"), ("Trace", "comments")]
    assert notes[0].sides == (("Trace", "Startup"), ("Startup", "Trace"))


def test_the_majority_and_the_odd_ones_out() -> None:
    files = [(name, parse(f"[Trace]\nTracePC={value}\n".encode())) for name, value in zip("abcd", "0407", strict=True)]
    row = compare(files).differences[0]
    assert row.groups == (0, 1, 0, 2)
    assert row.odd_ones == (False, True, False, True)
    even = compare(files[:2]).differences[0]
    assert even.odd_ones == (False, False)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (("x", "x", "y"), "different"),
        (("x", "{V1.1}q83vEjRWeJA=", None), "different"),
        ((None, "{V1.1}q83vEjRWeJA=", "{V1.1}q83vEjRWeJA="), "different"),
        (("{V1.1}q83vEjRWeJA=", "x", "x"), "incomparable"),
        (("{V1.1}q83vEjRWeJA=", "{V1.1}q83vEjRWeJB=", "x"), "incomparable"),
    ],
)
def test_secrets_compare_as_the_weakest_pair_does(values: tuple[str | None, ...], wanted: str) -> None:
    files = [
        (str(n), parse(b"[Own]\n" + (b"" if value is None else f"UserPswd={value}\n".encode())))
        for n, value in enumerate(values)
    ]
    assert [row.secret_relation for row in compare(files).differences] == [wanted]


def test_a_table_tells_the_effect_and_which_secrets_are_the_same() -> None:
    text = "[Domain Settings]\n[JOLT Listener]\nPort={}\n[SMTP Settings]\nSMTPPort={}\nUserPswd={}\n"
    drawn = (("a", "1", "25", "x"), ("b", "2", "25", "y"), ("c", "1", "26", "x"))
    diff = compare([(name, parse(text.format(*values).encode())) for name, *values in drawn])
    assert as_text(diff) == (
        "                             a                b                c\n"
        "[JOLT Listener]\n"
        "  Port                     R 3 1             *3 2              3 1\n"
        "[SMTP Settings]\n"
        "  SMTPPort                 d 5 25             5 25            *5 26\n"
        "  UserPswd                 ? 6 ******** A    *6 ******** B     6 ******** A\n"
    )
    assert is_table(diff)
    assert not is_table(diff, width=60)


def test_all_shows_what_is_the_same_too() -> None:
    one = parse(b"[Trace]\nTracePC=0\nTraceSql=1\n;TraceAE=1\n")
    diff = between(one, one.set("Trace", "TracePC", "4"), everything=True)
    assert [row.key for row in diff.differences] == ["TracePC"]
    assert [row.key for row in diff.equal] == ["TraceSql"]
    assert "TraceSql" in as_text(diff)


RULES: Final = [
    {"setting": "startup/*", "reason": "own database"},
    {"setting": "SMTP Settings/SMTPServer", "reason": "own relay", "value": "mail-{name}.{zone}"},
    {"setting": "Trace/*", "reason": "dev traces", "environments": ["dev"]},
    {"setting": "PSAPPSRV/*", "reason": "sized by use", "value": "{database}"},
]


def test_expected_differences_are_ignored_counted_and_checked() -> None:
    text = "[Startup]\nDBName={0}\n[Domain Settings]\n[SMTP Settings]\nSMTPServer=mail-{1}.example.com\n[Trace]\nTracePC={2}\n"
    files = [
        (name, parse(text.format(database, name, trace).encode()))
        for name, database, trace in (("dev", "HRDEV", "4"), ("tst", "HRTST", "0"), ("prd", "HRPRD", "0"))
    ]
    words = {name: {"zone": "example.com"} for name, _ in files}
    rules = read_expected(RULES, words, Path("cfgkit.toml"))
    diff = compare(files, Options(expected=rules))
    assert diff.differences == ()
    assert [(row.key, row.expected.reason if row.expected else "") for row in diff.expected] == [
        ("DBName", "own database"),
        ("SMTPServer", "own relay"),
        ("TracePC", "dev traces"),
    ]
    assert [one.setting for one in diff.idle] == ["PSAPPSRV/*"]
    assert as_json(diff)["ignored"] == 3
    files[1] = (
        "tst",
        files[1][1].set("SMTP Settings", "SMTPServer", "mail-x.example.com").set("Trace", "TracePC", "8"),
    )
    assert [row.key for row in compare(files, Options(expected=rules)).differences] == ["SMTPServer", "TracePC"]


def test_an_expected_difference_ends() -> None:
    rule = read_expected([{"setting": "a/b", "reason": "x", "until": date(2026, 11, 24)}], {}, Path("c.toml"))[0]
    assert (rule.is_over(date(2026, 11, 24)), rule.is_over(date(2026, 11, 25))) == (False, True)


@pytest.mark.parametrize(
    "rule",
    [
        {"setting": "Startup/DBName"},
        {"setting": "Startup/DBName", "reason": " "},
        {"setting": "DBName", "reason": "x"},
        {"setting": "a/b", "reason": "x", "environments": "dev"},
        {"setting": "a/b", "reason": "x", "until": "tomorrow"},
        {"setting": "a/b", "reason": "x", "why": "y"},
        {"setting": 1, "reason": "x"},
        "a/b",
    ],
)
def test_a_wrong_rule_is_one_clear_error(rule: object) -> None:
    with pytest.raises(InputError, match=r"c\.toml"):
        read_expected([rule], {}, Path("c.toml"))


def test_commands_are_quoted_and_leave_secrets_to_a_human() -> None:
    one = parse(b"[A b]\nKey='x' $(y)\n;Gone=1\nUserPswd=hunter2\nNew=1\n")
    other = parse(b"[A b]\nKey=1\nGone=1\nUserPswd=geheim\nExtra=1\n")
    text = as_commands("my file.cfg", edits_between(between(one, other).differences, 1, 0))
    assert text == (
        "cfgkit set 'my file.cfg' \\\n    'A b/Key='\"'\"'x'\"'\"' $(y)' \\\n    'A b/New=1'\n"
        "cfgkit comment 'my file.cfg' \\\n    'A b/Gone'\n"
        "cfgkit unset 'my file.cfg' \\\n    'A b/Extra'\n"
        "# by hand: A b/UserPswd: a secret is never carried over: another host's key may not read it\n"
    )


def test_the_foot_counts_effects() -> None:
    one = parse(b"[Domain Settings]\n[SMTP Settings]\nSMTPPort=25\nSMTPTrace=0\nUserPswd=a\n[JOLT Listener]\nPort=1\n")
    other = parse(
        b"[Domain Settings]\n[SMTP Settings]\nSMTPPort=587\nSMTPTrace=1\nUserPswd=b\n[JOLT Listener]\nPort=2\n"
    )
    assert foot(between(one, other)) == [
        "to make b like a: 4 changes, 2 need a domain reboot, 1 of unknown effect, 1 by hand",
    ]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["x/dev/psappsrv.cfg", "x/prd/psappsrv.cfg"], ("dev", "prd")),
        (["a/x/p.cfg", "b/x/p.cfg"], ("a/x", "b/x")),
        (["a.cfg", "b.cfg"], ("a.cfg", "b.cfg")),
        (["d/a.cfg", "d/b.cfg"], ("a.cfg", "b.cfg")),
        (["d/a.cfg", "d/a.cfg"], ("d/a.cfg", "d/a.cfg#2")),
        (["-", "x/a.cfg"], ("-", "a.cfg")),
    ],
)
def test_environments_are_named_by_what_tells_them_apart(paths: list[str], names: tuple[str, ...]) -> None:
    assert environment_names(paths) == names


def trio(repo: Path) -> Diff:
    return compare([(name, load(repo / "fixtures" / "trio" / name / "psappsrv.cfg")) for name in ("dev", "tst", "prd")])


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_text_fits_the_width_and_names_every_difference(repo: Path, width: int) -> None:
    diff = trio(repo)
    text = as_text(diff, width=width)
    assert max(map(len, text.splitlines())) <= max(width, 80)
    assert all(row.key[:20] in text for row in diff.differences)
    assert "\x1b" not in text
    assert "\x1b[33m" in as_text(diff, width=width, colour=True)


class Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"td", "th"}:
            self.cells.append("")
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "action"}]

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def test_the_page_is_self_contained_and_escapes_everything() -> None:
    nasty = "<script>alert(1)</script>&\"'\x1b[31m|`*"
    one, other = (parse(f"[S<b>]\nK<i>={text}\nUserPswd=hunter2{text}\n".encode()) for text in (nasty, "plain"))
    diff = compare([("<a>", one), ("b", other)])
    page = as_html(diff, foot(diff))
    reader = Cells()
    reader.feed(page)
    assert reader.addresses == []
    assert "http" not in page.replace("http-equiv", "")
    assert page.count("<script>") == 1
    assert any("<script>alert(1)</script>" in cell for cell in reader.cells)
    for text in (page, as_markdown(diff)):
        assert "\x1b" not in text
        assert "hunter2" not in text
    rows = as_markdown(diff).splitlines()
    assert len({line.replace("\\|", "").count("|") for line in rows}) == 1
