from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit.mail.auth import TokenClaims, claims, remarks
from cfgkit.secret import Secret
from cfgkit.syntax.finding import Severity

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def token(payload: Any) -> Secret:
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Secret(f"eyJhbGciOiJub25lIn0.{base64.urlsafe_b64encode(data).decode().rstrip('=')}.c2lnbmF0dXJl")


def test_the_claims_of_an_entra_token_are_read() -> None:
    found = claims(
        token({
            "aud": "https://outlook.office365.com", "scp": "SMTP.Send offline_access", "exp": 1_764_072_000,
            "upn": "hr@example.com", "appid": "4711", "tid": "0815", "name": "not asked for",
        })
    )  # fmt: skip
    assert found == TokenClaims(
        audience="https://outlook.office365.com",
        scope="SMTP.Send offline_access",
        expires=datetime.fromtimestamp(1_764_072_000, UTC),
        user="hr@example.com",
        application="4711",
        tenant="0815",
    )


def test_lists_and_other_names_count() -> None:
    found = claims(token({"aud": ["a", "b", 3], "roles": ["SMTP.SendAsApp"], "azp": "4711", "email": "x@example.com"}))
    assert found == TokenClaims(audience="a b", scope="SMTP.SendAsApp", user="x@example.com", application="4711")


@pytest.mark.parametrize(
    "text", ["", "opaque", "a.b", "a.b.c.d", "a.!.c", "a.\xff.c", "..", "a." + "A" * 5 + ".c", "a.bnVsbA.c", "a.W10.c"]
)
def test_a_token_that_is_no_jwt_has_no_claims(text: str) -> None:
    assert claims(Secret(text)) is None


@given(st.text())
def test_any_text_is_looked_into_without_an_error(text: str) -> None:
    claims(Secret(text))
    claims(Secret(f"a.{text}.c"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)
NAMES = st.sampled_from(["aud", "scp", "scope", "roles", "exp", "upn", "email", "appid", "azp", "client_id", "tid"])


@given(st.dictionaries(NAMES, JSON))
@example({"exp": 10**400})
@example({"exp": float("nan")})
@example({"exp": float("inf")})
@example({"exp": True})
@example({"aud": "x" * 10_000})
def test_any_payload_has_bounded_claims(payload: dict[str, Any]) -> None:
    found = claims(token(payload))
    assert found is not None
    texts = (found.audience, found.scope, found.user, found.application, found.tenant)
    assert max(map(len, texts)) <= 200
    remarks(found, now=NOW, user="hr", refused=True)


@pytest.mark.parametrize("payload", [b"[" * 100_000, b'{"exp": ' + b"9" * 5000 + b"}", b"\xff\xfe\x00", b"{}{}"])
def test_hostile_json_is_no_jwt(payload: bytes) -> None:
    assert claims(token(payload)) is None


@pytest.mark.parametrize(
    "audience", ["https://graph.microsoft.com", "https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000"]
)
def test_a_graph_audience_is_an_error_only_after_a_refusal(audience: str) -> None:
    found = TokenClaims(audience=audience)
    [before] = remarks(found, now=NOW)
    [after] = remarks(found, now=NOW, refused=True)
    assert (before.severity, after.severity) == (Severity.INFO, Severity.ERROR)
    assert "Microsoft Graph" in after.text


def test_an_exchange_token_without_the_right_to_send_is_a_warning() -> None:
    [remark] = remarks(TokenClaims(audience="https://outlook.office.com", scope="IMAP.AccessAsUser.All"), now=NOW)
    assert remark.severity is Severity.WARNING
    assert remarks(TokenClaims(audience="https://outlook.office.com", scope="openid SMTP.Send"), now=NOW) == ()


def test_an_expired_token_is_a_warning_with_its_time() -> None:
    [remark] = remarks(TokenClaims(expires=NOW), now=NOW)
    assert (remark.severity, remark.text) == (
        Severity.WARNING,
        "the access token expired on 2026-11-25 12:00:00 UTC",
    )
    assert remarks(TokenClaims(expires=NOW + timedelta(seconds=1)), now=NOW) == ()


def test_another_user_s_token_is_told() -> None:
    [remark] = remarks(TokenClaims(user="other@example.com"), now=NOW, user="hr@example.com")
    assert remark.severity is Severity.INFO
    assert remarks(TokenClaims(user="HR@example.com"), now=NOW, user="hr@example.com") == ()


def test_an_opaque_token_is_said_to_be_one() -> None:
    [remark] = remarks(None, now=NOW)
    assert remark.severity is Severity.INFO
