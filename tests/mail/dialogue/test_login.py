"""Logins in the dialogue, on real sockets: what is said, once, and what becomes of the answer."""

from __future__ import annotations

import base64
import json
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from cfgkit import mail
from cfgkit.mail.record import AttemptOutcome, Outcome, Stage
from cfgkit.secret import Secret

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from cfgkit.document import Document
    from cfgkit.mail.tls.trust import Trust
    from tests.mail.conftest import MakeSettings, Say, ScriptedServer

PASSWORD = "hunter2-Geheim"
LOGIN = {"SMTPUserName": "ps", "SMTPUserPassword": "{V1.1}AAAAAAAAAAAAAAAAAAAAAA=="}
GIVEN = mail.Means(passwords=dict.fromkeys(mail.Role, Secret(PASSWORD)))
TOKENS = mail.Means(tokens=dict.fromkeys(mail.Role, Secret(PASSWORD)))
PLAIN = b"250-mx\r\n250 AUTH PLAIN\r\n"


def run(document: Document, **others: Any) -> mail.TestReport:
    return mail.run_test(document, mail.TestOptions(**{"file": "f", "to": ("a@b.example",), "means": GIVEN, **others}))


def ended(report: mail.TestReport, attempt: int = -1) -> tuple[str | None, str | None]:
    failure = report.attempts[attempt].failure
    return (None, None) if failure is None else (failure.stage, failure.step.fault)


def message(report: mail.TestReport, stage: Stage = Stage.AUTH) -> str:
    return next(one.step.message for one in reversed(report.attempts[-1].stages) if one.stage is stage)


def notes(report: mail.TestReport) -> dict[str, str]:
    return {found.rule: found.message for found in report.attempts[-1].findings}


def everything(report: mail.TestReport) -> str:
    return "\n".join([mail.as_text(report), json.dumps(mail.as_json(report)), mail.trace(report), repr(report)])


def plain(authorization: str) -> str:
    said = f"{authorization}\0ps\0{PASSWORD}".encode()
    return f"AUTH PLAIN {base64.b64encode(said).decode()}"


def test_login_comes_before_plain_and_answers_two_challenges(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    challenges = {"AUTH": b"334 VXNlcm5hbWU6\r\n", "response": [b"334 UGFzc3dvcmQ6\r\n", b"235 in\r\n"]}
    with scripted(EHLO=b"250-mx\r\n250 AUTH NTLM PLAIN LOGIN\r\n", **challenges) as server:
        report = run(settings(server.port, **LOGIN))
    assert report.ok
    assert server.verbs == ["EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]
    assert server.commands[1] == "AUTH LOGIN"
    assert server.responses == [b"ps", PASSWORD.encode()]
    assert message(report) == "LOGIN: 235 in"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, plain("ps")),
        ({"SMTPSASLAuthorizationid": "other"}, plain("other")),
        ({"SMTPSASLEnable": "true", "SMTPSASLMechanism": "PLAIN"}, plain("ps")),
        (
            {"SMTPSASLEnable": "true", "SMTPSASLMechanism": "PLAIN", "SMTPSASLAuthorizationid": "other"},
            plain("other"),
        ),
    ],
)
def test_plain_names_who_it_acts_as(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, keys: dict[str, str], said: str
) -> None:
    with scripted(EHLO=PLAIN) as server:
        report = run(settings(server.port, **LOGIN, **keys))
    assert report.ok
    assert server.commands[1] == said
    assert said.partition("PLAIN ")[2] not in everything(report)
    assert PASSWORD not in everything(report)


def test_a_realm_is_ignored_and_said_to_be(scripted: Callable[..., ScriptedServer], settings: MakeSettings) -> None:
    keys = {"SMTPSASLEnable": "true", "SMTPSASLMechanism": "PLAIN", "SMTPSASLRealm": "corp"}
    with scripted(EHLO=PLAIN) as server:
        report = run(settings(server.port, **LOGIN, **keys))
    assert report.ok
    assert "SMTPSASLRealm has no effect" in mail.as_text(report)


def test_a_token_s_refusal_is_read_out_of_its_challenge(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    refusal = base64.b64encode(b'{"status":"401","schemes":"Bearer"}')
    with scripted(EHLO=b"250-mx\r\n250 AUTH LOGIN XOAUTH2\r\n", AUTH=b"334 " + refusal + b"\r\n") as server:
        report = run(settings(server.port, SMTPUseOAuth="Y", SMTPUserName="box@example.com"), means=TOKENS)
    assert ended(report) == ("auth", "auth-refused")
    assert message(report) == "status 401, schemes Bearer"
    # JavaMail closes where others would send an empty line.
    assert server.responses == []
    said = base64.b64decode(server.commands[1].rpartition(" ")[2])
    assert said == f"user=box@example.com\1auth=Bearer {PASSWORD}\1\1".encode()
    assert PASSWORD not in everything(report)
    assert "by XOAUTH2, with the token given to cfgkit" in mail.as_text(report)


def test_without_an_offer_it_goes_on_and_says_so_loudly(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted() as server:
        report = run(settings(server.port, **LOGIN))
    assert report.ok
    assert server.verbs == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
    assert notes(report)["login"].startswith("NO LOGIN")
    assert "note: NO LOGIN" in mail.as_text(report)
    assert "password-in-clear" not in notes(report)


def test_a_mechanism_that_can_t_be_run_here_ends_the_test_and_tries_no_backup(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted(EHLO=b"250-mx\r\n250 AUTH DIGEST-MD5\r\n") as server, scripted() as backup:
        report = run(settings(server.port, **LOGIN, SMTPServer1="127.0.0.1", SMTPPort1=str(backup.port)))
    assert ended(report) == ("auth", "auth-not-available-here")
    assert report.is_beyond_cfgkit
    assert server.verbs == ["EHLO"]
    assert backup.connections == 0
    assert report.failover.reason == "PeopleSoft itself would have gone on with the primary"


def test_nothing_in_common_is_a_fault(scripted: Callable[..., ScriptedServer], settings: MakeSettings) -> None:
    with scripted(EHLO=b"250-mx\r\n250 AUTH CRAM-MD5 GSSAPI\r\n") as server:
        report = run(settings(server.port, **LOGIN))
    assert ended(report) == ("auth", "auth-no-mechanism")
    assert not report.is_beyond_cfgkit
    assert server.verbs == ["EHLO"]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (b"535 5.7.8 no\r\n", "auth-refused"),
        (b"535 5.7.139 basic authentication is disabled\r\n", "auth-basic-disabled"),
        (b"454 4.7.0 later\r\n", "auth-temporary"),
        (b"421 4.7.0 bye\r\n", "server-closing"),
        (b"250 what\r\n", "reply-unexpected"),
    ],
)
def test_a_refusal_ends_the_attempt_after_one_try_and_without_a_word(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, said: bytes, fault: str
) -> None:
    with scripted(EHLO=b"250-mx\r\n250 AUTH PLAIN NTLM\r\n", AUTH=said) as server:
        report = run(settings(server.port, **LOGIN))
    assert ended(report) == ("auth", fault)
    assert server.verbs == ["EHLO", "AUTH"]
    assert report.verdict.actual == 0


def test_a_password_in_clear_is_warned_of_before_it_goes(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted(EHLO=PLAIN) as server:
        report = run(settings(server.port, **LOGIN))
    assert report.ok
    assert "password-in-clear" in notes(report)
    said = [line.text for line in report.transcript]
    warned = next(place for place, text in enumerate(said) if "clear text" in text)
    assert warned < next(place for place, text in enumerate(said) if text.startswith("AUTH"))


def test_strict_does_not_send_a_password_in_clear_and_tries_no_backup(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted(EHLO=PLAIN) as server, scripted() as backup:
        made = settings(server.port, **LOGIN, SMTPServer1="127.0.0.1", SMTPPort1=str(backup.port))
        report = run(made, strict=True)
    assert ended(report) == ("auth", "strict")
    assert server.verbs == ["EHLO"]
    assert backup.connections == 0


def test_strict_takes_a_password_over_tls(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, tls_context: ssl.SSLContext, trust: Trust
) -> None:
    means = mail.Means(trust=trust, passwords={mail.Role.PRIMARY: Secret(PASSWORD)})
    with scripted(tls=tls_context, implicit=True, EHLO=PLAIN) as server:
        made = settings(25, **LOGIN, SMTPUseSSL="Y", SMTPSSLPort=str(server.port))
        report = run(made, strict=True, means=means)
    assert report.ok
    assert "password-in-clear" not in notes(report)
    assert server.in_clear == []


def test_a_530_brings_starttls_and_one_more_try_without_an_ehlo(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, tls_context: ssl.SSLContext, trust: Trust
) -> None:
    means = mail.Means(trust=trust, passwords={mail.Role.PRIMARY: Secret(PASSWORD)})
    with scripted(tls=tls_context, EHLO=PLAIN, AUTH=[b"530 5.7.0 STARTTLS first\r\n", b"235 in\r\n"]) as server:
        report = run(settings(server.port, **LOGIN), means=means)
    assert report.ok
    assert server.verbs == ["EHLO", "AUTH", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]
    assert server.versions == ["TLSv1.3"]
    first = next(result for result in report.attempts[0].stages if result.stage is Stage.AUTH)
    assert (first.step.outcome, first.step.fault) == (Outcome.OK, "starttls-needed")


def test_a_second_530_is_the_end(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, tls_context: ssl.SSLContext, trust: Trust
) -> None:
    means = mail.Means(trust=trust, passwords={mail.Role.PRIMARY: Secret(PASSWORD)})
    with scripted(tls=tls_context, EHLO=PLAIN, AUTH=b"530 5.7.0 STARTTLS first\r\n") as server:
        report = run(settings(server.port, **LOGIN), means=means, to=())
    assert ended(report) == ("auth", "starttls-needed")
    assert server.verbs == ["EHLO", "AUTH", "STARTTLS", "AUTH"]


def test_a_530_without_tls_behind_it_is_the_end(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, trust: Trust
) -> None:
    means = mail.Means(trust=trust, passwords={mail.Role.PRIMARY: Secret(PASSWORD)})
    with scripted(EHLO=PLAIN, AUTH=b"530 no\r\n", STARTTLS=b"502 5.5.1 what\r\n") as server:
        report = run(settings(server.port, **LOGIN), means=means)
    assert ended(report) == ("starttls", "starttls-refused")
    assert server.verbs == ["EHLO", "AUTH", "STARTTLS"]


def test_what_was_offered_in_clear_does_not_count_over_tls_where_only_helo_is_taken(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, tls_context: ssl.SSLContext, trust: Trust
) -> None:
    means = mail.Means(trust=trust, passwords={mail.Role.PRIMARY: Secret(PASSWORD)})
    ehlo = [b"250-mx\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n", b"502 5.5.1 no\r\n"]
    with scripted(tls=tls_context, EHLO=ehlo) as server:
        report = run(settings(server.port, **LOGIN, SMTPTLSEnable="Y"), means=means)
    assert report.ok
    assert server.verbs == ["EHLO", "STARTTLS", "EHLO", "HELO", "MAIL", "RCPT", "DATA", "QUIT"]
    assert notes(report)["login"].startswith("NO LOGIN")


# --- one try an account and run ---


def backup_keys(port: int, user: str = "PS", host: str = "127.0.0.1") -> dict[str, str]:
    password = LOGIN["SMTPUserPassword"]
    return {"SMTPServer1": host, "SMTPPort1": str(port), "SMTPUserName1": user, "SMTPUserPassword1": password}


@pytest.mark.parametrize("choice", ["failover", "both"])
def test_a_refused_login_is_not_tried_again_at_the_same_server(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, choice: str
) -> None:
    with scripted(EHLO=PLAIN, AUTH=b"535 5.7.8 no\r\n") as one, scripted(EHLO=PLAIN) as other:
        report = run(settings(one.port, **LOGIN, **backup_keys(other.port)), server=mail.ServerChoice(choice))
    assert [attempt.outcome for attempt in report.attempts] == [AttemptOutcome.NOT_AVAILABLE] * 2
    assert (one.verbs, other.verbs) == (["EHLO", "AUTH"], ["EHLO"])
    assert ended(report) == ("auth", "auth-refused")
    assert message(report).startswith("not tried: ")
    assert message(report).endswith("535 5.7.8 no")


def test_a_login_that_was_lost_counts_as_one(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings
) -> None:
    with scripted(EHLO=PLAIN, AUTH=say(then="close")) as one, scripted(EHLO=PLAIN) as other:
        run(settings(one.port, **LOGIN, **backup_keys(other.port)))
    assert other.verbs == ["EHLO"]


def test_another_user_or_server_has_its_own_try(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    for others in ({"user": "other"}, {"host": "localhost"}):
        with scripted(EHLO=PLAIN, AUTH=b"535 5.7.8 no\r\n") as one, scripted(EHLO=PLAIN) as other:
            report = run(settings(one.port, **LOGIN, **backup_keys(other.port, **others)))
        assert report.ok
        assert "AUTH" in other.verbs


def test_an_accepted_login_may_be_repeated(scripted: Callable[..., ScriptedServer], settings: MakeSettings) -> None:
    with scripted(EHLO=PLAIN) as one, scripted(EHLO=PLAIN) as other:
        made = settings(one.port, **LOGIN, **backup_keys(other.port))
        report = run(made, server=mail.ServerChoice.BOTH)
    assert report.ok
    assert [attempt.outcome for attempt in report.attempts] == [AttemptOutcome.DELIVERED] * 2


@pytest.mark.parametrize(("said", "tried", "accepted"), [(b"535 5.7.8 no\r\n", 1, 0), (b"235 2.7.0 in\r\n", 2, 2)])
def test_tests_at_the_same_time_wait_for_the_first_one_s_login(
    *,
    scripted: Callable[..., ScriptedServer],
    say: type[Say],
    settings: MakeSettings,
    said: bytes,
    tried: int,
    accepted: int,
) -> None:
    logins = mail.Logins()
    options = mail.TestOptions(file="f", to=("a@b.example",), means=GIVEN)
    reports: list[mail.TestReport] = []

    def test(document: Document) -> None:
        reports.append(mail.run_test(document, options, logins=logins))

    slow = say(said, after=0.2)
    with scripted(EHLO=PLAIN, AUTH=slow) as one, scripted(EHLO=PLAIN, AUTH=slow) as other:
        threads = [Thread(target=test, args=(settings(server.port, **LOGIN),)) for server in (one, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [*one.verbs, *other.verbs].count("AUTH") == tried
    assert [report.ok for report in reports].count(True) == accepted
