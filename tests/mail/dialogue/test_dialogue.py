"""Each fault of plain SMTP, on a real socket: stage, class, code, and what the server was told."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from cfgkit import mail
from cfgkit.mail.auth.account import Account, AuthMode
from cfgkit.mail.cancel import Cancellation
from cfgkit.mail.deadline import Deadline
from cfgkit.mail.dialogue import Dialogue, Errand, attempt
from cfgkit.mail.plan import plan
from cfgkit.mail.record import AttemptOutcome, Outcome, Stage, StageResult, done
from cfgkit.mail.resolve import Address, resolve
from cfgkit.mail.tls.policy import TlsPolicy
from cfgkit.mail.tls.trust import read_trust
from cfgkit.mail.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mail.conftest import MakeSettings, Say, ScriptedServer

TO = ("a@example.com",)


def run(settings: MakeSettings, port: int, **options: Any) -> mail.TestReport:
    chosen = {"file": "psappsrv.cfg", "to": TO, **options}
    return mail.run_test(settings(port), mail.TestOptions(**chosen))


def summary(report: mail.TestReport) -> tuple[str | None, str | None, int | None]:
    """Stage and class of the failure, and the code of what really happened."""
    failure = report.attempts[-1].failure
    actual = None if report.verdict.actual is None else int(report.verdict.actual)
    return (None, None, actual) if failure is None else (failure.stage, failure.step.fault, actual)


def test_a_mail_goes_through_all_stages_in_upper_case_verbs(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted() as server:
        report = run(settings, server.port)
    assert report.ok
    assert summary(report) == (None, None, 1)
    assert [str(result.stage) for result in report.attempts[0].stages] == [
        "plan", "resolve", "connect", "tls", "greeting", "ehlo",
        "starttls", "auth", "mail", "rcpt", "data", "quit",
    ]  # fmt: skip
    assert server.commands == [
        "EHLO app01.example.com",
        "MAIL FROM:<ps@example.com>",
        "RCPT TO:<a@example.com>",
        "DATA",
        "QUIT",
    ]
    assert server.data.startswith(b"From: ps@example.com\r\nTo: a@example.com\r\n")


def test_the_server_s_words_are_in_the_stages(scripted: Callable[..., ScriptedServer], settings: MakeSettings) -> None:
    with scripted() as server:
        report = run(settings, server.port)
    words = {result.stage: result.step.message for result in report.attempts[0].stages}
    assert words[Stage.EHLO] == "250-mx.example.com / 250 SIZE 1000000"
    assert words[Stage.DATA] == "250 2.0.0 queued as 4711"


def test_nothing_listens(settings: MakeSettings, closed_port: int) -> None:
    report = run(settings, closed_port)
    assert summary(report) == ("connect", "tcp-refused", 0)
    assert not report.ok


GREETING = ["EHLO"]
MAILED = ["EHLO", "MAIL"]
ADDRESSED = [*MAILED, "RCPT"]
SENT = [*ADDRESSED, "DATA"]
END = ["RSET", "QUIT"]


@pytest.mark.parametrize(
    ("script", "expected", "verbs"),
    [
        ({"greeting": b"554 5.7.1 no\r\n"}, ("greeting", "greeting-refused", 0), []),
        ({"greeting": b"421 busy\r\n"}, ("greeting", "greeting-refused", 0), []),
        ({"greeting": b"HTTP/1.1 400 Bad Request\r\n"}, ("greeting", "reply-malformed", 0), []),
        (
            {"EHLO": b"550 who\r\n", "HELO": b"550 5.7.1 who\r\n"},
            ("ehlo", "helo-refused", 0),
            ["EHLO", "HELO"],
        ),
        ({"EHLO": b"\xff\xfe\r\n"}, ("ehlo", "reply-malformed", 0), GREETING),
        ({"MAIL": b"530 5.7.57 login\r\n"}, ("mail", "auth-required", 2), [*MAILED, *END]),
        ({"MAIL": b"530 5.7.0 STARTTLS first\r\n"}, ("mail", "starttls-needed", 2), [*MAILED, *END]),
        ({"MAIL": b"553 5.1.8 sender\r\n"}, ("mail", "sender-refused", 2), [*MAILED, *END]),
        ({"MAIL": b"452 4.3.1 disk\r\n"}, ("mail", "temporary", 2), [*MAILED, *END]),
        ({"MAIL": b"354 what\r\n"}, ("mail", "reply-unexpected", 2), [*MAILED, *END]),
        ({"MAIL": b"421 4.7.0 go\r\n"}, ("mail", "server-closing", 2), [*MAILED, *END]),
        ({"RCPT": b"554 5.7.1 Relay access denied\r\n"}, ("rcpt", "relay-denied", 2), [*ADDRESSED, *END]),
        ({"RCPT": b"550 5.1.1 unknown\r\n"}, ("rcpt", "recipient-refused", 2), [*ADDRESSED, *END]),
        ({"RCPT": b"450 4.7.1 greylisted\r\n"}, ("rcpt", "greylisted", 2), [*ADDRESSED, *END]),
        ({"RCPT": b"451 4.3.0 error\r\n"}, ("rcpt", "temporary", 2), [*ADDRESSED, *END]),
        ({"RCPT": b"252 perhaps\r\n"}, ("rcpt", "reply-unexpected", 2), [*ADDRESSED, *END]),
        ({"DATA": b"451 4.3.0 later\r\n"}, ("data", "temporary", 2), [*SENT, *END]),
        ({"DATA": b"554 5.5.1 no\r\n"}, ("data", "content-refused", 2), [*SENT, *END]),
        ({"dot": b"552 5.3.4 big\r\n"}, ("data", "too-big", 2), [*SENT, *END]),
        ({"dot": b"554 5.6.0 spam\r\n"}, ("data", "content-refused", 2), [*SENT, *END]),
        ({"dot": b"451 4.3.0 later\r\n"}, ("data", "temporary", 2), [*SENT, *END]),
        ({"dot": b"421 4.3.2 bye\r\n"}, ("data", "server-closing", 2), [*SENT, *END]),
        ({"dot": b"354 more\r\n"}, ("data", "dot-unclear", -1), [*SENT, *END]),
        ({"dot": b"thanks\r\n"}, ("data", "dot-unclear", -1), SENT),
    ],
)
def test_a_refusal_has_its_class_and_is_answered_as_javamail_does(
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    script: dict[str, bytes],
    expected: tuple[str, str, int],
    verbs: list[str],
) -> None:
    with scripted(**script) as server:
        report = run(settings, server.port)
    assert summary(report) == expected
    assert server.verbs == verbs
    assert not report.ok


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("greeting", ("greeting", "greeting-closed", 0)),
        ("EHLO", ("ehlo", "connection-dropped", 0)),
        ("MAIL", ("mail", "connection-dropped", 2)),
        ("RCPT", ("rcpt", "connection-dropped", 2)),
        ("DATA", ("data", "data-dropped", 2)),
        ("dot", ("data", "dot-dropped", -1)),
        ("QUIT", (None, None, 1)),
    ],
)
def test_a_connection_may_drop_anywhere(
    scripted: Callable[..., ScriptedServer],
    say: type[Say],
    settings: MakeSettings,
    verb: str,
    expected: tuple[str | None, str | None, int],
) -> None:
    for how in ("close", "reset"):
        with scripted(**{verb: say(then=how)}) as server:
            report = run(settings, server.port)
        # A reset can be quicker than the end of our connect.
        early = [("connect", "tcp-refused", 0)] if (verb, how) == ("greeting", "reset") else []
        assert summary(report) in [expected, *early]


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("greeting", ("greeting", "greeting-timeout", 0)),
        ("EHLO", ("ehlo", "cfgkit-deadline", 0)),
        ("MAIL", ("mail", "cfgkit-deadline", 2)),
        ("RCPT", ("rcpt", "cfgkit-deadline", 2)),
        ("DATA", ("data", "data-timeout", 2)),
        ("dot", ("data", "dot-timeout", -1)),
        ("QUIT", (None, None, 1)),
    ],
)
def test_a_server_may_fall_silent_anywhere(
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    verb: str,
    expected: tuple[str | None, str | None, int],
) -> None:
    with scripted(**{verb: b""}) as server:
        report = run(settings, server.port, timeout=1.0)
    assert summary(report) == expected


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("EHLO", ("ehlo", "server-closing", 0)),
        ("MAIL", ("mail", "server-closing", 2)),
        ("RCPT", ("rcpt", "server-closing", 2)),
        ("dot", ("data", "server-closing", 2)),
    ],
)
def test_the_words_of_a_421_are_kept_when_the_server_then_closes(
    scripted: Callable[..., ScriptedServer],
    say: type[Say],
    settings: MakeSettings,
    verb: str,
    expected: tuple[str, str, int],
) -> None:
    with scripted(**{verb: say(b"421 4.3.2 shutting down", then="close")}) as server:
        report = run(settings, server.port)
    assert summary(report) == expected
    failure = report.attempts[0].failure
    assert failure is not None
    assert failure.step.message.startswith("421 4.3.2 shutting down")


def test_ehlo_refused_and_helo_accepted_is_no_failure(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted(EHLO=b"502 5.5.1 no\r\n") as server:
        report = run(settings, server.port)
    assert report.ok
    assert server.commands[:2] == ["EHLO app01.example.com", "HELO app01.example.com"]


def test_one_refused_recipient_is_enough_to_send_nothing(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted(RCPT=[b"250 ok\r\n", b"550 5.1.1 unknown\r\n", b"251 forwarded\r\n"]) as server:
        report = run(settings, server.port, to=("a@example.com", "b@example.com", "c@example.com"))
    assert summary(report) == ("rcpt", "partial", 2)
    assert server.verbs == ["EHLO", "MAIL", "RCPT", "RCPT", "RCPT", "RSET", "QUIT"]
    assert server.data == b""


def test_a_server_that_closes_among_recipients_is_not_a_partial_refusal(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted(RCPT=[b"250 ok\r\n", b"421 too many\r\n"]) as server:
        report = run(settings, server.port, to=("a@example.com", "b@example.com"))
    assert summary(report) == ("rcpt", "server-closing", 2)


def test_a_refusal_of_an_earlier_stage_does_not_explain_a_later_drop(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings
) -> None:
    with scripted(EHLO=b"502 no\r\n", MAIL=say(then="close")) as server:
        report = run(settings, server.port)
    assert summary(report) == ("mail", "connection-dropped", 2)


def test_each_stage_has_its_own_time(
    scripted: Callable[..., ScriptedServer],
    say: type[Say],
    settings: MakeSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attempt, "STAGE_SECONDS", 1.0)
    slow = {verb: say(words, after=0.3) for verb, words in {"MAIL": b"250 ok\r\n", "RCPT": b"250 ok\r\n"}.items()}
    with scripted(greeting=say(b"220 hi\r\n", after=0.3), EHLO=say(b"250 hi\r\n", after=0.3), **slow) as server:
        assert run(settings, server.port).ok
    with scripted(MAIL=say(b"250 late\r\n", after=1.5)) as server:
        report = run(settings, server.port)
    assert summary(report) == ("mail", "cfgkit-deadline", 2)


def test_trouble_at_quit_is_a_note_and_the_mail_is_delivered(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings
) -> None:
    for said, note in ((say(then="close"), "quit-dropped"), (b"500 what\r\n", "quit-unclear")):
        with scripted(QUIT=said) as server:
            report = run(settings, server.port)
        last = report.attempts[0].stages[-1]
        assert (last.stage, last.step.outcome, last.step.fault) == (Stage.QUIT, Outcome.OK, note)
        assert report.ok


def test_an_answer_without_an_end_is_cut_off(scripted: Callable[..., ScriptedServer], settings: MakeSettings) -> None:
    for endless in (b"2" * 100_000, b"250-x\r\n" * 100_000):
        with scripted(EHLO=endless) as server:
            report = run(settings, server.port)
        assert summary(report) == ("ehlo", "reply-too-long", 0)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.order < Stage.DATA.order])
def test_a_test_may_stop_after_any_stage_and_sends_nothing(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, stage: Stage
) -> None:
    with scripted() as server:
        report = run(settings, server.port, stop_after=stage)
    assert report.ok
    assert (report.verdict.result, report.verdict.actual) == (None, None)
    results = {result.stage: result.step.outcome for result in report.attempts[0].stages}
    after = [results[later] for later in Stage if stage.order < later.order < Stage.QUIT.order]
    assert set(after) == {Outcome.SKIPPED}
    assert server.data == b""
    spoken = {"ehlo": 1, "starttls": 1, "auth": 1, "mail": 2, "rcpt": 3}.get(stage, 0)
    assert server.verbs[:spoken] == ADDRESSED[:spoken]
    assert server.verbs[spoken:] == (["QUIT"] if stage.order >= Stage.GREETING.order else [])


def test_without_recipients_the_test_ends_after_auth(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted() as server:
        report = run(settings, server.port, to=())
    assert report.ok
    assert server.verbs == ["EHLO", "QUIT"]


def test_a_stage_that_fails_before_the_asked_one_is_a_failed_test(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted(MAIL=b"550 no\r\n") as server:
        report = run(settings, server.port, stop_after=Stage.RCPT)
    assert summary(report) == ("mail", "sender-refused", 2)
    assert not report.ok


def big_message(settings: MakeSettings, address: Address, seconds: float) -> tuple[AttemptOutcome, str | None]:
    """An attempt with a message that no socket buffer holds."""
    server = plan(settings(address.port)).primary
    assert server is not None
    errand = Errand(
        server=server, ehlo_name="h", sender="a@b.c", recipients=TO, messages=(b"x" * 50_000_000,),
        stop_after=Stage.QUIT, stand_in=address, tls=TlsPolicy(read_trust(None)), account=Account(AuthMode.NONE, "", None),
    )  # fmt: skip
    ran = Dialogue(
        errand,
        planned=StageResult(Stage.PLAN, 0.0, done("")),
        deadline=Deadline.after(seconds),
        transcript=Transcript(),
        resolver=resolve,
        cancellation=Cancellation(),
    ).run()
    return ran.outcome, None if ran.failure is None else ran.failure.step.fault


def test_a_connection_that_breaks_while_the_message_leaves_is_not_delivered(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings
) -> None:
    for how in ("close", "reset"):
        with scripted(DATA=say(b"354 go\r\n", then=how)) as server:
            address = Address(socket.AF_INET, "127.0.0.1", server.port)
            assert big_message(settings, address, 30) == (AttemptOutcome.NOT_DELIVERED, "data-dropped")


def test_a_refusal_while_the_message_leaves_is_read_before_believing_in_a_drop(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings
) -> None:
    with scripted(DATA=say(b"354 go\r\n552 5.3.4 too big\r\n", then="close")) as server:
        address = Address(socket.AF_INET, "127.0.0.1", server.port)
        assert big_message(settings, address, 30) == (AttemptOutcome.NOT_DELIVERED, "too-big")


def test_a_server_that_answers_data_and_reads_no_more_is_left(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings
) -> None:
    with scripted(DATA=say(b"354 go\r\n", then="stall")) as server:
        address = Address(socket.AF_INET, "127.0.0.1", server.port)
        outcome = big_message(settings, address, 1.0)
    assert outcome == (AttemptOutcome.NOT_DELIVERED, "data-timeout")
