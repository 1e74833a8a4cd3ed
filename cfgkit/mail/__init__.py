"""The sender: tests the mail settings of a file live, as the application server would.

plan        settings -> two servers and a message form    options    what is asked, and what the file lacks
message     the test message                              tokens     what may stand in a command
resolve     names to addresses, within a deadline         deadline   points in time; cancel: an end before
wire        one connection, lines and bounded replies     transcript what was said
tls         trust, keys, the handshake                    auth       the mechanisms and who logs in
dialogue    the stages, as JavaMail goes through them     record     their outcome, as data
faults      stage and words -> class of fault             explain    what each class means
verdict     attempts -> PeopleSoft's return code          report     text, JSON, matrix, trace
sandbox     a server on loopback that keeps what it gets  rehearsal  one that a plan's server would be
accounts    who logs in, and with what                    logins     one try an account and run
run         all of it in order
oauth       access tokens                                 tracelog   the domain's own mail logs
mx          what IsDomainNameValid asks
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.lazy import names_at_first_use

if TYPE_CHECKING:
    from cfgkit.mail.accounts import user_of, wants_password
    from cfgkit.mail.cancel import Cancellation
    from cfgkit.mail.faults import FaultClass
    from cfgkit.mail.logins import Logins
    from cfgkit.mail.options import Means, ServerChoice, TestOptions
    from cfgkit.mail.plan import Plan
    from cfgkit.mail.record import Role, Stage, StageResult
    from cfgkit.mail.report import as_json, as_text, matrix, side_by_side, trace
    from cfgkit.mail.run import TestReport, run_test
    from cfgkit.mail.sandbox import Fault, Received, Sandbox
    from cfgkit.mail.tls.trust import read_trust

_HOMES = {
    "accounts": ("user_of", "wants_password"),
    "cancel": ("Cancellation",),
    "faults": ("FaultClass",),
    "logins": ("Logins",),
    "options": ("Means", "ServerChoice", "TestOptions"),
    "plan": ("Plan",),
    "record": ("Role", "Stage", "StageResult"),
    "report": ("as_json", "as_text", "matrix", "side_by_side", "trace"),
    "run": ("TestReport", "run_test"),
    "sandbox": ("Fault", "Received", "Sandbox"),
    "tls.trust": ("read_trust",),
}
__all__ = [
    "Cancellation",
    "Fault",
    "FaultClass",
    "Logins",
    "Means",
    "Plan",
    "Received",
    "Role",
    "Sandbox",
    "ServerChoice",
    "Stage",
    "StageResult",
    "TestOptions",
    "TestReport",
    "as_json",
    "as_text",
    "matrix",
    "read_trust",
    "run_test",
    "side_by_side",
    "trace",
    "user_of",
    "wants_password",
]

__getattr__ = names_at_first_use(__name__, _HOMES)
