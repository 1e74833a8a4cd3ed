"""Settings to YAML and back.

| module | idea                                                             |
|--------|------------------------------------------------------------------|
| layout | cfgkit's own YAML layout as values: what the text is parsed into |
| nodes  | YAML's nodes, with the line that each stands on                  |
| writer | Document -> layout -> YAML text                                  |
| reader | YAML text -> layout -> Document                                  |
"""

from cfgkit.convert.reader import from_yaml
from cfgkit.convert.writer import to_yaml

__all__ = ["from_yaml", "to_yaml"]
