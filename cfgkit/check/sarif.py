"""Findings as SARIF 2.1.0, the format that code scanners hand on to their viewers."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from cfgkit.check.checking import RULES
from cfgkit.display import visible
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.check.rule import Rule
    from cfgkit.syntax import Finding

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(reports: Sequence[tuple[str, Sequence[Finding]]], version: str) -> dict[str, Any]:
    """One run of cfgkit over files."""
    index = {rule.id: number for number, rule in enumerate(RULES)}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "cfgkit", "version": version, "rules": [_rule(one) for one in RULES]}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(file, one, index[one.rule]) for file, found in reports for one in found],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(file: str, finding: Finding, rule: int) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(file)}}
    if finding.line:
        location["region"] = {"startLine": finding.line, "startColumn": finding.column}
    text = finding.message + (f"; {finding.hint}" if finding.hint else "")
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": visible(text)},
        "locations": [{"physicalLocation": location}],
    }


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
