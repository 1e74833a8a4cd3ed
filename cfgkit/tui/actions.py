"""Every action once: its keys, its label, its method. Footer, help and palette are drawn from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.binding import Binding

if TYPE_CHECKING:
    from textual.binding import BindingType


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the user can do in the list."""

    #: The method is `action_<name>`.
    name: str
    #: Textual's names of the keys, by commas.
    keys: str
    #: The key as the footer shows it.
    shown: str
    label: str
    #: What the help screen says.
    help: str
    in_footer: bool = True
    #: Works while a text field has the focus, too.
    everywhere: bool = False


ACTIONS: Final = (
    Action("edit", "enter,e", "Enter", "Edit", "change the value of the setting under the cursor"),
    Action("find", "slash", "/", "Find", "show only the settings that hold the words, while you type"),
    Action("comment", "c", "c", "Comment", "comment the setting out, or make it live again"),
    Action("add", "a", "a", "Add", "add a setting to the section under the cursor"),
    Action("remove", "x,delete", "x", "Remove", "take the setting's line out"),
    Action("undo", "u,ctrl+z", "u", "Undo", "take the last edit back", everywhere=True),
    Action("redo", "U,ctrl+y", "U", "Redo", "bring the edit back", in_footer=False, everywhere=True),
    Action("save", "ctrl+s", "^S", "Save", "review the changes, then save", everywhere=True),
    Action("next_file", "f3", "F3", "Next file", "go to the next open file", in_footer=False, everywhere=True),
    Action("sections", "tab", "Tab", "Sections", "go to the list of sections, and back", in_footer=False),
    Action("command_palette", "f2", "F2", "Palette", "find any action by its name", in_footer=False, everywhere=True),
    Action("help", "f1,question_mark", "?", "Help", "this page", everywhere=True),
    Action("leave", "q,ctrl+q", "q", "Quit", "leave; asks if there are unsaved changes", everywhere=True),
)

MOVES: Final = (
    ("j k, arrows, Ctrl+N Ctrl+P", "down, up"),
    ("PgDn PgUp", "a page down, up"),
    ("g G, Home End", "first, last"),
    ("Esc", "leave a text field or a dialog, clear the search; never leaves the editor"),
)


def bindings() -> list[BindingType]:
    """Textual's bindings of the actions."""
    return [
        Binding(action.keys, action.name, action.label, show=action.in_footer, key_display=action.shown)
        for action in ACTIONS
    ]


def help_text() -> str:
    """The help page."""
    rows = [(action.shown, action.help) for action in ACTIONS]
    keys = [*rows, *MOVES]
    width = max(len(key) for key, _ in keys)
    marks = "Marks: * changed and not saved yet   ; commented out"
    return "\n".join([*(f"{key:<{width}}  {text}" for key, text in keys), "", marks])
