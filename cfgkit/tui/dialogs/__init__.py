"""The dialogs, each imported where it is first opened: the file is on the screen before.

| module                        | idea                                                                  |
|-------------------------------|-----------------------------------------------------------------------|
| dialog                        | what all share: help, menu, answered once                             |
| questions, ask                | yes or no, one of several, some texts, a page to read; one text       |
| value_editor, list_editor     | a value, edited where it stands; a list's entries a row each          |
| enciphering                   | a password, encrypted by the site's PSCipher                          |
| add_form, comment_editor      | a new setting; the comment lines above one                            |
| paste                         | many lines, with what each of them does                               |
| review                        | what a save would change, each change ticked or not                   |
| conflict                      | a setting that someone else changed, too                              |
| files                         | the tree of files                                                     |
| mail_more                     | what else a mail test may need                                        |
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.lazy import names_at_first_use

if TYPE_CHECKING:
    from cfgkit.tui.dialogs.add_form import AddForm
    from cfgkit.tui.dialogs.ask import Ask
    from cfgkit.tui.dialogs.comment_editor import CommentEditor
    from cfgkit.tui.dialogs.conflict import Conflict
    from cfgkit.tui.dialogs.files import Files
    from cfgkit.tui.dialogs.paste import Paste
    from cfgkit.tui.dialogs.questions import Choice, Form, Page, Question
    from cfgkit.tui.dialogs.review import Review
    from cfgkit.tui.dialogs.value_editor import ValueEditor

_HOMES = {
    "add_form": ("AddForm",),
    "ask": ("Ask",),
    "comment_editor": ("CommentEditor",),
    "conflict": ("Conflict",),
    "questions": ("Choice", "Form", "Page", "Question"),
    "files": ("Files",),
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

__getattr__ = names_at_first_use(__name__, _HOMES)
