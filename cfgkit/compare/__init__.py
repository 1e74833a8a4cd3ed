"""Files side by side: what differs by section and key; order and comments don't count.

| module | idea                                             |
|--------|--------------------------------------------------|
| diff   | the differences between two or more Documents    |
| report | the differences as text and as JSON              |
| words  | the changes of an edit in words, with effects    |
"""

from cfgkit.compare.diff import Diff, Difference, Side, compare
from cfgkit.compare.report import as_json, as_text
from cfgkit.compare.words import in_words

__all__ = ["Diff", "Difference", "Side", "as_json", "as_text", "compare", "in_words"]
