from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cfgkit import parse
from cfgkit.mail.sandbox import Expectation, expectation_of
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from typing import Any

SECRET = Secret("p")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", {}),
        ("SMTPUserName=u\nSMTPUserPassword={V1.1}x", {"mechanisms": ("LOGIN", "PLAIN"), "user": "u"}),
        ("SMTPUseSSL=Y\nSMTPTLSEnable=Y", {"tls": "implicit"}),
        ("SMTPUseSSL=Y\nSMTPTLSRequired=Y", {"tls": "implicit"}),
        ("SMTPTLSEnable=Y", {"tls": "starttls"}),
        ("SMTPTLSRequired=Y", {"tls": "starttls", "requires_tls": True}),
        ("SMTPTLSEnable=Y\nSMTPSSLProtocol=TLSv1.2", {"tls": "starttls", "protocol": "TLSv1.2"}),
        ("SMTPUseOAuth=Y\nSMTPUserName=u", {"mechanisms": ("XOAUTH2",)}),
        (
            "SMTPNTLMEnable=true\nSMTPNTLMDomain=EXAMPLE\nSMTPUserName=u",
            {"mechanisms": ("NTLM",), "ntlm_domain": "EXAMPLE", "user": "u"},
        ),
        (
            "SMTPSASLEnable=true\nSMTPSASLMechanism=PLAIN\nSMTPUserName=u\nSMTPSASLAuthorizationid=boss",
            {"mechanisms": ("PLAIN",), "authorization_id": "boss", "user": "u"},
        ),
        (
            "SMTPSASLEnable=true\nSMTPSASLMechanism=GSSAPI\nSMTPUserName=u",
            {"mechanisms": ("LOGIN", "PLAIN"), "user": "u"},
        ),
        ("SMTPUseSSL=Y\nSMTPClientCertAlias=psft", {"tls": "implicit", "client_certificate": True}),
    ],
)
def test_what_the_settings_expect(lines: str, expected: dict[str, Any]) -> None:
    text = f"[SMTP Settings]\nSMTPServer=mail.example.com\n{lines}\n"
    server = parse(text.encode()).smtp().primary
    assert expectation_of(server, SECRET) == Expectation(host="mail.example.com", secret=SECRET, **expected)


def test_the_backup_has_its_own() -> None:
    text = "[SMTP Settings]\nSMTPServer=a.example.com\nSMTPUseSSL=Y\nSMTPServer1=b.example.com\nSMTPTLSEnable1=Y\n"
    backup = parse(text.encode()).smtp().backup
    assert expectation_of(backup) == Expectation(host="b.example.com", tls="starttls")
