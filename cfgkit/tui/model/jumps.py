"""Where the cursor was before each jump, and the way there and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from cfgkit.tui.model.rows import Row

_MOST: Final = 50


class Jumps(NamedTuple):
    """The places that were left by a jump, oldest first; `at` is where the cursor stands among them."""

    places: tuple[Row, ...] = ()
    at: int = 0

    def left(self, row: Row | None) -> Jumps:
        """With the place that a jump leaves; the places ahead are forgotten."""
        if row is None:
            return self
        before = tuple(one for one in self.places[: self.at] if one.name != row.name)
        places = (*before, row)[-_MOST:]
        return Jumps(places, len(places))

    def back(self, row: Row | None) -> tuple[Jumps, Row | None]:
        """The place before, and the way forward kept; None at the beginning."""
        if self.at == 0:
            return self, None
        places = self.places
        if self.at == len(places) and row is not None:
            places = (*places, row)
        return Jumps(places, self.at - 1), places[self.at - 1]

    def forward(self) -> tuple[Jumps, Row | None]:
        """The place that was left by going back; None at the end."""
        if self.at + 1 >= len(self.places):
            return self, None
        return self._replace(at=self.at + 1), self.places[self.at + 1]
