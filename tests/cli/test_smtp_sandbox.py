"""`cfgkit smtp sandbox` as a user runs it: a process that listens until it is told to end."""

from __future__ import annotations

import json
import re
import signal
import smtplib
import ssl
import subprocess
import sys
from contextlib import contextmanager
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

import pytest

from cfgkit.mail.sandbox import FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Runner

PASSWORD = "s3cret-for-the-sandbox"
MESSAGE = "Subject: hello\nX-Odd: \x1b[31mred\n\nfirst line\n\x07bell\n"


class Running:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stderr is not None
        assert process.stdout is not None
        self.out, self.err = process.stdout, process.stderr
        self.told: list[str] = []
        while (found := re.search(r"listens on (\S+):(\d+);", "".join(self.told))) is None:
            self.told.append(self.err.readline())
            assert self.told[-1], self.told
        self.ip, self.port = found[1], int(found[2])

    def end(self, *, interrupt: bool = False) -> tuple[int, str, str]:
        if interrupt:
            self.process.send_signal(signal.SIGINT)
        out, err = self.out.read(), self.err.read()
        return self.process.wait(), out, "".join(self.told) + err

    def send(self, *, login: tuple[str, str] | None = None, ca: Path | None = None) -> None:
        with smtplib.SMTP("127.0.0.1", self.port, "app01", timeout=20) as sender:
            if ca is not None:
                sender.starttls(context=ssl.create_default_context(cafile=ca))
            if login:
                sender.login(*login)
            sender.sendmail("ps@example.com", ["a@example.com", "b@example.com"], MESSAGE)


@contextmanager
def running(*arguments: object) -> Iterator[Running]:
    process = subprocess.Popen(
        [sys.executable, "-m", "cfgkit", "smtp", "sandbox", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield Running(process)
        finally:
            process.kill()


def test_it_shows_each_message_and_ends_after_as_many_as_were_asked_for() -> None:
    with running("--count", "2") as box:
        box.send()
        first = [box.out.readline().rstrip("\n") for _ in range(8)]
        box.send()
        code, out, err = box.end()
    assert re.fullmatch(r"message 1: \d+ bytes from <ps@example.com>, in clear, no login", first[0])
    assert first[1:] == [
        "  to <a@example.com>, <b@example.com>; EHLO app01",
        "  Subject: hello",
        "  X-Odd: \\e[31mred",
        "",
        "  | first line",
        "  | \\x07bell",
        "",
    ]
    assert code == 0
    assert out.startswith("message 2: ")
    assert f"set SMTPServer=127.0.0.1 and SMTPPort={box.port} to send mail here\n" in err
    assert "it offers: plain SMTP\n" in err
    assert "warning" not in err


@pytest.mark.parametrize(("option", "there"), [("--headers", ["Subject"]), ("--raw", ["Subject", "first line"])])
def test_headers_alone_or_all_as_it_came(option: str, there: list[str]) -> None:
    with running("--count", "1", option) as box:
        box.send()
        code, out, _ = box.end()
    assert code == 0
    assert [word for word in ("Subject", "first line") if word in out] == there
    assert "\x1b" not in out


def test_control_c_ends_it_and_the_json_is_whole() -> None:
    with running("--format", "json") as box:
        box.send()
        code, out, err = box.end(interrupt=True)
    assert code == 130
    assert err.endswith("cfgkit: interrupted\n")
    shape = json.loads(out)
    assert shape["schema"] == "cfgkit.smtp-sandbox/1"
    [result] = shape["results"]
    assert (result["address"], result["port"], result["fault"]) == ("127.0.0.1", box.port, None)
    [message] = result["messages"]
    assert message["recipients"] == ["a@example.com", "b@example.com"]
    assert message["headers"][0] == {"name": "Subject", "value": "hello"}
    assert message["text"] == "first line\r\n\x07bell\r\n"


def test_it_offers_what_the_file_expects(config: Path, tmp_path: Path) -> None:
    config.write_bytes(config.read_bytes() + b"SMTPTLSRequired=Y\nSMTPUserName=hr\nSMTPUserPassword={V1.1}abc\n")
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    ca = tmp_path / "ca.pem"
    with running(config, "--password-file", tmp_path / "password", "--ca-file", ca, "--count", "1") as box:
        with pytest.raises(smtplib.SMTPAuthenticationError):
            box.send(login=("hr", "wrong"), ca=ca)
        box.send(login=("hr", PASSWORD), ca=ca)
        code, out, err = box.end()
    assert code == 0
    assert re.match(r"message 1: \d+ bytes from <ps@example.com>, TLSv1.3 \w+, login hr by (PLAIN|LOGIN)\n", out)
    assert "it offers: STARTTLS, which it requires; a login as hr by LOGIN or PLAIN, with the given password\n" in err
    assert f"{ca} holds the issuer that a client must trust\n" in err
    assert PASSWORD not in out + err


def test_a_fault_is_told_and_shows(config: Path) -> None:
    with running(config, "--fault", "greylist") as box:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            box.send()
        code, out, err = box.end(interrupt=True)
    assert (code, out) == (130, "")
    assert "fault greylist: the recipient is to be tried again later\n" in err


def test_an_address_that_others_reach_is_warned_of() -> None:
    everywhere = str(IPv4Address(0))
    with running("--listen", everywhere) as box:
        assert box.told[0].startswith(f"cfgkit: warning: everybody who can reach {everywhere}")
        assert box.end(interrupt=True)[0] == 130


def test_all_faults_are_listed(cfgkit: Runner) -> None:
    ran = cfgkit("smtp", "sandbox", "--fault", "list")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert len(lines) == len(FAULTS) + 1
    assert re.search(r"^greylist +greylisted +the recipient is to be tried again later$", ran.out, re.MULTILINE)
    assert re.search(r"^auth-missing +delivered +AUTH is not offered", ran.out, re.MULTILINE)
    shape = json.loads(cfgkit("smtp", "sandbox", "--fault", "list", "--format", "json").out)
    assert {"fault": "greylist", "class": "greylisted", "meaning": "the recipient is to be tried again later"} in shape[
        "results"
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.cfg"], "missing.cfg: no such file or directory"),
        (["--fault", "nonsense"], "there is no such fault; `--fault list` prints all"),
        (["--fault", "cert-expired"], "the fault cert-expired shows only with TLS"),
        (["--listen", "mail.example.com"], "is no IP address"),
        (["--listen", "192.0.2.1"], "can't listen on 192.0.2.1:0"),
        (["psappsrv.cfg", "--server", "backup"], "psappsrv.cfg: SMTPServer1 is not set"),
        (["--ca-file", "ca.pem"], "without TLS there is no issuer to trust"),
        (["psappsrv.cfg", "--password-env", "NO_SUCH"], "the environment has no variable NO_SUCH"),
        (["--password-env", "A", "--password-file", "b"], "name only one of --password-prompt"),
        (["--keep", "0"], "--keep"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_is_one_clear_line(cfgkit: Runner, config: Path, arguments: list[str], words: str) -> None:
    assert config.name == "psappsrv.cfg"
    ran = cfgkit("smtp", "sandbox", *arguments)
    assert ran.code == 2
    assert words in ran.err


def test_a_ca_file_that_can_not_be_written_is_told(cfgkit: Runner, config: Path) -> None:
    config.write_bytes(config.read_bytes() + b"SMTPUseSSL=Y\n")
    ran = cfgkit("smtp", "sandbox", config, "--ca-file", "no/such/folder.pem")
    assert ran.code == 2
    assert "no/such/folder.pem: can't be written: no such file or directory" in ran.err.lower()
