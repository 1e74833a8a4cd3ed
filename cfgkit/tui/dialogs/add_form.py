"""A new setting: its section, its key, its value; what the key makes a secret is not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from cfgkit.tui.dialogs.questions import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfgkit.document import Document


class AddForm(Form):
    """The three fields; the section is the one under the cursor, if any, unless another is typed."""

    def __init__(self, document: Document, section: str | None, edit: Callable[[list[str]], Document]) -> None:
        texts = [] if section is None else [section]
        super().__init__(
            "Add a setting; a section that is not there is added", ["Section", "Key", "Value"], edit, texts
        )
        self._document = document

    @on(Input.Changed)
    def _hide(self) -> None:
        section, key, value = self.query(Input)
        value.password = self._document.is_secret(section.value, key.value)
