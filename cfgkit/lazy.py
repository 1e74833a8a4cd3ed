"""Public names of a package that are imported at their first use: a command loads only what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping


def names_at_first_use(package: str, homes: Mapping[str, Collection[str]]) -> Callable[[str], object]:
    """A `__getattr__` for a package; `homes` are its modules and the public names that they have."""

    def getattr_(name: str) -> object:
        for home, names in homes.items():
            if name in names:
                from importlib import import_module  # noqa: PLC0415 - only for the names that are used

                return getattr(import_module(f"{package}.{home}"), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return getattr_
