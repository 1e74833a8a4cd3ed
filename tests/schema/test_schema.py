"""The catalogue and the schema as a whole, against the facts of the templates."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from cfgkit import parse
from cfgkit.check import check
from cfgkit.errors import InputError
from cfgkit.schema import BUILT_IN, secrets
from cfgkit.schema.release import Release, release_of
from cfgkit.schema.renamed import renamed
from cfgkit.schema.secrets import is_published, is_secret, key_version
from cfgkit.schema.value_type import refusal
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.schema.setting import FileKind


def table(name: str) -> list[dict[str, str]]:
    head, *lines = Path(__file__).with_name(name).read_text("utf-8").split("\n")
    return [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines if line]


MARKS: Final = table("template_facts.tsv")
DELIVERED: Final = table("delivered_facts.tsv")


def test_every_setting_of_the_templates_is_known() -> None:
    assert len(MARKS) == 393
    for row in MARKS:
        found = BUILT_IN.find(row["file"], row["section"], row["key"])  # type: ignore[arg-type]
        assert found is not None, row
        assert (found.section, found.key) == (row["section"], row["key"])


def test_the_templates_marks_are_the_effects() -> None:
    for row in MARKS:
        found = BUILT_IN.find(row["file"], row["section"], row["key"])  # type: ignore[arg-type]
        assert found is not None
        if row["section"] == "SMTP Settings" or row["key"] == "ProcessRestartMemoryLimit":
            continue
        effect = found.effect()
        if row["reload"] == "Y":
            assert effect.effect == "reboot", row
        elif row["dynamic"] == "Y":
            assert (effect.effect, effect.certainty) == ("dynamic-if-allowed", "template"), row
        else:
            assert effect.effect in {"unknown", "reboot"}, row


def test_a_box_with_words_for_options_is_no_sum_of_powers_of_two() -> None:
    boxes = [row for row in MARKS if row["type"] == "c" and "%" in row["options"]]
    assert boxes
    for row in boxes:
        found = BUILT_IN.find(row["file"], row["section"], row["key"])  # type: ignore[arg-type]
        assert found is not None
        assert refusal(found.type, row["options"].split(",")[0].strip("%")) is None, row


@pytest.mark.parametrize("section", ["Workstation Listener", "JOLT Listener"])
def test_the_listeners_have_an_ssl_port_since_8_56(section: str) -> None:
    found = BUILT_IN.find("psappsrv", section, "SSL Port")
    assert found is not None
    assert found.since == "8.56"


def test_where_template_and_comment_disagree_the_safer_one_counts() -> None:
    found = BUILT_IN.effect("psappsrv", "PSAPPSRV", "ProcessRestartMemoryLimit")
    assert (found.effect, found.certainty) == ("reboot", "assumed")
    assert "disagree" in found.source


def test_secrets_are_typed_as_such_and_by_name() -> None:
    for kind in ("psappsrv", "psprcs"):
        for section in BUILT_IN.sections(kind):
            for one in BUILT_IN.settings(kind, section):
                assert one.is_secret == is_secret(one.key), one
                assert not (one.is_secret and one.delivered), one


def test_every_delivered_value_fits_its_type() -> None:
    for row in DELIVERED:
        found = BUILT_IN.find(row["file"], row["section"], row["key"])  # type: ignore[arg-type]
        assert found is not None, row
        if not row["value"].startswith("<"):
            assert refusal(found.type, row["value"]) is None, row


def delivered_files() -> Iterator[tuple[str, bytes]]:
    for file in ("psappsrv", "psprcs"):
        for release in ("8.50", "8.54"):
            lines, section = [], ""
            for row in DELIVERED:
                if (row["file"], row["release"]) == (file, release):
                    if row["section"] != section:
                        section = row["section"]
                        lines.append(f"[{section}]")
                    value = (
                        "{V1.1}q83vEjRWeJA=" if row["value"].startswith("<secret") else row["value"].strip("<>").strip()
                    )
                    mark = "" if row["state"] == "live" else ";"
                    lines.append(f"{mark}{row['key']}={value if '<' not in row['value'] or mark == '' else ''}")
            yield f"{file} {release}", "\n".join([*lines, ""]).encode()


@pytest.mark.parametrize(("name", "data"), list(delivered_files()), ids=lambda one: one if isinstance(one, str) else "")
def test_a_delivered_file_gives_no_error_and_no_warning(name: str, data: bytes) -> None:
    found = [one for one in check(parse(data)) if one.severity is not Severity.INFO]
    # Site values are blanked in the facts: where a number stood there is a word.
    assert [one for one in found if "site value" not in data.decode().split("\n")[one.line - 1]] == [], name
    assert parse(data).kind == name.partition(" ")[0]


def test_the_kind_unknown_finds_what_either_kind_knows() -> None:
    assert BUILT_IN.find("unknown", "Process Scheduler", "PrcsServerName") is not None
    assert BUILT_IN.find("unknown", "JOLT Listener", "Port") is not None
    assert BUILT_IN.find("psprcs", "JOLT Listener", "Port") is None


def test_families_of_sections_are_known_by_pattern() -> None:
    found = BUILT_IN.find("psappsrv", "PSPUBHND_MINE", "Min Instances")
    assert found == BUILT_IN.find("psappsrv", "PSPUBHND_dflt", "Min Instances")
    assert BUILT_IN.knows_section("psappsrv", "PSBRKDSP_X")
    assert not BUILT_IN.knows_section("psprcs", "PSBRKDSP_X")
    assert BUILT_IN.find("psappsrv", "PSBRKDSP_X", "Queues") is not None


@pytest.mark.parametrize(
    ("kind", "section", "key", "new"),
    [
        ("psappsrv", "Workstation Listener", "encryption", "WSL Encryption"),
        ("psappsrv", "JOLT Listener", "Encryption", "JSL Encryption"),
        *(("psprcs", "SQR", f"PSSQR{n}", "PSSQR") for n in (1, 2, 3, 4)),
    ],
)
def test_renamed_settings_are_data(kind: FileKind, section: str, key: str, new: str) -> None:
    found = renamed(kind, section, key)
    assert found is not None
    assert found.new == new
    assert BUILT_IN.find(kind, section, new) is not None
    assert renamed(kind, section, new) is None


@pytest.mark.parametrize(("text", "release"), [("8.61", (8, 61)), (" 8.54.23 ", (8, 54)), ("8.57.1", (8, 57))])
def test_a_release_is_read(text: str, release: tuple[int, int]) -> None:
    assert release_of(text) == Release(*release)


@pytest.mark.parametrize("text", ["", "8", "861", "9.2", "8.6", "8.61x", "8.61.", "8.61.123", "PT8.61"])
def test_what_is_no_release_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        release_of(text)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("{V1}x", "1"),
        ("{V1.1}x", "1.1"),
        ("{V1.2}x", "1.2"),
        ("{V2}x", "2"),
        ("{V2.10}x", "2.10"),
        ("V1", None),
        ("", None),
    ],
)
def test_the_version_of_a_key(text: str, version: str | None) -> None:
    assert key_version(text) == version


def test_a_published_text_is_known_by_its_hash_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "{V1.1}q83vEjRWeJA="
    assert not is_published(text)
    monkeypatch.setattr(secrets, "_PUBLISHED", {hashlib.sha256(text.encode()).hexdigest()})
    assert is_published(text)
    assert is_published(f"{text} ")
    assert not is_published(text[:-1])
    assert not is_published("")
    assert [one.rule for one in check(parse(f"[A]\nX Password={text}\n".encode()))] == ["published-secret"]
