"""Safe repairs: what they touch, and that once is enough."""

from __future__ import annotations

from typing import Final

import strategies
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit import parse
from cfgkit.check import check, fixed
from cfgkit.check.rule import mail_file
from cfgkit.errors import EditError

KEYS: Final = ("SMTPUseSSL", "SMTPSSLProtocol", "SMTPNTLMEnable", "SMTPSASLMechanism", "SMTPUserPassword", "Own")
LINES: Final = st.tuples(
    st.sampled_from(["", " ", "\t", ";"]),
    st.sampled_from(KEYS),
    st.sampled_from(["=", " = ", "\t=", "=\t"]),
    st.sampled_from(["", "y", "TRUE", "0", "tlsv1.3", "plain", "pass word", "%X%", "x\u00a0"]),
    st.sampled_from(["", " ", " \t"]),
).map("".join)


@given(strategies.files() | st.lists(LINES, max_size=8).map(lambda lines: mail_file(*lines).encode()))
@example(b"\xff\xfeS\0M\0=\0\x85\0( \n\0x")
@example(b"[SMTP Settings]\r\nSMTPUseSSL = yes \r\nSMTPUseSSL=no")
def test_a_repair_is_made_once_on_the_lines_found_and_never_on_a_secrets_value(data: bytes) -> None:
    before = parse(data)
    findings = check(before)
    try:
        after = fixed(before, findings)
    except EditError as problem:
        assert "encoding" in f"{problem} {problem.help}"
        return
    found = {one.fix.line for one in findings if one.fix is not None}
    old, new = list(before.lines()), list(after.lines())
    assert len(old) == len(new)
    for one, other in zip(old, new, strict=True):
        assert one.number in found or one.raw == other.raw
        assert (one.kind, one.key) == (other.kind, other.key)
        assert one.value == other.value or not before.is_secret("", one.key)
    assert fixed(after, check(after)).to_bytes() == after.to_bytes()
    left = [one for one in check(after) if one.fix is not None and not after.is_secret(one.section, one.key)]
    assert left == []
