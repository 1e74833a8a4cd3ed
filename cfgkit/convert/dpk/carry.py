"""What DPK can hand on: it joins `[Section]/Key=value` by `#` into one double-quoted argument of a shell command.

So a `#` ends a value early, a `"` ends the argument, outer blanks are stripped, `%{` is an interpolation, and
the first `/` ends the section. Source: reference/file_format.md, part 3.
"""

from __future__ import annotations

import re
from typing import Final

#: Characters that don't come through, and why.
_LOST: Final = (
    ("#", "DPK takes # for the end of the setting"),
    ('"', 'DPK takes " for the end of all settings'),
)
# On Unix the argument stands in double quotes, in which a shell still acts on these.
_SHELL: Final = re.compile(r"`|\$[A-Za-z_({]")
_INTERPOLATION: Final = "%{"


def obstacle(section: str, key: str, value: str, *, windows: bool = False) -> str:
    """Why DPK can't hand this setting on; empty where it can."""
    text = f"{section}/{key}={value}"
    lost = [why for char, why in _LOST if char in text]
    reasons = (
        (not section, "it stands above the first section"),
        ("/" in section, "DPK splits the name at the first /"),
        (bool(lost), "".join(lost[:1])),
        (value != value.strip(), "DPK strips the blanks at its ends"),
        (_INTERPOLATION in text, "DPK takes %{ for an interpolation"),
        (not text.isprintable(), "it holds a control character"),
        (not windows and _SHELL.search(text) is not None, "the shell that DPK runs acts on $ and `"),
    )
    return next((why for applies, why in reasons if applies), "")


def escaped(value: str, *, windows: bool) -> str:
    """The value as the YAML has it: on Windows cmd takes %NAME% away unless it is doubled."""
    return value.replace("%", "%%") if windows else value


def unescaped(value: str, *, windows: bool) -> str:
    """The value as the file has it."""
    return value.replace("%%", "%") if windows else value
