"""DER, element by element: a cursor over bytes that anybody may have made up.

Only what certificates and PKCS #12 need: single-byte tags and definite lengths (X.690, 8.1 and 10.1).
"""

from __future__ import annotations

from typing import Final

from cfgkit.errors import InputError

BOOLEAN: Final = 0x01
INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
OID: Final = 0x06
UTC_TIME: Final = 0x17
GENERALIZED_TIME: Final = 0x18
SEQUENCE: Final = 0x30
SET: Final = 0x31

_LONG_TAG: Final = 0x1F
_LONG_LENGTH: Final = 0x80
_MOST_LENGTH_BYTES: Final = 4
_LONGEST_OID: Final = 40


def context(number: int, *, constructed: bool = True) -> int:
    """The tag of a context-specific element: `[number]` in ASN.1's notation."""
    return (0xA0 if constructed else 0x80) | number


class Der:
    """A cursor over DER elements that stand one behind the other; every method raises InputError."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def tag(self) -> int | None:
        """The next element's tag, None at the end."""
        return self._data[self._at] if self._at < len(self._data) else None

    def raw(self, tag: int) -> bytes:
        """The next element with its tag and length."""
        start = self._at
        self.body(tag)
        return self._data[start : self._at]

    def body(self, tag: int) -> bytes:
        """The next element's contents."""
        if self.tag != tag or tag & _LONG_TAG == _LONG_TAG:
            raise InputError("is not the DER that it should be")
        start, length = self._length()
        if start + length > len(self._data):
            raise InputError("is DER that is cut short")
        self._at = start + length
        return self._data[start : self._at]

    def into(self, tag: int = SEQUENCE) -> Der:
        """A cursor over the next element's contents."""
        return Der(self.body(tag))

    def skip(self, tag: int) -> None:
        """Leaves the next element out if it has that tag."""
        if self.tag == tag:
            self.body(tag)

    def oid(self) -> str:
        """The next element as an object identifier in dotted form."""
        body = self.body(OID)
        if not 0 < len(body) <= _LONGEST_OID or body[-1] & _LONG_LENGTH:
            raise InputError("has an object identifier that is none")
        arcs = [0]
        for byte in body:
            arcs[-1] = arcs[-1] << 7 | byte & 0x7F
            if not byte & _LONG_LENGTH:
                arcs.append(0)
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:-1])))

    def integer(self) -> int:
        """The next element as a whole number."""
        return int.from_bytes(self.body(INTEGER), "big", signed=True)

    def _length(self) -> tuple[int, int]:
        """Where the next element's contents begin, and how long they are."""
        start = self._at + 2
        first = self._data[start - 1 : start]
        if not first:
            raise InputError("is DER that is cut short")
        if first[0] < _LONG_LENGTH:
            return start, first[0]
        count = first[0] - _LONG_LENGTH
        if not 0 < count <= _MOST_LENGTH_BYTES:
            raise InputError("has DER of indefinite or absurd length", help="write it again with keytool or openssl")
        return start + count, int.from_bytes(self._data[start : start + count], "big")
