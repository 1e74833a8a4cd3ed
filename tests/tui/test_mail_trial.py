from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cfgkit.document import parse
from cfgkit.errors import InputError
from cfgkit.mail.options import ServerChoice
from cfgkit.mail.plan import plan
from cfgkit.mail.record import Role, Stage
from cfgkit.mail.sandbox import Fault
from cfgkit.secret import Secret
from cfgkit.tui.mail_trial import Trial, choices, login_of, question, recipients, unknown_logins, with_secrets

if TYPE_CHECKING:
    from cfgkit.mail.plan import Plan

ENCRYPTED = "{V1.1}7m4OtVwXFNyLc1j6pZG69Q=="


def planned(*lines: str) -> Plan:
    text = "\n".join(["[SMTP Settings]", "SMTPServer=a.example.com", "SMTPSender=ps@example.com", *lines, ""])
    return plan(parse(text.encode()))


LOGIN = ("SMTPUserName=me", f"SMTPUserPassword={ENCRYPTED}")
BACKUP = ("SMTPServer1=b.example.com", "SMTPUserName1=me", f"SMTPUserPassword1={ENCRYPTED}")


def test_only_the_sandbox_has_a_made_up_recipient_and_a_fault() -> None:
    trial = Trial(fault=Fault.GREYLIST)
    assert trial.options("f").to
    assert trial.options("f").fault is Fault.GREYLIST
    real = Trial(is_real=True, fault=Fault.GREYLIST).options("f")
    assert (real.to, real.fault, real.sandbox) == ((), None, False)


@pytest.mark.parametrize(
    ("trial", "sends"),
    [
        (Trial(to=("a@b.c",)), False),
        (Trial(is_real=True), False),
        (Trial(is_real=True, to=("a@b.c",), last=Stage.RCPT), False),
        (Trial(is_real=True, to=("a@b.c",), last=Stage.DATA), True),
        (Trial(is_real=True, to=("a@b.c",)), True),
    ],
)
def test_what_leaves_this_host(trial: Trial, *, sends: bool) -> None:
    assert trial.sends is sends


@pytest.mark.parametrize("label", ["server", "last stage", "fault"])
def test_each_choice_is_taken(label: str) -> None:
    for number, words in enumerate(choices(label)):
        trial = Trial().with_choice(label, number)
        value = {"server": trial.server, "last stage": trial.last, "fault": trial.fault or "none"}[label]
        assert words.startswith(str(value))
        assert any(line.label == label for line in trial.form().lines)


def test_recipients_by_commas_and_blanks() -> None:
    assert recipients(" a@b.c,d@e.f  g@h.i") == ("a@b.c", "d@e.f", "g@h.i")
    assert recipients("") == ()
    with pytest.raises(InputError):
        recipients("a@b.c nobody")


def test_passwords_are_asked_for_where_a_login_needs_one() -> None:
    both = planned(*LOGIN, *BACKUP)
    real = Trial(is_real=True).options("f")
    assert [server.role for server in unknown_logins(both, real)] == [Role.PRIMARY, Role.BACKUP]
    only = Trial(is_real=True, server=ServerChoice.BACKUP).options("f")
    assert [server.role for server in unknown_logins(both, only)] == [Role.BACKUP]
    assert unknown_logins(both, Trial().options("f")) == ()
    assert unknown_logins(both, Trial(is_real=True, last=Stage.EHLO).options("f")) == ()
    assert unknown_logins(planned("SMTPUserName=me", "SMTPUserPassword=clear-one"), real) == ()


def test_a_password_goes_to_its_own_server_only() -> None:
    before, options = planned(*LOGIN), Trial(is_real=True).options("f")
    assert before.primary is not None
    known = {login_of(before.primary): Secret("s")}
    assert with_secrets(options, before, known).means.passwords == {Role.PRIMARY: Secret("s")}
    moved = planned(*LOGIN, "SMTPPort=26")
    assert with_secrets(options, moved, known).means.passwords == {}


def test_oauth_asks_for_a_token() -> None:
    oauth = planned("SMTPUseOAuth=Y")
    options = Trial(is_real=True).options("f")
    assert oauth.primary is not None
    assert question(oauth.primary).startswith("Access token on a.example.com (primary)")
    known = {login_of(oauth.primary): Secret("t")}
    assert with_secrets(options, oauth, known).means.tokens == {Role.PRIMARY: Secret("t")}
