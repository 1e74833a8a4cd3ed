"""Findings: what a reader of a file should know.

| module                                    | idea                                                        |
|-------------------------------------------|-------------------------------------------------------------|
| subject                                   | a file as the rules see it                                  |
| rule                                      | a rule: its page in the documentation, and how it finds     |
| text_rules, name_rules, secret_rules      | rules on lines and values, on names, on passwords           |
| mail_servers, mail_encryption, mail_login | rules across the settings of [SMTP Settings]                |
| together                                  | rules across files of one database                          |
| checking                                  | all rules over files; settings: which are on                |
| fixing                                    | safe repairs, as an edit                                    |
| report, sarif, github                     | findings as text and JSON, as SARIF 2.1.0, as annotations   |
| domains, inventory                        | a domain's file in a line; its secrets, for an audit        |
| known                                     | settings that could be added, values that could be set      |
| explain                                   | a setting, a section or a rule, explained                   |

Names are imported at first use: the editor draws a file before it reads the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.lazy import names_at_first_use

if TYPE_CHECKING:
    from cfgkit.check.checking import RULES, check, check_together, rule_of
    from cfgkit.check.fixing import fixed
    from cfgkit.check.report import as_json, as_text
    from cfgkit.check.settings import RuleSettings, rule_settings

_HOMES = {
    "checking": (
        "RULES",
        "check",
        "check_together",
        "rule_of",
    ),
    "fixing": ("fixed",),
    "report": (
        "as_json",
        "as_text",
    ),
    "settings": (
        "RuleSettings",
        "rule_settings",
    ),
}
__all__ = [
    "RULES",
    "RuleSettings",
    "as_json",
    "as_text",
    "check",
    "check_together",
    "fixed",
    "rule_of",
    "rule_settings",
]

__getattr__ = names_at_first_use(__name__, _HOMES)
