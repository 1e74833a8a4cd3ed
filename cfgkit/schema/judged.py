"""A setting's value against its type, as a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.display import visible
from cfgkit.schema.value_type import refusal
from cfgkit.syntax.finding import Finding, Fix, Severity

if TYPE_CHECKING:
    from cfgkit.schema.setting import Setting
    from cfgkit.syntax import Line

#: The rule for a value that its type refuses, and the one for the right value in another spelling.
VALUE_TYPE: Final = "value-type"
SPELLING: Final = "value-spelling"


def type_finding(setting: Setting, section: str, line: Line) -> Finding | None:
    """What is wrong with a live setting's value; None for a good one."""
    found = refusal(setting.type, line.value)
    if found is None:
        return None
    key = visible(line.key)
    column = line.value_column + found.offset
    if found.fix is not None:
        message = f"{key} {found.problem} here"
        fix = Fix(line.number, value=found.fix)
        return Finding(
            SPELLING, Severity.WARNING, line.number, column, section, line.key, message, f"write {found.fix}", fix
        )
    severity = Severity.ERROR if setting.is_documented else Severity.WARNING
    hint = f"what may stand here: {setting.type.words}"
    return Finding(VALUE_TYPE, severity, line.number, column, section, line.key, f"{key} {found.problem}", hint)
