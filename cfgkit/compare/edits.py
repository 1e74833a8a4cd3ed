"""The edits that make one file like another, as data: for `apply` and for commands to read and run."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from cfgkit.display import visible
from cfgkit.errors import ChangedOnDiskError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cfgkit.compare.diff import Difference, Side
    from cfgkit.document import Document

EditKind = Literal["set", "unset", "comment", "by-hand"]

#: Why a secret is left to a human.
NEVER_CARRIED: Final = "a secret is never carried over: another host's key may not read it"
#: Why a duplicate is.
REPEATED: Final = "the setting is live more than once"


@dataclass(frozen=True, slots=True)
class Edit:
    """What has to be done to one setting. A secret is never carried: it is done by hand."""

    kind: EditKind
    section: str
    key: str
    #: The new value of a `set`.
    value: str = ""
    #: Why it is left to a human.
    reason: str = ""

    @property
    def address(self) -> str:
        """The setting's SECTION/KEY."""
        return f"{self.section}/{self.key}"


def edits_between(differences: Iterable[Difference], before: int, after: int) -> tuple[Edit, ...]:
    """The edits that give the file at index `before` the values of the one at `after`."""
    found = (_edit(one, before, after) for one in differences)
    return tuple(one for one in found if one is not None)


def _edit(one: Difference, before: int, after: int) -> Edit | None:
    if one.groups[before] == one.groups[after]:
        return None
    old, new = one.sides[before], one.sides[after]
    reason = _reason(one, old, new)
    if reason:
        return Edit("by-hand", one.section, one.key, reason=reason)
    if new.state == "live":
        return Edit("set", one.section, one.key, str(new.value))
    return Edit("comment" if new.state == "commented" else "unset", one.section, one.key)


def _reason(one: Difference, old: Side, new: Side) -> str:
    """Why no command can do it; empty where one can."""
    if one.hides_secret:
        return NEVER_CARRIED
    if "duplicate" in {old.state, new.state}:
        return REPEATED
    texts = [str(side.value) for side in (old, new) if side.value is not None]
    return by_hand(one.section, one.key, texts, new=str(new.value) if new.state == "live" else "")


def by_hand(section: str, key: str, texts: Sequence[str], *, new: str = "") -> str:
    """Why no command can do anything about a setting with these values; empty where one can."""
    reasons = (
        (
            not section or any(char in section for char in "/=") or "=" in key,
            "the name can't be written as SECTION/KEY=VALUE",
        ),
        (any(not text.isprintable() for text in (section, key, *texts)), "it holds control characters"),
        (new[:1] in {" ", "\t"} and bool(new), "the value begins with a blank"),
    )
    return next((reason for applies, reason in reasons if applies), "")


_METHODS: Final = {"unset": "remove", "comment": "comment_out"}


def edited(document: Document, edits: Iterable[Edit]) -> Document:
    """The Document with the edits made; those that are left to a human are left out.

    Raises:
        EditError: an edit can't be made there.
        AddressError: a name is ambiguous there.
    """
    for one in edits:
        if one.kind == "set":
            document = document.set(one.section, one.key, one.value)
        elif one.kind != "by-hand":
            method: Callable[[str, str], Document] = getattr(document, _METHODS[one.kind])
            document = method(one.section, one.key)
    return document


def require_state(document: Document, differences: Iterable[Difference], index: int) -> None:
    """Refuse where the file is no longer what the difference saw at that index; secrets are not looked at.

    Raises:
        ChangedOnDiskError: a setting has another value or state.
    """
    for one in differences:
        seen = one.sides[index]
        if one.hides_secret:
            continue
        live = [entry.value for entry in document.live_all(one.section, one.key)]
        wanted = [str(seen.value)] if seen.state == "live" else []
        if seen.state != "duplicate" and live != wanted:
            raise ChangedOnDiskError(
                f"[{visible(one.section)}] {visible(one.key)} is no longer what the difference saw",
                help="compare again, review it, and apply the new difference",
            )


def as_commands(file: str, edits: Sequence[Edit]) -> str:
    """Shell commands that make the edits; what is left to a human is a comment."""
    lines = []
    sets = [one for one in edits if one.kind == "set"]
    if sets:
        lines.append(_command("set", file, [f"{one.address}={one.value}" for one in sets]))
    for kind in ("comment", "unset"):
        named = [one.address for one in edits if one.kind == kind]
        if named:
            lines.append(_command(kind, file, named))
    lines += [f"# by hand: {visible(one.address)}: {one.reason}" for one in edits if one.kind == "by-hand"]
    return "".join(f"{line}\n" for line in lines)


def _command(name: str, file: str, arguments: Sequence[str]) -> str:
    """One command for all of them: all or nothing, an argument a line."""
    head = f"cfgkit {name} {shlex.quote(file)}"
    return " \\\n    ".join([head, *map(shlex.quote, arguments)])
