"""cfgkit beside JavaMail: the same settings at the same server, the same words on the wire and the same end."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from javamail.bench import CFGKIT, bench
from javamail.cases import CASES, SECRET
from javamail.probe import RELEASES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from javamail.bench import Bench
    from javamail.cases import Case


@pytest.fixture(scope="session")
def senders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """cfgkit and the releases of JavaMail that are here."""
    reasons = [release.why_not() for release in RELEASES]
    if all(reasons):
        pytest.skip(f"NO JAVAMAIL: {'; '.join(reasons)}")
    with bench(tmp_path_factory.mktemp("javamail")) as running:
        yield running


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_speaks_and_ends_as_javamail_does(case: Case, senders: Bench) -> None:
    runs = senders.play(case)
    ours = runs.pop(CFGKIT)
    assert (ours.event, ours.fault) == (case.outcome or case.event, case.fault), ours.said
    for theirs in runs.values():
        assert theirs.event == case.event, theirs.said
        assert case.words in theirs.said
        alike = (theirs.record, theirs.event) == (ours.record, ours.event)
        assert alike is not bool(case.unlike), f"JavaMail {theirs.record}\ncfgkit   {ours.record}"
    for form in (SECRET, base64.b64encode(SECRET.encode()).decode()):
        assert form not in ours.said


def test_each_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
