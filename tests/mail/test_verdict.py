from __future__ import annotations

import pytest

from cfgkit.mail.faults import FaultClass
from cfgkit.mail.record import Attempt, AttemptOutcome, Role, Stage, StageResult, done, failed
from cfgkit.mail.verdict import Code, Verdict, judge


def attempt(outcome: AttemptOutcome, *, last: Stage = Stage.DATA, ms: float = 10.0) -> Attempt:
    stages = [StageResult(stage, ms, done("")) for stage in Stage if stage.order < last.order]
    ending = done("") if outcome is AttemptOutcome.DELIVERED else failed(FaultClass.TEMPORARY, "")
    quitting = StageResult(Stage.QUIT, 5000.0, done(""))
    return Attempt(Role.PRIMARY, "h", 25, outcome, (*stages, StageResult(last, ms, ending), quitting))


UNAVAILABLE = attempt(AttemptOutcome.NOT_AVAILABLE, last=Stage.CONNECT)
REFUSED = attempt(AttemptOutcome.NOT_DELIVERED, last=Stage.RCPT)


@pytest.mark.parametrize(
    ("attempts", "code"),
    [
        ([attempt(AttemptOutcome.DELIVERED)], Code.DELIVERED),
        ([UNAVAILABLE, attempt(AttemptOutcome.DELIVERED)], Code.DELIVERED),
        ([attempt(AttemptOutcome.PARTIALLY_DELIVERED)], Code.PARTIALLY_DELIVERED),
        ([REFUSED], Code.NOT_DELIVERED),
        ([attempt(AttemptOutcome.NOT_DELIVERED, last=Stage.MAIL)], Code.NOT_DELIVERED),
        ([UNAVAILABLE], Code.FAILED_BEFORE_SENDING),
        ([UNAVAILABLE, UNAVAILABLE], Code.FAILED_BEFORE_SENDING),
        ([UNAVAILABLE, REFUSED], Code.NOT_DELIVERED),
    ],
)
def test_the_code_is_that_of_the_last_attempt(attempts: list[Attempt], code: Code) -> None:
    assert judge(attempts, -1) == Verdict(code, code)


def test_a_connection_lost_after_the_message_is_not_delivered_for_javamail_and_really_unknown() -> None:
    lost = attempt(AttemptOutcome.UNKNOWN)
    assert judge([lost], -1) == Verdict(Code.NOT_DELIVERED, Code.SENT_BUT_RESULT_UNKNOWN)


@pytest.mark.parametrize(
    ("wait", "result"),
    [
        (-1, Code.DELIVERED),
        (0, Code.SENT_BUT_RESULT_UNKNOWN),
        (109, Code.SENT_BUT_RESULT_UNKNOWN),
        (110, Code.DELIVERED),
    ],
)
def test_the_wait_counts_all_but_quit_and_changes_only_what_peoplesoft_says(wait: int, result: Code) -> None:
    assert judge([attempt(AttemptOutcome.DELIVERED)], wait) == Verdict(result, Code.DELIVERED)


def test_a_test_that_stopped_before_sending_has_no_code() -> None:
    assert judge([attempt(AttemptOutcome.STOPPED)], 0) == Verdict(None, None)


def test_the_names_are_peoplesofts() -> None:
    assert {int(code): code.label for code in Code} == {
        1: "Delivered",
        2: "NotDelivered",
        3: "PartiallyDelivered",
        0: "FailedBeforeSending",
        -1: "SentButResultUnknown",
    }
