"""Labelled lines under titles, each with a way to what it speaks of."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """A text; Enter on it goes to the setting `key`, or shows `details`, where it has one of them."""

    text: str
    label: str = ""
    #: Where it comes from, in words.
    origin: str = ""
    key: str = ""
    details: str = ""


class Block(NamedTuple):
    """Lines that belong together."""

    title: str
    lines: tuple[Line, ...]
