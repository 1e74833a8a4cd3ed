"""Findings as text and as JSON: one record, two drawings; the source line's secrets are masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cfgkit.display import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.document import Document
    from cfgkit.syntax import Finding

_WIDTH = 76


def as_text(file: str, document: Document, findings: Sequence[Finding]) -> str:
    """A block for each finding: place and message, the source line with a caret, a hint."""
    sources = {line.number: line for line in document.lines()} if findings else {}
    blocks = []
    for one in findings:
        place = f"{visible(file)}:{one.line}:{one.column}" if one.line else visible(file)
        lines = [f"{place}: {one.severity}[{one.rule}] {one.message}"]
        if one.line:
            raw = sources[one.line]
            text = visible(document.masked_line(raw))
            # Escapes and masks move what stands behind them; the caret follows what is in front of it.
            caret = len(visible(raw.text[: one.column - 1]))
            if caret < min(len(text), _WIDTH):
                lines += [f"    {text[:_WIDTH]}", f"    {'^':>{caret + 1}}"]
            else:
                lines.append(f"    {text[:_WIDTH]}")
        if one.hint:
            lines.append(f"  help: {one.hint}")
        blocks.append("\n".join(lines) + "\n")
    return "".join(blocks)


def as_json(file: str, findings: Sequence[Finding]) -> dict[str, Any]:
    """The result's shape of cfgkit.check/1."""
    return {"file": file, "findings": [finding_json(one) for one in findings]}


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as cfgkit.check/1 has it."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "line": finding.line,
        "column": finding.column,
        "section": finding.section,
        "key": finding.key,
        "message": finding.message,
        "hint": finding.hint,
    }
