"""Findings as annotations of GitHub Actions: one workflow command a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.display import visible
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.syntax import Finding

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_annotations(file: str, findings: Sequence[Finding]) -> str:
    """A line for each finding."""
    return "".join(f"{_annotation(file, one)}\n" for one in findings)


def _annotation(file: str, finding: Finding) -> str:
    place = [f"file={_property(file)}"]
    if finding.line:
        place += [f"line={finding.line}", f"col={finding.column}"]
    place.append(f"title={_property(f'cfgkit {finding.rule}')}")
    text = finding.message + (f" (help: {finding.hint})" if finding.hint else "")
    return f"::{_COMMANDS[finding.severity]} {','.join(place)}::{_data(text)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
