"""A message as the server got it."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from typing import TYPE_CHECKING

from cfgkit.mail.charset import codec_name

if TYPE_CHECKING:
    from email.message import Message


@dataclass(frozen=True, slots=True)
class Received:
    """The envelope, how it came, and the bytes after dot-unstuffing.

    `tls` is version and cipher, `login` the user's name, `mechanism` how the user logged in, and
    `client_certificate` the subject of the client's certificate; each is empty where there was none.
    """

    ehlo_name: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    tls: str = ""
    login: str = ""
    mechanism: str = ""
    client_certificate: str = ""

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Names and values of the headers, in their order."""
        return tuple((name, str(value)) for name, value in message_from_bytes(self.raw).items())

    @property
    def text(self) -> str:
        """The first part that is text, decoded; empty where none is. What can't be decoded is replaced."""
        parts = message_from_bytes(self.raw).walk()
        return next((_decoded(part) for part in parts if part.get_content_maintype() == "text"), "")


def _decoded(part: Message) -> str:
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    return body.decode(codec_name(part.get_content_charset("utf-8")) or "latin-1", "replace")
