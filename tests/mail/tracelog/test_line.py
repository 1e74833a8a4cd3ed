from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit.mail.tracelog import outcome_of, send_in
from cfgkit.mail.tracelog.mask import masked
from cfgkit.mail.tracelog.outcome import MEANINGS
from cfgkit.mail.verdict import Code

#: As the manual's page on SMTP settings shows it.
SAMPLE = (
    "Wed Apr 29 18:48:46 CDT 2020 Email sent with return code [NOT DELIVERED] From:[test@example.com] "
    "To:[test9@example.com] Sender:[test@example.com] CC:[null] BCC:[null] Subject:[This is a test]\n"
)
FIELD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n[]:"), max_size=30)


def test_the_manual_s_sample_is_read() -> None:
    send = send_in(SAMPLE)
    assert send is not None
    assert (send.when, send.day, send.code) == ("Wed Apr 29 18:48:46 CDT 2020", date(2020, 4, 29), "NOT DELIVERED")
    assert (send.sender, send.to, send.cc, send.bcc) == ("test@example.com", "test9@example.com", "", "")
    assert send.subject == "This is a test"


def test_the_manual_s_template_has_a_blank_that_its_sample_has_not() -> None:
    assert send_in(SAMPLE.replace("From:[", "From: [")) == send_in(SAMPLE)


@pytest.mark.parametrize("subject", ["Re: [HR] a]b", "]", "", "] CC:[x", "To:[a]"])
def test_a_subject_ends_at_the_line_s_last_bracket(subject: str) -> None:
    send = send_in(SAMPLE.replace("This is a test", subject))
    assert send is not None
    assert send.subject == subject


@pytest.mark.parametrize(
    "to", ["a@example.com,b@example.com", "a@example.com;b@example.com", "'A [x]' <a@example.com>", "[a, b]"]
)
def test_several_recipients_are_kept_as_they_stand(to: str) -> None:
    send = send_in(SAMPLE.replace("test9@example.com", to))
    assert send is not None
    assert send.to == to


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("Sun Jun 7 01:02:03 CEST 2026", date(2026, 6, 7)),
        ("Sun Jun  7 01:02:03 2026", date(2026, 6, 7)),
        ("Tue Jun 30 01:02:03 GMT+05:30 2026", date(2026, 6, 30)),
        ("2026-06-27T01:02:03", date(2026, 6, 27)),
        ("Sun Jun 31 01:02:03 UTC 2026", None),
        ("2026-13-01", None),
        ("So Juni 7 01:02:03 MESZ 2026", None),
        ("27.06.2026", None),
        ("", None),
    ],
)
def test_the_day_is_read_from_the_date_or_not_known(when: str, day: date | None) -> None:
    send = send_in(SAMPLE.replace("Wed Apr 29 18:48:46 CDT 2020", when))
    assert send is not None
    assert (send.when, send.day) == (when, day)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "DEBUG SMTP: message successfully delivered to mail server",
        "Subject: x",
        SAMPLE.replace(" BCC:[null]", ""),
        SAMPLE.replace("return code [", "return code ("),
        "x" * 200 + SAMPLE,
    ],
)
def test_any_other_line_is_no_send(line: str) -> None:
    assert send_in(line) is None


@given(FIELD, FIELD, FIELD, FIELD)
def test_what_is_written_by_the_template_is_read_back(sender: str, to: str, cc: str, subject: str) -> None:
    line = (
        f"Wed Apr 29 18:48:46 CDT 2020 Email sent with return code [DELIVERED] From:[{sender}] To:[{to}] "
        f"Sender:[s] CC:[{cc}] BCC:[null] Subject:[{subject}]"
    )
    send = send_in(line)
    assert send is not None
    assert [send.sender, send.to, send.cc, send.subject] == [
        "" if text == "null" else text for text in (sender, to, cc, subject)
    ]


@given(st.text(max_size=300) | st.lists(st.sampled_from(SAMPLE.split()), max_size=40).map(" ".join))
@example("Email sent with return code [" + "] From:[" * 300)
def test_any_text_is_a_send_or_none(text: str) -> None:
    send = send_in(text)
    assert send is None or outcome_of(send.code) in MEANINGS


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("NOT DELIVERED", Code.NOT_DELIVERED),
        ("DELIVERED", Code.DELIVERED),
        ("Partially_Delivered", Code.PARTIALLY_DELIVERED),
        ("FAILED BEFORE SENDING", Code.FAILED_BEFORE_SENDING),
        ("%ObEmail_SentButResultUnknown", Code.SENT_BUT_RESULT_UNKNOWN),
        ("0", Code.FAILED_BEFORE_SENDING),
        (" 2 ", Code.NOT_DELIVERED),
        ("-1", Code.SENT_BUT_RESULT_UNKNOWN),
        ("UNDELIVERED", None),
        ("4", None),
        ("", None),
    ],
)
def test_the_words_of_a_code_are_known_or_not(words: str, code: Code | None) -> None:
    assert outcome_of(words) is code


def test_every_code_has_a_meaning_and_every_failure_an_advice() -> None:
    assert set(MEANINGS) == {*Code, None}
    assert [code for code, meaning in MEANINGS.items() if not meaning.advice] == [Code.DELIVERED]


def test_addresses_are_hidden_alike_each_time() -> None:
    text = "from anna.b@example.com, <bob@x.example> and 'C D' <c@x.example>; at @ none"
    hidden = masked(text)
    assert hidden == "from a***@example.com, <b***@x.example> and 'C D' <c***@x.example>; at @ none"
    assert masked(text) == hidden


@given(st.from_regex(r"[a-z]{2,9}[.][a-z0-9+_-]{1,20}", fullmatch=True), st.sampled_from(["", "<", '"', " ", ",", "]"]))
@example("a" * 5000 + ".b", "")
def test_no_address_survives(local: str, before: str) -> None:
    assert local not in masked(f"{before}{local}@example.com")


@given(st.text(max_size=200))
@example("a" * 60_000)
@example("a@" * 30_000)
def test_masking_never_fails_and_leaves_other_text(text: str) -> None:
    assert "@" in text or masked(text) == text
