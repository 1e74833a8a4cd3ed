"""The dialogs, each imported where it is first opened: the file is on the screen before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.lazy import names_at_first_use

if TYPE_CHECKING:
    from cfgkit.tui.add_form import AddForm
    from cfgkit.tui.ask import Ask
    from cfgkit.tui.comment_editor import CommentEditor
    from cfgkit.tui.conflict import Conflict
    from cfgkit.tui.dialogs import Choice, Form, Page, Question
    from cfgkit.tui.files_dialog import Files
    from cfgkit.tui.paste import Paste
    from cfgkit.tui.review import Review
    from cfgkit.tui.value_editor import ValueEditor

_HOMES = {
    "add_form": ("AddForm",),
    "ask": ("Ask",),
    "comment_editor": ("CommentEditor",),
    "conflict": ("Conflict",),
    "dialogs": ("Choice", "Form", "Page", "Question"),
    "files_dialog": ("Files",),
    "paste": ("Paste",),
    "review": ("Review",),
    "value_editor": ("ValueEditor",),
}

__all__ = [
    "AddForm",
    "Ask",
    "Choice",
    "CommentEditor",
    "Conflict",
    "Files",
    "Form",
    "Page",
    "Paste",
    "Question",
    "Review",
    "ValueEditor",
]

__getattr__ = names_at_first_use("cfgkit.tui", _HOMES)
