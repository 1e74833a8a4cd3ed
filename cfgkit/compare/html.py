"""The differences as one HTML page that needs no network: a table and a box that filters it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from cfgkit.compare.cells import RELATIONS, cell, effect_shown
from cfgkit.display import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.compare.diff import Diff, Difference

_STYLE: Final = """
body { font: 14px/1.4 system-ui, sans-serif; margin: 2em; color: #222; background: #fff; }
table { border-collapse: collapse; }
th, td { border: 1px solid #ccc; padding: .25em .6em; text-align: left; vertical-align: top; }
th { position: sticky; top: 0; background: #eee; }
td { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
td.odd { background: #fff2cc; font-weight: bold; }
.line { color: #777; font-size: 85%; }
input { font: inherit; padding: .3em; width: 24em; margin-bottom: 1em; }
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #1b1b1b; } th { background: #333; } td.odd { background: #5a4a12; }
}
"""
_SCRIPT: Final = """
const box = document.getElementById("filter");
const rows = [...document.querySelectorAll("tbody tr")];
box.addEventListener("input", () => {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every(word => text.includes(word));
  }
});
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"


def as_html(diff: Diff, feet: Sequence[str]) -> str:
    """The page; what the majority has otherwise is marked by an asterisk and by colour."""
    head = "".join(f"<th>{_text(one)}</th>" for one in ("Section", "Setting", *diff.files, "Effect"))
    rows = "\n".join(_row(one) for one in (*diff.differences, *diff.equal))
    notes = "".join(f"<p>{_text(one)}</p>\n" for one in feet)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>cfgkit diff</title>
<style>{_STYLE}</style>
</head>
<body>
<input id="filter" type="search" placeholder="filter: section, setting, value" aria-label="filter" autofocus>
<table>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
{notes}<script>{_SCRIPT}</script>
</body>
</html>
"""


def _row(one: Difference) -> str:
    cells = ""
    for index, (side, odd) in enumerate(zip(one.sides, one.odd_ones, strict=True)):
        line = f' <span class="line">line {side.line}</span>' if side.line else ""
        mark = ' class="odd"' if odd else ""
        cells += f"<td{mark}>{'* ' if odd else ''}{_text(cell(one, index))}{line}</td>"
    relation = f"; {RELATIONS[one.secret_relation]}" if one.secret_relation else ""
    effect = f'<td title="{_text(one.effect.source)}">{_text(effect_shown(one) + relation)}</td>'
    return f"<tr><td>{_text(one.section)}</td><td>{_text(one.key)}</td>{cells}{effect}</tr>"


def _text(text: str) -> str:
    return escape(visible(text))
