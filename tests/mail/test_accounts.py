from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cfgkit import mail
from cfgkit.errors import InputError
from cfgkit.mail.accounts import account
from cfgkit.mail.plan import plan
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from cfgkit.mail.auth import Account
    from tests.mail.conftest import MakeSettings

GIVEN = Secret("given")
USER = {"SMTPUserName": "ps"}
ENCRYPTED = "{V1.1}AAAAAAAAAAAAAAAAAAAAAA=="


def made(settings: MakeSettings, keys: dict[str, str], role: mail.Role = mail.Role.PRIMARY, **options: Any) -> Account:
    document = settings(25, **keys)
    planned = plan(document)
    server = planned.backup if role is mail.Role.BACKUP else planned.primary
    assert server is not None
    chosen = mail.TestOptions(**{"file": "f", **options})
    return account(planned, server, document.smtp(), chosen, "app01.example.com")


def test_a_token_s_mailbox_is_the_user_or_else_the_sender(settings: MakeSettings) -> None:
    means = mail.Means(tokens={mail.Role.PRIMARY: GIVEN})
    assert made(settings, {"SMTPUseOAuth": "Y"}, means=means).user == "ps@example.com"
    assert made(settings, {"SMTPUseOAuth": "Y", **USER}, means=means).user == "ps"


def test_the_workstation_is_the_first_label_of_the_ehlo_name(settings: MakeSettings) -> None:
    assert made(settings, {}).workstation == "app01"


def test_the_mechanisms_of_sasl_are_for_sasl_alone(settings: MakeSettings) -> None:
    named = {**USER, "SMTPSASLMechanism": "PLAIN XOAUTH2"}
    assert made(settings, {**named, "SMTPSASLEnable": "true"}).sasl_mechanisms == ("PLAIN", "XOAUTH2")
    assert made(settings, named).sasl_mechanisms == ()


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        (mail.Role.PRIMARY, {**USER, "SMTPUserPassword": "clear!"}),
        (mail.Role.BACKUP, {"SMTPServer1": "b", "SMTPUserName1": "ps", "SMTPUserPassword1": "clear!"}),
    ],
)
def test_a_password_in_clear_is_taken_out_of_the_file_unless_another_is_given(
    settings: MakeSettings, role: mail.Role, keys: dict[str, str]
) -> None:
    assert made(settings, keys, role).secret == Secret("clear!")
    assert made(settings, keys, role, means=mail.Means(passwords={role: GIVEN})).secret == GIVEN


def test_an_encrypted_one_has_to_be_given_unless_nobody_logs_in(settings: MakeSettings) -> None:
    keys = {**USER, "SMTPUserPassword": ENCRYPTED}
    with pytest.raises(InputError, match="SMTPUserPassword needs the password in clear text") as caught:
        made(settings, keys)
    assert caught.value.line == 106
    assert ENCRYPTED not in f"{caught.value} {caught.value.help}"
    assert made(settings, keys, stop_after=mail.Stage.STARTTLS).secret is None


def test_a_token_has_to_be_given(settings: MakeSettings) -> None:
    with pytest.raises(InputError, match="SMTPUseOAuth needs an access token"):
        made(settings, {"SMTPUseOAuth": "Y"})


def test_a_rehearsal_has_a_secret_of_its_own(settings: MakeSettings) -> None:
    found = made(settings, {**USER, "SMTPUserPassword": ENCRYPTED}, sandbox=True).secret
    assert found not in {None, Secret(ENCRYPTED), GIVEN}
    assert made(settings, {**USER, "SMTPUserPassword": "clear!"}, sandbox=True).secret == Secret("clear!")
