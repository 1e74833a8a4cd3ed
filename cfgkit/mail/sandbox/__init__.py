"""A mail server on loopback that offers what a file's settings expect, keeps what it gets, and misbehaves on request.

    expectation  what the settings expect of a server     fault         the faults by name, and their classes
    misdeed      what a misdeed is                        misdeeds      what the server does for each fault
    server       listens, one thread a connection         conversation  the commands of one connection
    channel      one connection: lines and messages       answers       what an untroubled server says
    login        who logs in, and whether that holds      ntlm          the server's side of NTLM
    encryption   the server's side of TLS                 authority     a throw-away authority of certificates
    terms        what all connections have in common      received      a message as it came

Threads and the standard library alone: asyncio's servers drop the TLS alert that tells a client what is
wrong. TLS needs cryptography to make certificates, NTLM needs pyspnego: both are the extra [crypto].
"""

from __future__ import annotations

from cfgkit.mail.sandbox.expectation import Expectation, expectation_of
from cfgkit.mail.sandbox.fault import FAULTS, Fault
from cfgkit.mail.sandbox.misdeeds import MEANINGS, shows
from cfgkit.mail.sandbox.received import Received
from cfgkit.mail.sandbox.server import Sandbox, sandbox

__all__ = ["FAULTS", "MEANINGS", "Expectation", "Fault", "Received", "Sandbox", "expectation_of", "sandbox", "shows"]
