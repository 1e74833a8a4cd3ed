from __future__ import annotations

import pytest
from authority import issue

from cfgkit.mail.tls.names import fits
from cfgkit.mail.tls.x509 import fields


@pytest.mark.parametrize(
    ("names", "host", "expected"),
    [
        (("mx.example.com",), "mx.example.com", True),
        (("mx.example.com",), "MX.Example.COM.", True),
        (("mx.example.com",), "mx.example.org", False),
        (("a.example.com", "b.example.com"), "b.example.com", True),
        (("*.example.com",), "mx.example.com", True),
        (("*.example.com",), "a.mx.example.com", False),
        (("*.example.com",), "example.com", False),
        (("*.example.com",), ".example.com", False),
        (("*.com",), "example.com", False),
        (("*",), "example", False),
        (("m*.example.com",), "mx.example.com", False),
        (("mx.*.com",), "mx.example.com", False),
        (("10.0.0.1",), "10.0.0.1", True),
        (("2001:db8::1",), "2001:DB8:0::1", True),
        (("10.0.0.1",), "10.0.0.2", False),
        (("mx.example.com",), "10.0.0.1", False),
        (("xn--bcher-kva.example",), "b\u00fccher.example", True),
    ],
)
def test_the_names_of_the_certificate_decide(names: tuple[str, ...], host: str, expected: bool) -> None:
    assert fits(fields(issue("host.example.com", names=names).der), host) == expected


@pytest.mark.parametrize(
    ("name", "names", "host", "expected"),
    [
        ("mx.example.com", (), "mx.example.com", True),
        ("*.example.com", (), "mx.example.com", True),
        ("mx.example.com", ("other.example.com",), "mx.example.com", False),
        ("mx.example.com", ("10.0.0.1",), "mx.example.com", True),
        ("10.0.0.1", (), "10.0.0.1", False),
    ],
)
def test_the_common_name_counts_only_where_no_host_is_named(
    name: str, names: tuple[str, ...], host: str, expected: bool
) -> None:
    assert fits(fields(issue(name, names=names).der), host) == expected
