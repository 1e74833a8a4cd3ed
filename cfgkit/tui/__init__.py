"""The editor; every edit and every look-up is of the floors below. It has no logic of its own.

Upon each other, as import-linter keeps it:

| part    | idea                                                                                    |
|---------|-----------------------------------------------------------------------------------------|
| launch  | whether there is a terminal to draw on, and what is opened on it; imports no Textual    |
| app     | the open files: edited, watched, kept, saved; the palette, help and leaving             |
| pages   | settings, the file itself, what differs from others, mail                               |
| dialogs | questions and fields over a page, each imported where it is first opened                |
| widgets | lists with a cursor, lines of keys and toggles, and what the terminal shows             |
| actions | every action once: bindings, footer, palette and help are drawn from it                 |
| model   | an open file and all that is shown of it, as values; knows no Textual                   |
"""

from cfgkit.tui.launch import run_editor

__all__ = ["run_editor"]
