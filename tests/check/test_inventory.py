"""The audit list: where secrets stand and how they are stored, and nothing of what they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from hypothesis import assume, given
from hypothesis import strategies as st

from cfgkit import load, parse
from cfgkit.check.inventory import Inventory, inventory_csv, inventory_json, inventory_text, secrets_of
from cfgkit.display import visible
from cfgkit.schema import is_encrypted
from cfgkit.store import DomainFile

FILE: Final = DomainFile(Path("home/appserv/HRDEV/psappsrv.cfg"), "HRDEV", "psappsrv")


def drawn(text: str) -> str:
    """All three drawings of a file's secrets."""
    found = [Inventory(FILE, secrets_of(parse(text.encode())))]
    return inventory_text(found, 80) + inventory_csv(found) + json.dumps(inventory_json(found[0]))


def test_each_secret_is_listed_with_its_state() -> None:
    document = parse(
        b"[Startup]\nDBName=A\nUserPswd=hunter2\n;ConnectPswd={V1.1}q83vEjRWeJA=\nConnectPswd=q83vEjRWeJA=\n"
        b"[Security]\nDomainConnectionPwd=\n;DomainConnectionPwd=\n"
        b"[PSTOOLS]\nJavaVM Options=-Xmx1g -Dx.password=hunter2\nRemote Administration Password={V2}q83vEjRWeJA=\n"
        b"[Search]\nRemote Search Server Credentials=SRCHSERV|localhost:7778\n"
        b"[startup]\nUserPswd=twice\n"
    )
    found = [
        (one.line, one.key, one.live, one.stored, one.key_version, one.is_password) for one in secrets_of(document)
    ]
    assert found == [
        (3, "UserPswd", True, "clear", None, True),
        (4, "ConnectPswd", False, "encrypted", "1.1", True),
        (5, "ConnectPswd", True, "encrypted", "old form", True),
        (7, "DomainConnectionPwd", True, "empty", None, True),
        (8, "DomainConnectionPwd", False, "empty", None, True),
        (10, "JavaVM Options", True, "clear", None, True),
        (11, "Remote Administration Password", True, "encrypted", "2", True),
        (13, "Remote Search Server Credentials", True, "clear", None, False),
        (15, "UserPswd", True, "clear", None, True),
    ]
    assert [one.key for one in secrets_of(document) if one.is_inside] == ["JavaVM Options"]
    text = inventory_text([Inventory(FILE, secrets_of(document))], 120)
    for words in ("encrypted, commented out", "clear, in the value", "clear, no password", "empty", "old form", "1.1"):
        assert words in text


def test_only_a_clear_text_is_called_no_password() -> None:
    document = parse(b"[A]\nOwn Token=x\nOther Token={V2.1}q83vEjRWeJA=\nThird Token=\n")
    text = inventory_text([Inventory(FILE, secrets_of(document))], 80)
    assert text.count("no password") == 1
    assert "clear, no password" in text


def test_the_delivered_password_is_named_as_such(fixture_files: tuple[Path, ...]) -> None:
    published = [one for path in fixture_files for one in secrets_of(load(path)) if one.is_published]
    assert {one.key for one in published} <= {"Remote Administration Password"}
    for one in published:
        assert "encrypted, the delivered one" in inventory_text([Inventory(FILE, (one,))], 80)


secrets = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200).map(str.strip).filter(bool)


@given(st.sampled_from(["UserPswd=", ";UserPswd=", "Own Token=", "Mail=-Dx.password="]), secrets, secrets)
def test_nothing_of_a_value_shows_nor_its_length(head: str, one: str, other: str) -> None:
    for value in (one, other):
        assume(not is_encrypted("UserPswd", value))
        assume(parse(f"a={value}".encode()).live("", "a") is not None)
        assume(head != "Mail=-Dx.password=" or value.isalnum())
    assert drawn(f"[Startup]\n{head}{one}\n") == drawn(f"[Startup]\n{head}{other}\n")


@given(st.binary(max_size=300))
def test_any_file_has_a_list_that_fits(data: bytes) -> None:
    found = [Inventory(FILE, secrets_of(parse(b"[Startup]\nUserPswd=" + data)))]
    assert all(len(line) <= 80 and visible(line) == line for line in inventory_text(found, 80).splitlines()[2:])
    assert len(inventory_csv(found).splitlines()) == 1 + len(found[0].secrets)
