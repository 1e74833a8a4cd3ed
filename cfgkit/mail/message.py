"""The test message: says on its face that it is one, in the form that JavaMail would give it."""

from __future__ import annotations

import base64
import quopri
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.display import visible
from cfgkit.errors import InputError
from cfgkit.mail.charset import codec_name
from cfgkit.mail.tokens import is_one_line

if TYPE_CHECKING:
    from datetime import datetime

    from cfgkit.mail.resolve import Origin

#: A header line up to this length stays plain; RFC 5322 allows 998.
_PLAIN_HEADER: Final = 900
_PLAIN_BYTES: Final = bytes(range(0x20, 0x7F)) + b"\t\r\n"
_WORD: Final = 75
_FOLD: Final = "\r\n "


class Occasion(NamedTuple):
    """What a message says of its making: who, where, for which file, when; `token` makes its id unique."""

    origin: Origin
    file: str
    now: datetime
    token: str

    @property
    def subject(self) -> str:
        """The message's subject, safe on a terminal."""
        return visible(f"cfgkit mail test from {self.origin.host} by {self.origin.user} for {self.file}")


def build(
    *, sender: str, recipients: tuple[str, ...], charset: str, dated: bool, occasion: Occasion, reply_to: str = ""
) -> bytes:
    """The whole message with CRLF line ends, not yet dot-stuffed.

    `dated` adds the Date header (SMTPSendTime=1), `reply_to` the Reply-To. Text that the character set
    can't hold becomes `?`, as in Java. Raises InputError for a header that would be more than one line.
    """
    body, encoding = _body(occasion, charset)
    made = visible(f"host={occasion.origin.host}; user={occasion.origin.user}; file={occasion.file}")
    head = (
        _header("Date", _date(occasion.now)) if dated else "",
        _header("From", sender),
        _header("Reply-To", reply_to) if reply_to else "",
        _recipients(recipients),
        _header("Message-ID", f"<{occasion.token}@cfgkit.invalid>"),
        _words("Subject", occasion.subject, charset),
        _header("MIME-Version", "1.0"),
        _header("Content-Type", f"text/plain; charset={charset}"),
        _header("Content-Transfer-Encoding", encoding),
        _words("X-Cfgkit", f"smtp test; {made}", charset),
    )
    return "".join(head).encode("ascii") + b"\r\n" + body


def _date(when: datetime) -> str:
    from email.utils import format_datetime  # noqa: PLC0415 - start-up: many messages have no date

    return format_datetime(when)


def dot_stuffed(message: bytes) -> bytes:
    """The message with a second dot before each line that begins with one, ending in CRLF."""
    stuffed = message.replace(b"\n.", b"\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _body(occasion: Occasion, charset: str) -> tuple[bytes, str]:
    """The encoded body and its transfer encoding, chosen as JavaMail does: never 8bit."""
    origin = occasion.origin
    lines = (
        "This is a test message. Nobody needs to answer it.",
        "",
        visible(f"It was sent by {origin.user} on {origin.host} with cfgkit smtp test,"),
        visible(f"with the mail settings of {occasion.file}."),
        "",
    )
    raw = "\r\n".join(lines).encode(_codec(charset), errors="replace")
    plain = len(raw) - len(raw.translate(None, _PLAIN_BYTES))
    if plain == len(raw) and max(map(len, raw.split(b"\r\n"))) <= _PLAIN_HEADER:
        return raw, "7bit"
    if plain > len(raw) - plain:
        return _crlf(quopri.encodestring(_lf(raw))), "quoted-printable"
    return _crlf(base64.encodebytes(raw)), "base64"


def _lf(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n")


def _crlf(lines: bytes) -> bytes:
    return _lf(lines).replace(b"\n", b"\r\n")


def _header(name: str, value: str) -> str:
    """One header whose value is ASCII already."""
    return f"{name}: {_safe(name, value)}\r\n"


def _recipients(addresses: tuple[str, ...]) -> str:
    """The To header, one address a line."""
    return f"To: {f',{_FOLD}'.join(_safe('To', address) for address in addresses)}\r\n"


def _safe(name: str, value: str) -> str:
    if not is_one_line(value):
        raise InputError(f"the header {name} would hold a line break or a NUL, so no message is made")
    return value


def _words(name: str, value: str, charset: str) -> str:
    """One header of free text, as encoded words where it is long or beyond ASCII."""
    if value.isascii() and len(value) <= _PLAIN_HEADER:
        return _header(name, value)
    return f"{name}: {_FOLD.join(_encoded_words(value, charset))}\r\n"


def _encoded_words(value: str, charset: str) -> list[str]:
    """RFC 2047: base64 words of at most 75 characters, none of which cuts a character in two."""
    words: list[str] = []
    chunk = ""
    for char in value:
        if len(_encoded_word(chunk + char, charset)) > _WORD:
            words.append(_encoded_word(chunk, charset))
            chunk = ""
        chunk += char
    return [*words, _encoded_word(chunk, charset)]


def _encoded_word(chunk: str, charset: str) -> str:
    raw = chunk.encode(_codec(charset), errors="replace")
    return f"=?{charset}?B?{base64.b64encode(raw).decode()}?="


def _codec(charset: str) -> str:
    name = codec_name(charset)
    if name is None:
        raise InputError("the character set is not known here")
    return name
