"""Findings: what a reader of a file should know.

| module | idea                                                     |
|--------|----------------------------------------------------------|
| rules  | rules over a Document, each with an id and a severity    |
| report | findings as text and as JSON                             |
"""

from cfgkit.check.report import as_json, as_text
from cfgkit.check.rules import RULES, Rule, check

__all__ = ["RULES", "Rule", "as_json", "as_text", "check"]
