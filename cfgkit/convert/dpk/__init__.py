"""DPK's psft_customizations.yaml, both ways.

| module | idea                                                                        |
|--------|-----------------------------------------------------------------------------|
| names  | DPK's own names for things: lists of domains, database settings             |
| carry  | what DPK can hand on to psadmin, and what gets lost on the way              |
| hiera  | interpolations: `%{lookup('x')}` and the like, and placeholders for secrets |
| block  | what a file says, as a domain's block                                       |
| patch  | changes of a YAML text that leave every other byte as it is                 |
| tree   | lists, domains and settings of a text, as nodes                             |
| ruby   | what DPK's reader takes a scalar without quotes for                         |
| write  | a block into a text, be it new or one that has the domain already           |
| read   | a domain's block out of a text, as settings for a file                      |

DPK applies these settings when it creates a domain, by `psadmin -cfg`; later changes of the YAML change nothing
in a domain that is there.
"""

from cfgkit.convert.dpk.block import Block, block_of
from cfgkit.convert.dpk.hiera import Style, Variables, read_variables
from cfgkit.convert.dpk.read import BlockSettings, applied, read_settings
from cfgkit.convert.dpk.write import Written, written

__all__ = [
    "Block",
    "BlockSettings",
    "Style",
    "Variables",
    "Written",
    "applied",
    "block_of",
    "read_settings",
    "read_variables",
    "written",
]
