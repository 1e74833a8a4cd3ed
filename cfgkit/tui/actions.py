"""Every action once: its keys, its label, its method, where it works. All that shows or binds one comes from here."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.binding import Binding

from cfgkit.tui.model.view import Toggle

if TYPE_CHECKING:
    from textual.binding import BindingType


class On(StrEnum):
    """Where an action works."""

    EVERYWHERE = "everywhere"
    SETTINGS = "settings"
    RAW = "raw"
    COMPARE = "compare"
    MAIL = "mail"
    #: While the list itself has the focus.
    LIST = "list"


class Action(NamedTuple):
    """Something that the user can do."""

    #: The method is `action_<name>`, of the app or of the page or of the list; arguments in brackets.
    name: str
    #: Textual's names of the keys, by commas.
    keys: str
    #: The keys as footer and help show them.
    shown: str
    label: str
    #: What the help screen says.
    help: str
    on: On = On.SETTINGS
    #: Other pages where the same key does the same.
    also: tuple[On, ...] = ()
    in_footer: bool = False
    #: Whether it would change the file.
    changes: bool = False

    def works(self, *places: On) -> bool:
        """Whether it can be done in one of the places."""
        return self.on in places or any(one in places for one in self.also)


_TOGGLES: Final = (
    (Toggle.MODIFIED, "what is changed and not saved"),
    (Toggle.FINDINGS, "what check finds something about"),
    (Toggle.DIFFERING, "what differs from the compared file (cfgkit edit --against OTHER)"),
    (Toggle.REBOOT, "what a change of needs a domain reboot"),
    (Toggle.SECRETS, "passwords and the like"),
    (Toggle.MAIL, "the settings for mail"),
)

_KINDS: Final = (
    ("VALUE", "Values", "settings with other values"),
    ("HERE", "Only here", "settings that another file does not have"),
    ("THERE", "Only there", "settings that only other files have"),
    ("SECRET", "Secrets", "secrets that differ"),
)

ACTIONS: Final = (
    Action("edit", "enter,e", "Enter", "Edit", "change the value of the setting under the cursor, or add it",
           in_footer=True, changes=True),
    Action("find", "slash", "/", "Find", "list only what holds the words, or go there, while you type",
           also=(On.RAW, On.COMPARE), in_footer=True),
    Action("comment", "c", "c", "Comment", "comment the setting out, or make it live again",
           in_footer=True, changes=True),
    Action("add", "a", "a", "Add", "add a setting of any name to the section under the cursor, or a section",
           in_footer=True, changes=True),
    Action("describe", "C", "C", "Comment lines", "edit the comment lines above the setting", changes=True),
    Action("paste", "P", "P", "Paste lines", "paste many lines, look at what each does, and take them in as one edit",
           changes=True),
    Action("remove", "x,delete", "x", "Remove", "take the setting's line out", in_footer=True, changes=True),
    Action("reset", "d", "d", "Reset", "set the setting to what it is delivered as, else to its default",
           changes=True),
    Action("copy", "p", "p", "Pair", "copy the value to the same setting of the other mail server", changes=True),
    Action("all", "1", "1", "All", "list everything again", also=(On.COMPARE,)),
    *(
        Action(f"only('{toggle}')", str(number), str(number), toggle.capitalize(), f"list only {what}")
        for number, (toggle, what) in enumerate(_TOGGLES, 2)
    ),
    Action("state", "8", "8", "State", "list live settings, then commented-out ones, then absent ones, then any"),
    Action("finding(1)", "n", "n", "Next finding", "go to the next finding, or difference",
           also=(On.RAW, On.COMPARE)),
    Action("finding(-1)", "N", "N", "Finding before", "go to the finding before, or difference",
           also=(On.RAW, On.COMPARE)),
    Action("section(1)", "right_square_bracket", "]", "Next section", "go to the next section",
           also=(On.RAW, On.COMPARE)),
    Action("section(-1)", "left_square_bracket", "[", "Section before", "go to the section before",
           also=(On.RAW, On.COMPARE)),
    Action("pair", "o", "o", "Other server", "go to the same setting of the other mail server"),
    Action("back", "b,ctrl+o", "b", "Back", "go back to where the last jump began"),
    Action("forward", "B", "B", "Forward", "go forward again"),
    Action("places", "apostrophe", "'", "Places", "the list of the places that were left by a jump"),
    Action("inspect", "i", "i", "About", "all that is known of the setting under the cursor"),
    Action("sections", "tab", "Tab", "Sections", "go to the list of sections, and back"),
    Action("clear", "escape", "Esc", "Clear", "leave the search and list everything; never leaves the editor",
           also=(On.RAW, On.COMPARE)),
    Action("move(1)", "j,down,ctrl+n", "j", "Down", "a setting down; also the arrow, Ctrl+N", On.LIST),
    Action("move(-1)", "k,up,ctrl+p", "k", "Up", "a setting up; also the arrow, Ctrl+P", On.LIST),
    Action("page(1)", "pagedown", "PgDn", "Page down", "a page down", On.LIST),
    Action("page(-1)", "pageup", "PgUp", "Page up", "a page up", On.LIST),
    Action("first", "g,home", "g", "First", "the first setting; also Home", On.LIST),
    Action("last", "G,end", "G", "Last", "the last setting; also End", On.LIST),
    Action("export", "E", "E", "Export", "what is listed as YAML, Markdown or commands, to the clipboard or a file",
           also=(On.COMPARE,)),
    Action("setting", "enter,e", "Enter", "Setting", "go to the setting under the cursor in the list of settings",
           On.RAW, also=(On.COMPARE,), in_footer=True),
    Action("old", "o", "o", "Old lines", "show lines as they are on disk above those that come for them",
           On.RAW, in_footer=True),
    Action("change(1)", "c", "c", "Next change", "go to the next change that is not saved", On.RAW),
    Action("change(-1)", "C", "C", "Change before", "go to the change before", On.RAW),
    Action("match(1)", "f", "f", "Next match", "go to the next line that holds the words", On.RAW),
    Action("match(-1)", "F", "F", "Match before", "go to the line before that holds the words", On.RAW),
    Action("sideways(1)", "l,right", "l", "Right", "show what is farther right; the next of the compared files",
           On.RAW, also=(On.COMPARE,)),
    Action("sideways(-1)", "h,left", "h", "Left", "show what is farther left; the compared file before",
           On.RAW, also=(On.COMPARE,)),
    Action("take", "t", "t", "Take over", "give the setting what the compared file says; a secret never is",
           On.COMPARE, in_footer=True, changes=True),
    Action("take_section", "T", "T", "Take section", "take over all that is listed of the section under the cursor",
           On.COMPARE, changes=True),
    *(
        Action(f"kind('{name}')", str(number), str(number), label, f"list only {what}", On.COMPARE)
        for number, (name, label, what) in enumerate(_KINDS, 2)
    ),
    Action("expected", "6", "6", "Expected", "list the differences that cfgkit.toml expects, too", On.COMPARE),
    Action("against", "w", "w", "With", "compare with a further file", On.COMPARE, in_footer=True),
    Action("view('compare')", "D", "D", "Compare", "what differs from other files; and back", On.EVERYWHERE),
    Action("view('raw')", "v", "v", "Raw", "the file itself, line by line; and back to the list", On.EVERYWHERE),
    Action("test", "t", "t", "Test", "from the plan to the test of it, and back", On.MAIL, in_footer=True),
    Action("run", "r", "r", "Run", "make the mail test that is set; Esc ends it", On.MAIL, in_footer=True),
    Action("more", "o", "o", "More", "more of the test: time-out, trust, passwords' sources, tokens and so on",
           On.MAIL, in_footer=True),
    Action("mail", "m", "m", "Mail", "the plan of the mail settings and a test of them; and back",
           On.EVERYWHERE, in_footer=True),
    Action("undo", "u,ctrl+z", "u", "Undo", "take the last edit back", On.EVERYWHERE, in_footer=True, changes=True),
    Action("redo", "U,ctrl+y", "U", "Redo", "bring the edit back", On.EVERYWHERE, changes=True),
    Action("save", "ctrl+s", "^S", "Save", "review the changes, then save all or some of them", On.EVERYWHERE,
           in_footer=True),
    Action("save_as", "S", "S", "Save as", "write what is on the screen to a new file, and go on with that one",
           On.EVERYWHERE),
    Action("redraw", "ctrl+l", "^L", "Redraw", "draw the screen anew, should something else have written on it",
           On.EVERYWHERE),
    Action("next_file", "f3", "F3", "Next file", "go to the next open file", On.EVERYWHERE),
    Action("files", "f4", "F4", "Files", "the tree of files, with what is known of each: go to one", On.EVERYWHERE),
    Action("open", "O", "O", "Open", "open a further file by its path", On.EVERYWHERE),
    Action("command_palette", "f2", "F2", "Palette", "find any action by its name", On.EVERYWHERE),
    Action("help", "f1,question_mark", "?", "Help", "what is under the cursor, and this page", On.EVERYWHERE,
           in_footer=True),
    Action("how_to_leave", "ctrl+c", "^C", "Which key?", "say how to leave; a text field copies what is marked",
           On.EVERYWHERE),
    Action("leave", "q,ctrl+q", "q", "Quit", "leave; asks if there are unsaved changes", On.EVERYWHERE,
           in_footer=True),
)  # fmt: skip

MARKS: Final = (
    ("*", "changed and not saved yet"),
    ("E W i", "check found an error, a warning, something to know"),
    ("D", "differs from the compared file"),
    ("~", "differs, and cfgkit.toml expects it"),
    ("S", "a secret: never shown, never searched"),
    (";", "commented out"),
    ("+", "not in the file, but known: Enter adds it; in the raw file: a new line"),
    ("-", "in the raw file: a line as it is on disk"),
    ("^", "in the raw file: lines above it are taken out"),
    ("?", "in the raw file: a line that nobody can read"),
    ("reboot", "a change needs the domain to be booted"),
    ("configure", "... configured by psadmin, then booted"),
    ("dynamic", "a running domain takes the change up"),
    ("dynamic?", "... where Allow Dynamic Changes is Y"),
)


def bindings(on: On) -> list[BindingType]:
    """Textual's bindings of the actions that work there."""
    return [
        Binding(action.keys, action.name, action.label, show=action.in_footer, key_display=action.shown)
        for action in ACTIONS
        if action.works(on)
    ]


CHANGING: Final = frozenset(action.name.partition("(")[0] for action in ACTIONS if action.changes)


def help_text(page: On) -> str:
    """The keys of a page and the marks, as a page."""
    keys = [(action.shown, action.help) for action in ACTIONS if action.works(page, On.LIST, On.EVERYWHERE)]
    rows = [("Keys", ""), *keys, ("", ""), ("Marks", ""), *MARKS]
    width = max(len(key) for key, _ in rows)
    return "\n".join(f"{key:<{width}}  {text}".rstrip() for key, text in rows)
