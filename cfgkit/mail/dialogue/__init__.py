"""The dialogue with one server, one stage at a time, as JavaMail speaks it.

    resolve  connect  tls  greeting  ehlo  [starttls  ehlo]  auth  mail  rcpt  data  quit

    errand      what one attempt is to do          talk        what the stages share
    opening     resolve, connect, tls              hello       greeting, ehlo, starttls
    login       auth                               transfer    mail, rcpt, data
    attempt     all of it in order, within its deadlines

The first stage that fails ends the attempt. Up to `auth` the connection is then dropped without a word;
from `mail` on a refusal is followed by RSET and QUIT. Trouble at QUIT is a note and changes nothing.
"""

from __future__ import annotations

from cfgkit.mail.dialogue.attempt import Dialogue
from cfgkit.mail.dialogue.errand import Errand

__all__ = ["Dialogue", "Errand"]
