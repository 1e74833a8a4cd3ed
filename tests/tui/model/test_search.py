from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cfgkit.tui.model.rows import rows_of
from cfgkit.tui.model.search import best, index_of, matches
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path


def found(path: Path, query: str) -> list[str]:
    rows = rows_of(open_session(path))
    numbers = matches(index_of(rows), query)
    return [row.key for number, row in enumerate(rows) if number in numbers and row.entry]


def first(path: Path, query: str) -> str:
    rows = rows_of(open_session(path))
    index = index_of(rows)
    number = best(index, query, sorted(matches(index, query)))
    return "" if number is None else rows[number].key


def test_every_word_is_looked_for_in_section_key_value_help_and_comments(domain: Path) -> None:
    assert "SMTPPort" in found(domain, "smtp port")
    assert found(domain, "EXAMPLE.com") == ["SMTPServer", "SMTPSender"]
    assert "SMTPServer" in found(domain, "takes the mail")
    assert "SMTPPort" in found(domain, "starttls tcp")
    assert found(domain, "nothing has this") == []


def test_letters_in_their_order_and_slips_find_a_key(domain: Path) -> None:
    assert found(domain, "smtprt") == ["SMTPPort", "SMTPPort1"]
    assert "SMTPServer" in found(domain, "smptserver")
    assert "SMTPSender" in found(domain, "smtpsendr")


def test_the_values_of_secrets_are_never_looked_into(domain: Path) -> None:
    assert found(domain, "hunter2") == []
    assert found(domain, "correct-horse") == []
    assert found(domain, "********") == []


def test_the_best_one_is_the_key_itself(domain: Path) -> None:
    assert first(domain, "smtpport") == "SMTPPort"
    assert first(domain, "smtp port1") == "SMTPPort1"
    assert first(domain, "hrdemo") == "Domain ID"
    assert first(domain, "nothing has this") == ""


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_a_key_is_found_with_any_one_letter_wrong(domain: Path, data: st.DataObject) -> None:
    rows = [row for row in rows_of(open_session(domain)) if row.entry and " " not in row.key and len(row.key) > 5]
    key = data.draw(st.sampled_from(rows)).key
    at = data.draw(st.integers(0, len(key) - 1))
    wrong = key[:at] + data.draw(st.sampled_from(["", "z"])) + key[at + 1 :]
    assume(len(wrong) > 4)
    numbers = matches(index_of(rows), wrong)
    assert numbers
