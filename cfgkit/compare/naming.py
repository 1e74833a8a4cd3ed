"""Short names for environments, from the paths of their files."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def environment_names(paths: Sequence[str]) -> tuple[str, ...]:
    """A name for each file: its domain's folder where that tells them apart, else more of its path."""
    parts = [PurePath(path).parts for path in paths]
    longest = max(map(len, parts), default=0)
    for depth in range(1, longest):
        names = ["/".join(one[-1 - depth : -1]) for one in parts]
        if all(names) and len(set(names)) == len(names):
            return tuple(names)
    files = [one[-1] if one else path for one, path in zip(parts, paths, strict=True)]
    return tuple(files) if len(set(files)) == len(files) else _numbered(paths)


def _numbered(paths: Sequence[str]) -> tuple[str, ...]:
    """The paths themselves; one that is named twice gets a number."""
    seen: dict[str, int] = {}
    found = []
    for path in paths:
        seen[path] = count = seen.get(path, 0) + 1
        found.append(path if count == 1 else f"{path}#{count}")
    return tuple(found)
