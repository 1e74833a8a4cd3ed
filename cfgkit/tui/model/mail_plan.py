"""What the mail page shows of the plan: server by server, value by value with its line. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cfgkit.mail.plan import plan
from cfgkit.mail.plan.report import message_rows, needs, server_rows
from cfgkit.mail.record import Role
from cfgkit.schema.smtp import SECTION
from cfgkit.tui.model.lines import Block, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfgkit.mail.plan import Plan, ServerPlan
    from cfgkit.mail.plan.report import Row
    from cfgkit.tui.model.session import Session

_SERVER_KEYS = {Role.PRIMARY: "SMTPServer", Role.BACKUP: "SMTPServer1"}


class PlanBlocks(NamedTuple):
    """The plan: the two servers, and what they have in common."""

    primary: Block
    backup: Block
    shared: tuple[Block, ...]


def plan_blocks(session: Session) -> PlanBlocks:
    """The plan of the Document on the screen, saved or not."""
    planned = plan(session.document)
    return PlanBlocks(
        _server(Role.PRIMARY, planned.primary),
        _server(Role.BACKUP, planned.backup),
        tuple(block for block in _shared(session, planned) if block.lines),
    )


def _server(role: Role, server: ServerPlan | None) -> Block:
    if server is None:
        key = _SERVER_KEYS[role]
        return Block(f"{role} server", (Line("none", "host", f"{key} is not set", key),))
    return Block(f"{role} server", tuple(_lines(server_rows(server))))


def _shared(session: Session, planned: Plan) -> Iterator[Block]:
    found = [one for one in session.findings if one.section.casefold() == SECTION.casefold()]
    yield Block(
        "no test can be made of this, because",
        tuple(Line(one.problem, one.key, _line_words(one.line), one.key) for one in planned.obstacles),
    )
    yield Block("message", tuple(_lines(message_rows(planned))))
    yield Block(
        "found by check", tuple(Line(one.message, one.severity, _line_words(one.line), one.key) for one in found)
    )
    for server in planned.servers:
        yield Block(
            f"not in the file, for the {server.role} server",
            tuple(Line(need.what) for need in needs(server)),
        )
    yield Block(
        "assumed, because no source says it", tuple(Line(f"{one.id}: {one.text}") for one in planned.assumptions)
    )


def _lines(rows: Iterable[Row]) -> Iterator[Line]:
    for row in rows:
        yield Line(row.value, row.name, row.source.origin, row.source.key)


def _line_words(line: int | None) -> str:
    return f"line {line}" if line else ""
