"""What every dialog is: a screen over the page, which is answered once."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

T = TypeVar("T")


class Dialog(ModalScreen[T], Generic[T]):
    """A dialog; who types fast has sent it further keys by the time it is answered."""

    _is_answered = False

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Answer it and close it. Textual would close whatever lies below for a second answer, or end the app."""
        if self._is_answered:
            return AwaitComplete()
        self._is_answered = True
        return super().dismiss(result)
