from __future__ import annotations

from typing import TYPE_CHECKING

import dns.rcode
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from name_server import NameServer

from cfgkit.errors import CfgkitError, InputError
from cfgkit.mail.mx import MailHost, MxOutcome, check_domain, domain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ZONE = {
    "example.com": {"MX": ["20 b.example.com.", "10 a.example.com."], "A": ["192.0.2.1"]},
    "null.example": {"MX": ["0 ."]},
    "address.example": {"A": ["192.0.2.2"]},
    "six.example": {"AAAA": ["2001:db8::1"]},
    "nothing.example": {"TXT": ["x"]},
    "odd.example": {"MX": ["10 a\\027b.example.com."]},
}


@pytest.fixture
def server() -> Iterator[NameServer]:
    with NameServer(ZONE) as running:
        yield running


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("hr@example.com", MxOutcome.MX),
        ("example.com", MxOutcome.MX),
        ("hr@null.example", MxOutcome.NULL_MX),
        ("hr@address.example", MxOutcome.ADDRESS_ONLY),
        ("hr@six.example", MxOutcome.ADDRESS_ONLY),
        ("hr@nothing.example", MxOutcome.NO_RECORDS),
        ("hr@gone.example", MxOutcome.NO_SUCH_DOMAIN),
    ],
)
def test_each_answer_has_its_outcome(server: NameServer, address: str, outcome: MxOutcome) -> None:
    found = check_domain(address, nameserver=server.address)
    assert (found.outcome, found.tries, found.is_valid) == (outcome, 1, outcome is MxOutcome.MX)
    assert server.asked[0].endswith(" MX")


def test_the_hosts_come_by_preference(server: NameServer) -> None:
    found = check_domain("hr@example.com", nameserver=server.address)
    assert found.hosts == (MailHost(10, "a.example.com"), MailHost(20, "b.example.com"))


def test_a_host_s_name_is_safe_on_a_terminal(server: NameServer) -> None:
    (host,) = check_domain("hr@odd.example", nameserver=server.address).hosts
    assert host.name.isprintable()


@pytest.mark.parametrize(("outcome", "domain"), [(MxOutcome.NULL_MX, "null"), (MxOutcome.ADDRESS_ONLY, "address")])
def test_what_no_manual_says_is_said(server: NameServer, outcome: MxOutcome, domain: str) -> None:
    found = check_domain(f"hr@{domain}.example", nameserver=server.address)
    assert found.outcome is outcome
    assert "what PeopleSoft answers is documented nowhere" in found.words


@pytest.mark.parametrize(
    ("drops", "retries", "outcome", "tries"),
    [
        (1, 1, MxOutcome.MX, 2),
        (1, 0, MxOutcome.TIMEOUT, 1),
        (3, 2, MxOutcome.TIMEOUT, 3),
        (3, 3, MxOutcome.MX, 4),
    ],
)
def test_a_time_out_is_tried_again_as_often_as_told(drops: int, retries: int, outcome: MxOutcome, tries: int) -> None:
    with NameServer(ZONE, drops=drops) as server:
        found = check_domain("hr@example.com", retries=retries, timeout=0.3, nameserver=server.address)
    assert (found.outcome, found.tries) == (outcome, tries)
    assert len(server.asked) == tries


def test_the_words_of_a_time_out_count_the_tries() -> None:
    with NameServer(ZONE, drops=9) as server:
        found = check_domain("hr@example.com", timeout=0.2, nameserver=server.address)
    assert found.words == "no name server answered, after 2 tries"


def test_a_server_that_fails_is_no_time_out() -> None:
    with NameServer(ZONE, rcode=dns.rcode.SERVFAIL) as server:
        found = check_domain("hr@example.com", timeout=0.5, retries=5, nameserver=server.address)
    assert (found.outcome, found.tries) == (MxOutcome.SERVER_FAILED, 1)


@pytest.mark.parametrize(
    "text",
    ["", "@", "hr@", "@example.com", "a b", "hr@[192.0.2.1]", "a@b@c", "x\r\n", "hr@.", "\u00e9.example", "[::1]"],
)
def test_what_has_no_domain_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        domain_of(text)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80) | st.from_regex(r"[a-z.-]{1,180}", fullmatch=True)
)
@example("a..b")
@example("x" * 64 + ".example")
@example(".example")
def test_any_text_is_a_check_or_one_line(text: str) -> None:
    with NameServer(ZONE) as server:
        try:
            assert check_domain(text, timeout=5, nameserver=server.address).tries == 1
        except CfgkitError as problem:
            assert str(problem).isprintable()
