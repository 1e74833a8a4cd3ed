"""A domain's file against its newest archived copy: what changed since psadmin configured it last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cfgkit.check.domains import file_json
from cfgkit.compare import report
from cfgkit.compare.diff import Options, compare
from cfgkit.compare.legend import foot
from cfgkit.display import visible

if TYPE_CHECKING:
    from cfgkit.compare.diff import Diff
    from cfgkit.document import Document
    from cfgkit.errors import CfgkitError
    from cfgkit.schema.release import Release
    from cfgkit.store import ArchivedCopy, DomainFile

_NAMES: Final = ("archived", "now")


@dataclass(frozen=True, slots=True)
class SinceArchived:
    """What changed in a domain's file since its newest archived copy was made, or why that can't be said."""

    file: DomainFile
    #: The copy that was taken; None where there is none.
    copy: ArchivedCopy | None = None
    diff: Diff | None = None
    problem: CfgkitError | None = None

    @property
    def is_changed(self) -> bool:
        """Whether anything differs."""
        return self.diff is not None and bool(self.diff.differences)


def since_archived(
    file: DomainFile, copy: ArchivedCopy, before: Document, now: Document, release: Release | None = None
) -> SinceArchived:
    """What differs between the copy and the file."""
    files = list(zip(_NAMES, (before, now), strict=True))
    return SinceArchived(file, copy, compare(files, Options(release=release)))


def as_text(one: SinceArchived, *, width: int, colour: bool = False) -> str:
    """The file, the copy, the differences, and what it would take to undo them."""
    lines = [visible(str(one.file.path))]
    if one.copy is not None:
        by = "by its name" if one.copy.is_named_so else "by the time it was modified"
        name = f"{one.copy.path.parent.name}/{one.copy.path.name}"
        lines.append(f"  since {visible(name)}, {one.copy.when:%Y-%m-%d %H:%M:%S} {by}")
    if one.problem is not None:
        return "\n".join([*lines, f"  {visible(one.problem.message)}", ""])
    if one.diff is None or not one.is_changed:
        return "\n".join([*lines, "  no archived copy" if one.diff is None else "  nothing changed", ""])
    head = "\n".join([*lines, "", ""])
    below = "".join(f"{line}\n" for line in ["", *foot(one.diff)])
    return head + report.as_text(one.diff, width=width, colour=colour) + below


def as_json(one: SinceArchived) -> dict[str, Any]:
    """The result's shape of cfgkit.archived/1; `diff` is a result of cfgkit.diff/1."""
    copy = one.copy
    diff = None
    if one.diff is not None and copy is not None:
        diff = {**report.as_json(one.diff), "files": [str(copy.path), str(one.file.path)]}
    return {
        **file_json(one.file, one.problem),
        "archive": None if copy is None else str(copy.path),
        "archived_at": None if copy is None else copy.when.isoformat(),
        "archived_at_from": None if copy is None else "name" if copy.is_named_so else "mtime",
        "changed": one.is_changed,
        "diff": diff,
    }
