"""From settings to what will be done, value by value with where it comes from; touches no network.

model        the plan as data          planning     from a Document to its plan
assumptions  what no source says       obstacles    what no test can be made of
report       the plan as text and JSON
"""

from __future__ import annotations

from cfgkit.mail.auth.account import AuthMode
from cfgkit.mail.plan.model import (
    Assumption,
    LoginPlan,
    MessagePlan,
    OAuthPlan,
    Obstacle,
    PasswordState,
    Plan,
    Planned,
    ServerPlan,
    TlsMode,
)
from cfgkit.mail.plan.planning import plan

__all__ = [
    "Assumption",
    "AuthMode",
    "LoginPlan",
    "MessagePlan",
    "OAuthPlan",
    "Obstacle",
    "PasswordState",
    "Plan",
    "Planned",
    "ServerPlan",
    "TlsMode",
    "plan",
]
