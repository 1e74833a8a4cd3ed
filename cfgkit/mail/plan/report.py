"""The plan for a reader: value by value with the line or default that it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from cfgkit.check import check
from cfgkit.check.report import finding_json
from cfgkit.display import folded, visible
from cfgkit.mail.auth.account import AuthMode
from cfgkit.mail.oauth.readiness import Place
from cfgkit.mail.plan.model import PasswordState, TlsMode
from cfgkit.schema.smtp import SECTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.document import Document
    from cfgkit.mail.oauth.readiness import Item
    from cfgkit.mail.plan.model import LoginPlan, Plan, Planned, ServerPlan
    from cfgkit.schema.release import Release
    from cfgkit.syntax.finding import Finding

_NAME: int = 18
_VALUE: int = 26


@dataclass(frozen=True, slots=True)
class Row:
    """One decision: what it is about, the value in words, and the setting that it comes from."""

    name: str
    value: str
    source: Planned[object]


class Need(NamedTuple):
    """Something that the file does not hold and a test needs, and the options that give it."""

    what: str
    option: str = ""


def section_findings(document: Document, release: Release | None) -> tuple[Finding, ...]:
    """What check finds in [SMTP Settings]."""
    folded = SECTION.casefold()
    return tuple(found for found in check(document, release=release) if found.section.casefold() == folded)


def as_text(file: str, plan: Plan, findings: tuple[Finding, ...], width: int | None = None) -> str:
    """The whole plan, in lines of that width if there is one; control characters are escaped."""
    lines = [f"mail plan of {file}, {'release not given' if plan.release is None else f'release {plan.release}'}"]
    for server in plan.servers:
        lines += ["", f"{server.role} server", *map(_line, server_rows(server))]
    if not plan.servers:
        lines += ["", "no mail server is set"]
    lines += ["", "message", *map(_line, message_rows(plan))]
    lines += [line for server in plan.servers for line in _outside(server)]
    if plan.obstacles:
        lines += ["", "no test can be made of this, because"]
        lines += [f"  {_place(one.key, one.line)} {one.problem}" for one in plan.obstacles]
    if findings:
        lines += ["", "found by cfgkit check"]
        lines += [f"  line {one.line}: {one.severity}[{one.rule}] {one.message}" for one in findings]
    lines += ["", "assumed, because no source says it"]
    lines += [f"  {one.id}: {one.text}" for one in plan.assumptions]
    return "".join(f"{part}\n" for line in lines for part in folded(visible(line), width))


def as_json(file: str, plan: Plan, findings: tuple[Finding, ...]) -> dict[str, Any]:
    """One entry of `results` of cfgkit.smtp-plan/1."""
    return {
        "file": visible(file),
        "release": None if plan.release is None else str(plan.release),
        "servers": [
            {
                "server": str(server.role),
                "values": [_row_json(row) for row in server_rows(server)],
                "checklist": [_item_json(item) for item in server.checklist],
            }
            for server in plan.servers
        ],
        "message": [_row_json(row) for row in message_rows(plan)],
        "obstacles": [
            {"key": one.key, "line": one.line, "problem": visible(one.problem), "hint": visible(one.help)}
            for one in plan.obstacles
        ],
        "findings": [finding_json(found) for found in findings],
        "assumptions": [{"id": one.id, "text": visible(one.text)} for one in plan.assumptions],
    }


def server_rows(server: ServerPlan) -> Iterator[Row]:
    """What is decided for one server."""
    yield Row("host", server.host.value, server.host)
    yield Row("port", str(server.port.value), server.port)
    yield Row("encryption", str(server.tls.value), server.tls)
    if server.tls.value is not TlsMode.NONE:
        yield Row("protocol", server.protocol.value or "negotiated", server.protocol)
        yield Row("client certificate", server.client_alias.value or "none", server.client_alias)
    yield from _login_rows(server.login)
    for name, switch in (("S/MIME signature", server.signs), ("S/MIME encryption", server.encrypts)):
        if switch.value:
            yield Row(name, "yes, not emulated", switch)


def message_rows(plan: Plan) -> Iterator[Row]:
    """What both servers have in common."""
    message = plan.message
    yield Row("EHLO name", plan.ehlo_name.value or "this host's own name", plan.ehlo_name)
    yield Row("sender", message.sender.value or "none", message.sender)
    if message.blackberry_reply_to.value:
        yield Row("BlackBerry reply-to", message.blackberry_reply_to.value, message.blackberry_reply_to)
    yield Row("character set", message.charset.value, message.charset)
    yield Row("Date header", "written" if message.send_time.value else "left out", message.send_time)
    yield Row("wait", _wait(plan.wait_ms.value), plan.wait_ms)
    yield Row("trace", str(plan.trace_level.value), plan.trace_level)


def _login_rows(login: LoginPlan) -> Iterator[Row]:
    mode = login.mode.value
    if mode is AuthMode.NONE:
        yield Row("login", "none", login.mode)
        return
    yield Row("login", str(mode), login.mode)
    yield Row("in this order", ", ".join(login.mechanisms) or "what the server has", _ordered_by(login))
    if mode is AuthMode.OAUTH:
        yield Row("application", login.oauth.application.value or "not set", login.oauth.application)
        yield Row("redirect URI", login.oauth.redirect_uri.value or "not set", login.oauth.redirect_uri)
        owner = "the user of the session" if login.oauth.uses_session.value else login.oauth.token_owner.value
        yield Row("token of", owner or "not set", login.oauth.token_owner)
        for name, proxy in (
            ("external proxy", login.oauth.external_proxy),
            ("internal proxy", login.oauth.internal_proxy),
        ):
            if proxy.host.value:
                yield Row(name, f"{proxy.host.value}:{proxy.port.value or 'no port'}", proxy.host)
        return
    yield Row("user", login.user.value or "not set", login.user)
    yield Row("password", str(login.password.value), login.password)
    if mode is AuthMode.NTLM or login.ntlm_domain.value:
        yield Row("NTLM domain", login.ntlm_domain.value or "none", login.ntlm_domain)
    if mode is AuthMode.SASL or login.authorization_id.value:
        yield Row("authorization id", login.authorization_id.value or "the user", login.authorization_id)
    if mode is AuthMode.SASL and login.realm.value:
        yield Row("realm", f"{login.realm.value}, ignored", login.realm)


def _ordered_by(login: LoginPlan) -> Planned[object]:
    return login.sasl_mechanism if login.mode.value is AuthMode.SASL else login.mode


def needs(server: ServerPlan) -> Iterator[Need]:
    """What the file does not hold and a test of this server needs."""
    if server.client_alias.value and server.tls.value is not TlsMode.NONE:
        yield Need("the key store with that alias", "--client-store")
    if server.tls.value is not TlsMode.NONE:
        yield Need("the store of trusted issuers", "--trust, or the JVM's below --ps-home")
    if server.login.mode.value is AuthMode.OAUTH:
        yield Need("an access token", "--token-..., or fetched by --oauth, which needs the next four")
        for item in server.checklist:
            if item.place is Place.NOT_IN_THE_FILE:
                yield Need(_item(item))
    elif server.login.password.value is PasswordState.ENCRYPTED and server.login.mode.value is not AuthMode.NONE:
        yield Need("the password in clear text", "--password-...")


def _outside(server: ServerPlan) -> Iterator[str]:
    """What the file does not hold and a test needs, and what OAuth needs to have in order elsewhere."""
    missing = [f"{need.what}: {need.option}" if need.option else need.what for need in needs(server)]
    elsewhere = [_item(item) for item in server.checklist if item.place is Place.OUTSIDE_THE_FILE]
    for head, points in (("not in the file", missing), ("to have in order outside the file", elsewhere)):
        if points:
            yield ""
            yield f"{head}, for the {server.role} server"
            yield from (f"  {point}" for point in points)


def _item(item: Item) -> str:
    return f"{item.text} ({'assumed: ' if item.assumed else ''}{item.source})"


def _wait(ms: int) -> str:
    return {-1: "to the end", 0: "none: the result is always -1"}.get(ms, f"{ms} ms")


def _place(key: str, line: int | None) -> str:
    return key if line is None else f"{key} (line {line})"


def _line(row: Row) -> str:
    return f"  {row.name:{_NAME}} {row.value:{_VALUE}} {row.source.origin}"


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "value": visible(row.value),
        "key": row.source.key,
        "line": row.source.line,
        "origin": row.source.origin,
    }


def _item_json(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "place": str(item.place),
        "text": visible(item.text),
        "source": item.source,
        "assumed": item.assumed,
    }
