"""Files side by side: what differs by section and key, and what makes one like another.

| module             | idea                                                           |
|--------------------|----------------------------------------------------------------|
| diff               | the differences between two or more Documents                  |
| equality           | whether two values say the same                                |
| layout             | what differs in comments and order                             |
| expected           | differences that are meant, from cfgkit.toml                   |
| edits              | the edits that make one file like another; foot counts them    |
| reading            | a difference read back from its JSON                           |
| changed            | what a site changed in a delivered file, by name               |
| naming             | names of environments from paths                               |
| cells              | one side of a difference, for every report                     |
| report             | the differences as text and JSON                               |
| markdown, html     | the same as a Markdown table and as a page                     |
| merge              | the three-way merge; merge_report: as text and JSON            |
| three_way          | what becomes of a setting in it                                |
| additions          | what is new in THEIRS, as lines to insert                      |
| renaming           | settings that go by another name in THEIRS                     |
| archived           | a file against its newest archived copy                        |
| effects, words     | when the changes of an edit take effect; changes in words      |

Names are imported at first use: the words for a change need none of the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.lazy import names_at_first_use

if TYPE_CHECKING:
    from cfgkit.compare.changed import Changed, changed_settings
    from cfgkit.compare.diff import Diff, Difference, Options, Side, compare
    from cfgkit.compare.edits import Edit, as_commands, edited, edits_between, require_state
    from cfgkit.compare.effects import ChangeEffect, effects_of
    from cfgkit.compare.expected import Expected, read_expected
    from cfgkit.compare.legend import LEGEND, foot
    from cfgkit.compare.naming import environment_names
    from cfgkit.compare.report import as_json, as_text, expected_text, is_table
    from cfgkit.compare.words import change_in_words, in_words, needs_in_words, whys_in_words

_HOMES = {
    "changed": (
        "Changed",
        "changed_settings",
    ),
    "diff": (
        "Diff",
        "Difference",
        "Options",
        "Side",
        "compare",
    ),
    "edits": (
        "Edit",
        "as_commands",
        "edited",
        "edits_between",
        "require_state",
    ),
    "effects": (
        "ChangeEffect",
        "effects_of",
    ),
    "expected": (
        "Expected",
        "read_expected",
    ),
    "legend": (
        "LEGEND",
        "foot",
    ),
    "naming": ("environment_names",),
    "report": (
        "as_json",
        "as_text",
        "expected_text",
        "is_table",
    ),
    "words": ("change_in_words", "in_words", "needs_in_words", "whys_in_words"),
}
__all__ = [
    "LEGEND",
    "ChangeEffect",
    "Changed",
    "Diff",
    "Difference",
    "Edit",
    "Expected",
    "Options",
    "Side",
    "as_commands",
    "as_json",
    "as_text",
    "change_in_words",
    "changed_settings",
    "compare",
    "edited",
    "edits_between",
    "effects_of",
    "environment_names",
    "expected_text",
    "foot",
    "in_words",
    "is_table",
    "needs_in_words",
    "read_expected",
    "require_state",
    "whys_in_words",
]

__getattr__ = names_at_first_use(__name__, _HOMES)
