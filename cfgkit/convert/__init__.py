"""Settings to YAML and back, and into copies that can be mailed.

| module      | idea                                                               |
|-------------|--------------------------------------------------------------------|
| layout      | cfgkit's own YAML layout as values: what the text is parsed into   |
| nodes       | YAML's nodes for writing                                           |
| composed    | YAML text as nodes that know their place                           |
| writer      | Document -> layout -> YAML text                                    |
| reader      | YAML text -> layout                                                |
| rendering   | layout -> Document, to the byte                                    |
| merging     | layout into a Document that is there                               |
| conversion  | YAML text -> Document, alone or into one that is there             |
| judging     | what a YAML would bring into a file, as findings                   |
| json_schema | the JSON Schemas of both layouts, for editors; schemas/ holds them |
| plain       | plain data as YAML                                                 |
| dpk         | DPK's psft_customizations.yaml, both ways                          |
| private     | what of a file is private: secrets and names                       |
| stand_in    | what stands in for a private text                                  |
| redact      | Documents -> copies without what is private                        |

Names are imported at first use: not every command that converts needs YAML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.lazy import names_at_first_use

if TYPE_CHECKING:
    from cfgkit.convert.conversion import from_yaml
    from cfgkit.convert.judging import findings_of_change, marks_of
    from cfgkit.convert.merging import merged, rewritten
    from cfgkit.convert.reader import read_layout
    from cfgkit.convert.rendering import rendered
    from cfgkit.convert.writer import to_yaml

_HOMES = {
    "conversion": ("from_yaml",),
    "judging": ("findings_of_change", "marks_of"),
    "merging": ("merged", "rewritten"),
    "reader": ("read_layout",),
    "rendering": ("rendered",),
    "writer": ("to_yaml",),
}
__all__ = [
    "findings_of_change",
    "from_yaml",
    "marks_of",
    "merged",
    "read_layout",
    "rendered",
    "rewritten",
    "to_yaml",
]

__getattr__ = names_at_first_use(__name__, _HOMES)
