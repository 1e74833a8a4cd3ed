"""A text field: what it does not show stays in it. To copy is to write to the terminal, as OSC 52."""

from __future__ import annotations

from typing import Final

from textual.widgets import Input

NOT_COPIED: Final = "A secret is not copied: the terminal would get it."


class TextField(Input):
    """A field that may hold a secret."""

    def action_copy(self) -> None:
        """Copy what is marked, if it is shown."""
        if self.password:
            self.notify(NOT_COPIED, markup=False)
        else:
            super().action_copy()

    def action_cut(self) -> None:
        """Cut what is marked, if it is shown."""
        if self.password:
            self.notify(NOT_COPIED, markup=False)
        else:
            super().action_cut()
