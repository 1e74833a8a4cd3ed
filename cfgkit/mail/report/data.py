"""The report as plain data, in the JSON shape of the contract; all text is safe on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cfgkit.display import visible
from cfgkit.mail.report.tracing import summary_line

if TYPE_CHECKING:
    from cfgkit.mail.auth.token import TokenClaims
    from cfgkit.mail.record import Attempt
    from cfgkit.mail.run import TestReport
    from cfgkit.mail.tls.certificate import Certificate
    from cfgkit.mail.verdict import Code
    from cfgkit.syntax.finding import Finding


def as_json(report: TestReport) -> dict[str, Any]:
    """One entry of `results`: the contract's shape, and behind it findings, certificates and the trace line."""
    return {
        "file": visible(report.options.file),
        "sandbox": report.options.sandbox,
        "result": _code(report.verdict.result),
        "actual": _code(report.verdict.actual),
        "attempts": [_attempt(attempt) for attempt in report.attempts],
        "failover": {"tried": report.failover.tried, "reason": report.failover.reason},
        "assumptions": [{"id": a.id, "text": visible(a.text)} for a in report.plan.assumptions],
        "transcript": [
            {
                "at_ms": line.at_ms,
                "server": str(line.role),
                "from": str(line.speaker),
                "text": visible(line.text),
            }
            for line in report.transcript
        ],
        "trace": visible(summary_line(report)),
    }


def _code(code: Code | None) -> dict[str, Any] | None:
    return None if code is None else {"code": int(code), "name": code.label}


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "server": str(attempt.role),
        "host": visible(attempt.host),
        "port": attempt.port,
        "outcome": str(attempt.outcome),
        "stages": [
            {
                "stage": str(result.stage),
                "outcome": str(result.step.outcome),
                "milliseconds": result.milliseconds,
                "class": None if result.step.fault is None else str(result.step.fault),
                "message": visible(result.step.message),
            }
            for result in attempt.stages
        ],
        "findings": [_finding(found) for found in attempt.findings],
        "certificates": [_certificate(one) for one in attempt.certificates],
        "token": None if attempt.token is None else _token(attempt.token),
    }


def _finding(found: Finding) -> dict[str, Any]:
    from cfgkit.check.report import finding_json  # noqa: PLC0415 - start-up: most tests notice nothing

    return {**finding_json(found), "message": visible(found.message), "hint": visible(found.hint)}


def _token(claims: TokenClaims) -> dict[str, Any]:
    """What the token says of itself, never the token; `door` is the way on which it was tried."""
    return {
        "door": "smtp-xoauth2",
        "audience": visible(claims.audience),
        "scope": visible(claims.scope),
        "expires": None if claims.expires is None else claims.expires.isoformat(),
        "user": visible(claims.user),
        "application": visible(claims.application),
        "tenant": visible(claims.tenant),
    }


def _certificate(one: Certificate) -> dict[str, Any]:
    return {
        "subject": one.subject,
        "issuer": one.issuer,
        "names": list(one.names),
        "not_before": None if one.not_before is None else one.not_before.isoformat(),
        "not_after": None if one.not_after is None else one.not_after.isoformat(),
        "key": one.key,
        "signature": one.signature,
        "sha256": one.fingerprint,
    }
