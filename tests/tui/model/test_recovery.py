"""Unsaved edits on the disk: what comes back, and that no secret is written."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
import strategies
from edits import edits
from hypothesis import assume, given
from hypothesis import strategies as st

from cfgkit import parse
from cfgkit.errors import CfgkitError, InputError
from cfgkit.tui.model.recovery import read_record, recorded
from cfgkit.tui.model.restoring import restored
from cfgkit.tui.model.unsecret import filled, holed

if TYPE_CHECKING:
    from cfgkit import Document
    from cfgkit.tui.model.restoring import Restored

FILE = b"""[Startup]
DBName=HRDEV
UserPswd=hunter2
; the word is hunter2
JavaVM Options=-Xmx1g -Dproxy.password=hunter3 -Dx=y

[SMTP Settings]
SMTPServer=mail
SMTPPort=25
SMTPUserPassword=hunter4
;SMTPTrace=1
"""


def digest(document: Document) -> str:
    return sha256(document.to_bytes()).hexdigest()


def record(old: Document, new: Document) -> bytes:
    return recorded("/x/psappsrv.cfg", digest(old), old, new, old.changes(new))


def there_and_back(old: Document, new: Document, now: Document | None = None) -> Restored:
    now = now or old
    return restored(read_record(record(old, new)), now, digest(now))


def bare(document: Document) -> list[str]:
    """The lines less their secrets."""
    return ["".join((*holed(line).texts, line.eol)) for line in document.lines()]


@given(strategies.data)
def test_a_line_with_its_secrets_is_the_line(data: bytes) -> None:
    for line in parse(data).lines():
        found = holed(line)
        assert filled(found.texts, found.secrets) == line.text


@given(st.data())
def test_edits_come_back_and_what_is_no_secret_to_the_letter(data: st.DataObject) -> None:
    old = new = parse(data.draw(strategies.data))
    for _ in range(data.draw(st.integers(0, 5))):
        try:
            new = data.draw(edits(new)).of(new)
        except CfgkitError:
            continue
    found = there_and_back(old, new)
    assert found.unfit == ()
    if not found.again:
        assert found.document.to_bytes() == new.to_bytes()


SECRETS = st.text("qwxzj", min_size=8, max_size=12)
KEYS = st.sampled_from(["UserPswd", "SMTPUserPassword", "SMTPPort", "JavaVM Options", "Own", "Token", "SMTPSender"])
FORMS = st.sampled_from(["-Dmail.password={}", "https://me:{}@host/x", "{{V1.1}}{}", "plain {}", "a -Dsecret={} b"])


@given(st.lists(st.tuples(st.sampled_from(["Startup", "SMTP Settings", "New"]), KEYS, FORMS, SECRETS), max_size=6))
def test_no_secret_is_written_and_all_else_comes_back(steps: list[tuple[str, str, str, str]]) -> None:
    old = new = parse(FILE)
    secrets = {"hunter2", "hunter3", "hunter4"}
    for section, key, form, secret in steps:
        is_hidden = old.is_secret(section, key) or not form.startswith("plain")
        if is_hidden:
            secrets.add(secret)
        new = new.set(section, key, secret if old.is_secret(section, key) else form.format(secret))
    plain = {secret for _, key, form, secret in steps if not old.is_secret("", key) and form.startswith("plain")}
    assume(not any(one in other or other in one for one in plain for other in secrets))
    data = record(old, new)
    assert not [secret for secret in secrets if secret in data.decode()]
    found = there_and_back(old, new)
    assert bare(found.document) == bare(new)
    assert found.unfit == ()
    old_values, values = ({(e.section, e.key): e.value for e in one.entries()} for one in (old, found.document))
    for name, value in values.items():
        if old.is_secret(*name):
            assert value == old_values.get(name, "")


def test_comments_order_and_kept_secrets_come_back_whole() -> None:
    old = parse(FILE)
    text = FILE.replace(b"DBName=HRDEV\nUserPswd=hunter2\n", b"UserPswd=hunter2\n\n; ours\nDBName=HRDEV\n")
    text = text.replace(b"SMTPUserPassword", b";SMTPUserPassword").replace(b"-Xmx1g", b"-Xmx2g")
    found = there_and_back(old, parse(text))
    assert found.document.to_bytes() == text
    assert (found.again, found.unfit) == ((), ())


def test_changed_secrets_are_named_and_stay_as_they_are() -> None:
    old = parse(FILE)
    new = old.set("SMTP Settings", "SMTPUserPassword", "geheim").set("SMTP Settings", "SMTPPort", "587")
    new = new.set("Startup", "ConnectPswd", "geheim2")
    new = new.set("Startup", "JavaVM Options", "-Xmx2g -Dproxy.password=geheim3 -Dx=y")
    found = there_and_back(old, new)
    assert set(found.again) == {
        "[SMTP Settings] SMTPUserPassword", "[Startup] ConnectPswd", "[Startup] JavaVM Options",
    }  # fmt: skip
    text = found.document.text
    assert "SMTPPort=587" in text
    assert "SMTPUserPassword=hunter4" in text
    assert "ConnectPswd=\n" in text
    assert "-Xmx2g -Dproxy.password=hunter3 -Dx=y" in text


def test_a_password_in_a_comment_or_another_value_is_not_written() -> None:
    old = parse(FILE)
    new = parse(FILE.replace(b"the word is hunter2", b"the old word is hunter2").replace(b"=mail", b"=hunter4.example"))
    data = record(old, new)
    assert b"hunter" not in data
    found = there_and_back(old, new)
    assert "SMTPServer=mail\n" in found.document.text
    assert "[SMTP Settings] SMTPServer" in found.again
    typed = old.set("SMTP Settings", "SMTPUserPassword", "HRDEV").set("Startup", "DBName", "HRTST")
    assert b"HRDEV" not in record(old, typed)


def test_edits_that_fit_another_file_are_made_there_and_the_others_named() -> None:
    old = parse(FILE)
    new = old.set("SMTP Settings", "SMTPPort", "587").set("Startup", "DBName", "HRTST").set("Own", "Key", "1")
    new = new.comment_out("SMTP Settings", "SMTPUserPassword").set("SMTP Settings", "SMTPSender", "a@b")
    new = new.uncomment("SMTP Settings", "SMTPTrace")
    now = parse(
        b"; a new line\n"
        + FILE.replace(b"HRDEV", b"HRPRD").replace(b"hunter4", b"hunter9").replace(b";SMTPT", b"SMTPT")
    )
    found = there_and_back(old, new, now)
    text = found.document.text
    for words in (
        "SMTPPort=587",
        "DBName=HRPRD",
        ";SMTPUserPassword=hunter9",
        "SMTPSender=a@b",
        "[Own]\nKey=1",
        "\nSMTPTrace=1",
    ):
        assert words in text
    assert found.unfit == ("[Startup] DBName=HRTST",)
    assert (found.count, found.fitting) == (6, 5)
    assert text.startswith("; a new line\n")


@given(strategies.data, st.data())
def test_any_record_into_any_file_is_no_error(data: bytes, draw: st.DataObject) -> None:
    old, now = parse(data), parse(draw.draw(strategies.data))
    new = parse(draw.draw(strategies.data))
    found = there_and_back(old, new, now)
    assert 0 <= found.fitting <= found.count


@pytest.mark.parametrize("change", [
    lambda top: top.update(schema="x"), lambda top: top.update(parts=1), lambda top: top["parts"][0][0].pop("section"),
    lambda top: top["parts"][0][0].update(start=-1),
    lambda top: top["parts"][0][0]["new"][0].update(texts=[]),
    lambda top: top["parts"][0][0]["new"][0].update(eol="x"),
])  # fmt: skip
def test_what_is_no_record_is_refused(change: Any) -> None:
    old = parse(FILE)
    top = json.loads(record(old, old.set("Startup", "DBName", "X")))
    change(top)
    with pytest.raises(InputError):
        read_record(json.dumps(top).encode())
    with pytest.raises(InputError):
        read_record(b"[")
    with pytest.raises(InputError):
        read_record(b"\xff")


def test_characters_of_private_use_and_secrets_in_secrets_are_no_trouble() -> None:
    (line,) = parse(b"[A]\n" + "Note=\ue0000\ue000 -Da.password=hunter2\n".encode()).setting_lines()
    found = holed(line[1])
    assert filled(found.texts, found.secrets) == line[1].text
    assert "hunter2" in found.secrets
