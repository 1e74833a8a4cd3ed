from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgkit.mail.auth import classify_auth
from cfgkit.mail.auth.refusal import hints
from cfgkit.mail.faults import FaultClass


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ("535 5.7.8 Error: authentication failed", "auth-refused"),
        ("535 5.7.3 Authentication unsuccessful", "auth-refused"),
        ("535 5.7.139 Authentication unsuccessful, basic authentication is disabled", "auth-basic-disabled"),
        (
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant",
            "auth-basic-disabled",
        ),
        ("535 5.7.139 Authentication unsuccessful, the user credentials were incorrect", "auth-refused"),
        ("550 5.7.30 Basic authentication is not supported for Client Submission", "auth-basic-disabled"),
        ("454 4.7.0 Temporary authentication failure", "auth-temporary"),
        ("451 4.3.0 later", "auth-temporary"),
        ("421 4.7.0 too many", "server-closing"),
        ("530 5.7.0 Must issue a STARTTLS command first", "starttls-needed"),
        ("534 5.7.9 mechanism too weak", "auth-refused"),
        ("538 5.7.11 encryption required", "auth-refused"),
        ("504 5.5.4 unrecognized", "auth-refused"),
        ("250 what", "reply-unexpected"),
        ("334", "reply-unexpected"),
    ],
)
def test_a_refused_login_has_its_class(reply: str, fault: str) -> None:
    assert classify_auth(int(reply[:3]), reply) == fault


@given(st.integers(0, 999), st.text())
def test_every_reply_has_a_class(code: int, words: str) -> None:
    assert classify_auth(code, words) in FaultClass
    assert all(hints(code, words))


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("538 encryption required", "SMTPTLSEnable"),
        ("534 too weak", "application password"),
        ("535 5.7.139 SmtpClientAuthentication is disabled for the Mailbox", "OAuth 2.0 needs it on too"),
    ],
)
def test_some_codes_and_words_say_more(reply: str, words: str) -> None:
    [hint] = hints(int(reply[:3]), reply)
    assert words in hint
    assert hints(535, "535 no") == ()
