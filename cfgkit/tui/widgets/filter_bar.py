"""The line that says what is listed: each toggle with its key and its count, brackets round those that are on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Static

from cfgkit.tui.model.toggles import line, parts
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events

    from cfgkit.tui.model.toggles import Part
    from cfgkit.tui.model.view import Toggle, View


class FilterBar(Static):
    """The toggles; a click works like their key."""

    _parts: tuple[Part, ...] = ()

    DEFAULT_CSS: ClassVar[str] = "FilterBar { height: 1; width: 1fr; text-wrap: nowrap; }"

    def show(self, view: View, counts: Mapping[Toggle, int]) -> None:
        """Draw what is listed of a file."""
        self.show_parts(parts(view, counts, self.size.width or 80))

    def show_parts(self, found: tuple[Part, ...]) -> None:
        """Draw these."""
        self._parts = found
        self.update(plain(line(self._parts)), layout=False)

    async def on_click(self, event: events.Click) -> None:
        """Do what the toggle does that stands there."""
        end = 0
        for part in self._parts:
            end += len(part.text) + 1
            if event.x <= end:
                await self.screen.run_action(part.action)
                return
