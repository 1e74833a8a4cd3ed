"""Every fault that the sandbox has a name for, through the whole test: its class, and what an administrator reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from authority import issue

from cfgkit import mail
from cfgkit.errors import InputError
from cfgkit.mail.explain import EXPLANATIONS
from cfgkit.mail.faults import FaultClass
from cfgkit.mail.options import Means
from cfgkit.mail.sandbox import FAULTS, Fault

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.document import Document
    from tests.mail.conftest import MakeSettings

#: No server can cause these: there is none, the test itself ends, or the settings are at fault.
WITHOUT_A_SERVER = {"dns", "tcp-refused", "tcp-timeout", "tcp-unreachable", "strict", "cancelled", "tls-failed"}
PASSWORD = "{V1.1}6O5vpwGxd5o="
LOGIN = {"SMTPUserName": "psuser", "SMTPUserPassword": PASSWORD}
TLS = {"SMTPTLSEnable": "Y", "SMTPTLSRequired": "Y", "SMTPClientCertAlias": "app"}
#: What shows with a shorter wait is waited for no longer.
SILENT = "silence", "timeout"


def rehearse(document: Document, fault: Fault, client_store: Path) -> mail.TestReport:
    options = mail.TestOptions(
        file="psappsrv.cfg",
        to=("a@example.com", "b@example.com"),
        sandbox=True,
        fault=fault,
        check_name=True,
        timeout=1.5 if any(word in fault for word in SILENT) else 30,
        means=Means(client_store=client_store if fault is Fault.CLIENT_CERT_REFUSED else None),
    )
    return mail.run_test(document, options)


@pytest.fixture(scope="module")
def client_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue("app").write(tmp_path_factory.mktemp("keys") / "app.pem")


@pytest.mark.parametrize("fault", Fault)
def test_each_fault_has_its_class_and_its_explanation(settings: MakeSettings, client_store: Path, fault: Fault) -> None:
    encryption = {} if fault is Fault.STARTTLS_BEFORE_AUTH else TLS
    report = rehearse(settings(25, **LOGIN, **encryption), fault, client_store)
    [attempt] = report.attempts
    found = [result.step.fault for result in attempt.stages if result.step.fault is not None]
    expected = FAULTS[fault]
    if expected is not None:
        assert found == [expected]
        assert EXPLANATIONS[expected].meaning in mail.as_text(report) or attempt.failure is None
    else:
        assert report.ok
        assert attempt.findings or found
    assert json.dumps(mail.as_json(report))


def test_every_class_that_a_server_can_cause_can_be_rehearsed() -> None:
    assert {str(fault) for fault in FaultClass} - {str(fault) for fault in FAULTS.values()} == WITHOUT_A_SERVER


def test_a_fault_that_the_settings_can_t_show_is_one_clear_line(settings: MakeSettings, client_store: Path) -> None:
    with pytest.raises(InputError, match="shows only with TLS"):
        rehearse(settings(25), Fault.CERT_EXPIRED, client_store)


def rehearsed(document: Document, choice: mail.ServerChoice) -> mail.TestReport:
    options = mail.TestOptions(
        file="psappsrv.cfg", to=("a@example.com",), server=choice, sandbox=True, fault=Fault.CERT_EXPIRED
    )
    return mail.run_test(document, options)


def two_servers(settings: MakeSettings, **encryption: str) -> Document:
    return settings(25, SMTPServer1="backup.example.com", SMTPPort1="25", **encryption)


@pytest.mark.parametrize("choice", [mail.ServerChoice.FAILOVER, mail.ServerChoice.BOTH])
def test_a_fault_that_the_backup_can_t_show_is_left_out_there(
    settings: MakeSettings, choice: mail.ServerChoice
) -> None:
    report = rehearsed(two_servers(settings, SMTPTLSEnable="Y", SMTPTLSRequired="Y"), choice)
    assert [attempt.outcome for attempt in report.attempts] == ["not-available", "delivered"]
    [note] = [line for line in report.transcript if "can't show" in line.text]
    assert note.role == "backup"


def test_a_fault_that_only_the_backup_can_show_needs_a_test_of_it(settings: MakeSettings) -> None:
    document = two_servers(settings, SMTPTLSEnable1="Y", SMTPTLSRequired1="Y")
    with pytest.raises(InputError, match="shows only with TLS"):
        rehearsed(document, mail.ServerChoice.FAILOVER)
    report = rehearsed(document, mail.ServerChoice.BOTH)
    assert [attempt.outcome for attempt in report.attempts] == ["delivered", "not-available"]
