"""The SMTP trace logs of a domain: where they are, what their level-2 lines say, and how sends went.

folder   Log Directory -> folder -> logs        line     one line -> a send
outcome  the words of a return code             mask     addresses, hidden
tally    many lines -> counts and failures      report   text and JSON
"""

from __future__ import annotations

from cfgkit.mail.tracelog.folder import LogFolder, log_folder, logs_in
from cfgkit.mail.tracelog.line import Send, send_in
from cfgkit.mail.tracelog.outcome import outcome_of
from cfgkit.mail.tracelog.report import as_json, as_text
from cfgkit.mail.tracelog.tally import Tally, read_logs

__all__ = [
    "LogFolder",
    "Send",
    "Tally",
    "as_json",
    "as_text",
    "log_folder",
    "logs_in",
    "outcome_of",
    "read_logs",
    "send_in",
]
