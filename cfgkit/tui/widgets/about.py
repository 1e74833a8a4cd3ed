"""All that is known of a setting, as a text to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.tui.model.inspector import about
from cfgkit.tui.widgets.plain import labelled, plain

if TYPE_CHECKING:
    from textual.content import Content

    from cfgkit.tui.model.rows import Row
    from cfgkit.tui.model.session import Session


def page_about(session: Session, row: Row) -> Content:
    """What is known, under the name of the row."""
    return plain("\n").join([plain(row.title, "bold"), labelled(about(session, row))])
