"""The sender: tests the mail settings of a file live, as the application server would.

    settings    the section's settings with their lines      values     from text to typed values
    plan        settings -> two servers and a message form    limits     modes that are not built yet
    message     the test message                              tokens     what may stand in a command
    resolve     names to addresses, within a deadline         deadline   points in time
    wire        one connection, lines and bounded replies     transcript what was said
    dialogue    the stages, as JavaMail goes through them     record     their outcome, as data
    faults      stage and words -> class of fault             explain    what each class means
    verdict     attempts -> PeopleSoft's return code          report     text and JSON
    sandbox     a server on loopback that keeps what it gets  run        all of it in order

Plain SMTP so far: TLS, logins and S/MIME are planned and end in NotAvailableError.
"""

from __future__ import annotations

from cfgkit.mail.faults import FaultClass
from cfgkit.mail.plan import Plan, plan
from cfgkit.mail.record import Stage
from cfgkit.mail.report import as_json, as_text
from cfgkit.mail.run import ServerChoice, TestOptions, TestReport, run_test
from cfgkit.mail.sandbox import Received, Sandbox, sandbox
from cfgkit.mail.settings import Given, given

__all__ = [
    "FaultClass",
    "Given",
    "Plan",
    "Received",
    "Sandbox",
    "ServerChoice",
    "Stage",
    "TestOptions",
    "TestReport",
    "as_json",
    "as_text",
    "given",
    "plan",
    "run_test",
    "sandbox",
]
