"""A mail test for its reader: as text, as JSON, as a matrix of stages and servers, as PeopleSoft's trace.

text     stage by stage, the verdict, what to change      data      the JSON of the contract
matrix   a line a server, a column a stage                trace     the line that SMTPTrace=2 writes
chain    the server's certificates                        sides     two files' tests side by side
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.lazy import names_at_first_use

if TYPE_CHECKING:
    from cfgkit.mail.report.data import as_json
    from cfgkit.mail.report.grid import matrix
    from cfgkit.mail.report.sides import side_by_side
    from cfgkit.mail.report.text import as_text
    from cfgkit.mail.report.tracing import trace

_HOMES = {
    "data": ("as_json",),
    "grid": ("matrix",),
    "sides": ("side_by_side",),
    "text": ("as_text",),
    "tracing": ("trace",),
}
__all__ = ["as_json", "as_text", "matrix", "side_by_side", "trace"]

__getattr__ = names_at_first_use(__name__, _HOMES)
