"""Prints the table of all cases: what JavaMail and cfgkit told the same server, and how each ended.

    PYTHONPATH=tests/conformance:tests/support .venv/bin/python tests/conformance/table.py [WORD]

Only cases whose name holds WORD, where one is given.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from javamail.bench import CFGKIT, bench
from javamail.cases import CASES

if TYPE_CHECKING:
    from javamail.bench import Run
    from javamail.cases import Case


def main() -> None:
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    print(f"{'case':<40} {'JavaMail':<14} {'cfgkit':<14} {'class':<24} the wire")
    with tempfile.TemporaryDirectory() as folder, bench(Path(folder)) as table:
        for case in (one for one in CASES if word in one.name):
            print("\n".join(lines(case, table.play(case))), flush=True)


def lines(case: Case, runs: dict[str, Run]) -> list[str]:
    """The case's line, and below it what each sender said where they differ."""
    ours = runs[CFGKIT]
    others = {name: run for name, run in runs.items() if name != CFGKIT}
    events = "/".join(sorted({run.event for run in others.values()})) or "-"
    alike = all(run.record == ours.record for run in others.values())
    told = [f"{case.name:<40} {events:<14} {ours.event:<14} {ours.fault:<24} {'same' if alike else 'DIFFERS'}"]
    if not alike:
        told += [f"    {name:<20} {' | '.join(run.record)}" for name, run in runs.items()]
    return [*told, f"    because {case.unlike}"] if case.unlike else told


if __name__ == "__main__":
    main()
