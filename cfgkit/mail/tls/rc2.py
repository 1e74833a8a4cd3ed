"""RC2 with a key of 40 bits (RFC 2268), for decrypting only.

keytool up to JDK 11.0.11 and 8u291 wrote the certificates of a PKCS #12 store with it, and neither `ssl` nor
cryptography has it.
"""

from __future__ import annotations

import struct
from typing import Final

BLOCK: Final = 8
_EFFECTIVE_BYTES: Final = 5
_WORD: Final = 0xFFFF
#: RFC 2268, section 2: a permutation of all bytes, made from the digits of pi.
_PITABLE: Final = bytes.fromhex(
    "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32"
    "bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626"
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a"
    "961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731"
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e"
    "c5f3db47e5a59c770aa62068fe7fc1ad"
)
_ROTATIONS: Final = (1, 2, 3, 5)


def decrypt_cbc(key: bytes, start: bytes, data: bytes) -> bytes:
    """The plain text with its padding; `start` is the first block's vector, `data` whole blocks."""
    words = _expanded(key)
    plain = bytearray()
    for at in range(0, len(data), BLOCK):
        block = data[at : at + BLOCK]
        plain += bytes(a ^ b for a, b in zip(_block(words, block), start, strict=True))
        start = block
    return bytes(plain)


def _expanded(key: bytes) -> tuple[int, ...]:
    table = bytearray(key.ljust(128, b"\0"))
    for at in range(len(key), 128):
        table[at] = _PITABLE[(table[at - 1] + table[at - len(key)]) & 0xFF]
    table[128 - _EFFECTIVE_BYTES] = _PITABLE[table[128 - _EFFECTIVE_BYTES]]
    for at in range(127 - _EFFECTIVE_BYTES, -1, -1):
        table[at] = _PITABLE[table[at + 1] ^ table[at + _EFFECTIVE_BYTES]]
    return struct.unpack("<64H", table)


def _block(words: tuple[int, ...], block: bytes) -> bytes:
    state = list(struct.unpack("<4H", block))
    at = len(words)
    for turn in range(16):
        for i in (3, 2, 1, 0):
            at -= 1
            turned = (state[i] >> _ROTATIONS[i] | state[i] << (16 - _ROTATIONS[i])) & _WORD
            before, second, third = state[i - 1], state[i - 2], state[i - 3]
            state[i] = (turned - words[at] - (before & second) - (~before & third)) & _WORD
        if turn in {4, 10}:
            for i in (3, 2, 1, 0):
                state[i] = (state[i] - words[state[i - 1] & 63]) & _WORD
    return struct.pack("<4H", *state)
