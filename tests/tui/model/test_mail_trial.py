from __future__ import annotations

import pytest

from cfgkit.errors import InputError
from cfgkit.mail.record import Stage
from cfgkit.mail.sandbox import Fault
from cfgkit.tui.model.mail_trial import Trial, choices, recipients


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
