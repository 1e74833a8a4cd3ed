"""The line of the keys that work now, in one widget: Textual's Footer makes one a key, and draws all when one greys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from textual import events
    from textual.screen import Screen


class Shown(NamedTuple):
    """A key as it is drawn."""

    key: str
    display: str
    label: str
    is_enabled: bool

    @property
    def width(self) -> int:
        """Its cells, the blank behind it among them."""
        return cell_len(f"{self.display} {self.label} ")


class KeyBar(Widget):
    """The keys that the page has in its footer, those greyed out that do nothing now; a click works like the key."""

    COMPONENT_CLASSES: ClassVar = {"bar--key", "bar--label", "bar--disabled"}
    DEFAULT_CSS: ClassVar[str] = """
    KeyBar { dock: bottom; height: 1; background: $footer-background; }
    KeyBar > .bar--key { color: $footer-key-foreground; background: $footer-key-background; text-style: bold; }
    KeyBar > .bar--label { color: $footer-description-foreground; background: $footer-description-background; }
    KeyBar > .bar--disabled { text-style: dim; }
    """

    _shown: tuple[Shown, ...] = ()

    def on_mount(self) -> None:
        """Learn which keys work, now and whenever that changes."""
        self.screen.bindings_updated_signal.subscribe(self, self._learn)
        self.app.screen_change_signal.subscribe(self, self._learn)
        self._learn(self.screen)

    def _learn(self, changed: Screen[object]) -> None:  # noqa: ARG002 - as signals call it
        actions: dict[str, Shown] = {}
        # Below a dialog none works.
        works = self.screen.active_bindings if self.screen.is_active else {}
        for _, binding, is_enabled, _ in works.values():
            if binding.show:
                one = Shown(binding.key, self.app.get_key_display(binding), binding.description, is_enabled)
                actions.setdefault(binding.action, one)
        shown = tuple(actions.values())
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """All keys in a line."""
        base, width = self.rich_style, self.size.width
        if y:
            return Strip.blank(width, base)
        key, label, disabled = (
            self.get_component_rich_style(f"bar--{part}", partial=True) for part in ("key", "label", "disabled")
        )
        segments = []
        for one in self._shown:
            dim = base if one.is_enabled else base + disabled
            segments += [Segment(one.display, dim + key), Segment(f" {one.label}", dim + label), Segment(" ", base)]
        return Strip(segments).adjust_cell_length(width, base)

    def on_click(self, event: events.Click) -> None:
        """What its key does."""
        end = 0
        for one in self._shown:
            end += one.width
            if event.x < end:
                if one.is_enabled:
                    self.app.simulate_key(one.key)
                return
