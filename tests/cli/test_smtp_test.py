"""`cfgkit smtp test` as a user has it: options, exit codes, several files, a terminal."""

from __future__ import annotations

import base64
import json
import os
import pty
import socket
import ssl
import stat
import subprocess
import sys
import time
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Protocol

import pytest
from authority import issue
from tls_servers import server_context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Runner

SECRET = "hunter2-Geheim"
ENCRYPTED = "{V1.1}AAAAAAAAAAAAAAAAAAAAAA=="
TO = ("--to", "a@b.example")
FORMS = (SECRET, base64.b64encode(SECRET.encode()).decode(), base64.b64encode(f"ps\0ps\0{SECRET}".encode()).decode())


class Server:
    """Plain SMTP in a thread: answers by verb, keeps what it is told; `silent` verbs get no answer."""

    def __init__(
        self, offer: str = "", silent: str = "", auth: str = "235 in", tls: ssl.SSLContext | None = None
    ) -> None:
        self._offer = offer
        self._silent = silent
        self._auth = auth
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.commands: list[str] = []
        Thread(target=self._serve, daemon=True).start()

    @property
    def verbs(self) -> list[str]:
        return [command.partition(" ")[0] for command in self.commands]

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError, ssl.SSLError):
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rwb") as stream:
                self._converse(stream)

    def _converse(self, stream: object) -> None:
        def say(words: str) -> None:
            stream.write(words.encode() + b"\r\n")  # type: ignore[attr-defined]
            stream.flush()  # type: ignore[attr-defined]

        answers = {
            "EHLO": f"250-mx\r\n250 {self._offer or 'SIZE 1'}", "AUTH": self._auth, "DATA": "354 go", ".": "250 queued",
            "QUIT": "221 bye",
        }  # fmt: skip
        say("220 mx")
        is_message = False
        for line in stream:  # type: ignore[attr-defined]
            text = line.decode().rstrip("\r\n")
            if is_message and text != ".":
                continue
            is_message = text == "DATA"
            self.commands.append(text)
            verb = self.verbs[-1]
            if verb != self._silent:
                say(answers.get(verb, "250 ok"))


class Write(Protocol):
    def __call__(self, name: str, port: int, **settings: str) -> Path: ...


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, port: int, **settings: str) -> Path:
        texts = {
            "SMTPServer": "127.0.0.1", "SMTPPort": str(port), "SMTPSender": "ps@b.example",
            "SMTPSourceMachine": "app.example.com", **settings,
        }  # fmt: skip
        path = tmp_path / name
        path.write_text("[SMTP Settings]\n" + "".join(f"{key}={text}\n" for key, text in texts.items()))
        return path

    return write


def login(write: Write, port: int, name: str = "a.cfg", **settings: str) -> Path:
    return write(name, port, SMTPUserName="ps", SMTPUserPassword=ENCRYPTED, **settings)


def said(server: Server) -> str:
    [line] = [command for command in server.commands if command.startswith("AUTH")]
    return base64.b64decode(line.rpartition(" ")[2]).decode()


# --- one file ---


def test_a_delivered_mail_is_exit_0_and_a_refused_one_1(cfgkit: Runner, write: Write) -> None:
    assert cfgkit("smtp", "test", write("a.cfg", Server().port), *TO).code == 0
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    ran = cfgkit("smtp", "test", write("b.cfg", port), *TO)
    assert ran.code == 1
    assert "[tcp-refused]" in ran.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--fault", "greylist"), "--fault"),
        (("--fault", "nonsense", "--sandbox"), "--fault"),
        (("--count", "0"), "--count"),
        (("--timeout", "nan"), "--timeout"),
        (("--to", "nobody"), "--to"),
        (("--password-env", "A", "--password-file", "b"), "--password"),
        (("--password-env", "CFGKIT_NOT_SET"), "CFGKIT_NOT_SET"),
        (("--trust", "none.jks"), "none.jks"),
        (("--jobs", "0"), "--jobs"),
        (("--trace-file", "none/trace"), "none/trace"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2_and_no_connection(
    cfgkit: Runner, write: Write, options: tuple[str, ...], words: str
) -> None:
    server = Server(offer="AUTH PLAIN")
    ran = cfgkit("smtp", "test", login(write, server.port), *TO, *options, CFGKIT_PASSWORD=SECRET)
    assert ran.code == 2
    assert words in ran.err
    assert [line.partition(":")[0] for line in ran.err.splitlines()] in (["cfgkit"], ["cfgkit", "help"])
    assert server.commands == []


def test_a_store_that_is_none_is_one_line(cfgkit: Runner, write: Write, tmp_path: Path) -> None:
    (tmp_path / "store").write_bytes(b"\xfe\xed\xfe\xed" + bytes(20))
    server = Server()
    made = write("a.cfg", server.port, SMTPTLSEnable="Y", SMTPClientCertAlias="app")
    for option in ("--trust", "--client-store"):
        ran = cfgkit("smtp", "test", made, *TO, option, tmp_path / "store")
        assert ran.code == 2
        assert "store" in ran.err
    assert server.commands == []


# --- what the file does not hold ---


def test_a_missing_password_is_one_line_that_says_how_to_give_it(cfgkit: Runner, write: Write) -> None:
    server = Server(offer="AUTH PLAIN")
    ran = cfgkit("smtp", "test", login(write, server.port), *TO)
    assert ran.code == 2
    problem, hint = ran.err.splitlines()
    assert problem.endswith(
        ":7: SMTPUserPassword needs the password in clear text to log in with, which the file does not hold"
    )
    assert "--password-prompt" in hint
    assert server.commands == []
    assert cfgkit("smtp", "test", login(write, server.port), "--stop-after", "starttls").code == 0


@pytest.mark.parametrize("kind", ["env", "file", "command"])
@pytest.mark.parametrize("name", ["password", "token"])
def test_a_secret_comes_from_each_source_and_goes_to_the_wire_alone(
    cfgkit: Runner, write: Write, tmp_path: Path, kind: str, name: str
) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    source = {"env": "CFGKIT_SECRET", "file": "secret", "command": "cat secret"}[kind]
    server = Server(offer="AUTH PLAIN XOAUTH2")
    keys = {"SMTPUseOAuth": "Y"} if name == "token" else {}
    ran = cfgkit(
        "smtp", "test", login(write, server.port, **keys), *TO, "--trace-file", "trace", f"--{name}-{kind}", source,
        CFGKIT_SECRET=SECRET,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    expected = f"ps\0ps\0{SECRET}" if name == "password" else f"user=ps\1auth=Bearer {SECRET}\1\1"
    assert said(server) == expected
    everything = ran.out + ran.err + (tmp_path / "trace").read_text()
    assert not [form for form in FORMS if form in everything]


def test_the_backup_has_a_password_of_its_own(cfgkit: Runner, write: Write) -> None:
    primary, backup = Server(offer="AUTH PLAIN"), Server(offer="AUTH PLAIN")
    keys = {"SMTPServer1": "localhost", "SMTPPort1": str(backup.port), "SMTPUserName1": "ps1"}
    made = login(write, primary.port, **keys, SMTPUserPassword1=ENCRYPTED)
    options = ("--password-env", "ONE", "--password1-env", "TWO", "--server", "both")
    assert cfgkit("smtp", "test", made, *options, ONE="one", TWO="two").code == 0
    assert (said(primary), said(backup)) == ("ps\0ps\0one", "ps1\0ps1\0two")
    ran = cfgkit("smtp", "test", made, *options[:2], "--server", "backup", ONE="one")
    assert ran.code == 2
    assert "--password1-prompt" in ran.err


def test_trust_comes_from_a_store_or_ps_home(cfgkit: Runner, write: Write, tmp_path: Path) -> None:
    root = issue("Root", ca=True)
    home = tmp_path / "home"
    (home / "jre/lib/security").mkdir(parents=True)
    (home / "jre/lib/security/cacerts").write_bytes(root.pem)
    (tmp_path / "root.pem").write_bytes(root.pem)
    server = Server(tls=server_context(issue("127.0.0.1", by=root).write(tmp_path / "server.pem")))
    made = write("a.cfg", 25, SMTPUseSSL="Y", SMTPSSLPort=str(server.port))
    assert cfgkit("smtp", "test", made, *TO, "--trust", "root.pem").code == 0
    assert cfgkit("smtp", "test", made, *TO, "--ps-home", home).code == 0
    assert cfgkit("smtp", "test", made, *TO, PS_HOME=str(home)).code == 0
    ran = cfgkit("smtp", "test", made, *TO)
    assert ran.code == 1
    assert "[cert-untrusted]" in ran.out
    assert "not comparable" in ran.out


def test_a_login_that_can_t_be_run_here_is_exit_2_with_a_line(cfgkit: Runner, write: Write) -> None:
    server = Server(offer="AUTH DIGEST-MD5")
    ran = cfgkit("smtp", "test", login(write, server.port), *TO, "--password-env", "A", A=SECRET)
    assert ran.code == 2
    assert "the login can't be tested here" in ran.err
    assert "[auth-not-available-here]" in ran.out
    assert "MAIL" not in server.verbs


# --- the trace ---


def test_a_trace_is_for_its_owner_and_replaces_nothing(cfgkit: Runner, write: Write, tmp_path: Path) -> None:
    server = Server()
    made = write("a.cfg", server.port)
    assert cfgkit("smtp", "test", made, *TO, "--trace-file", "trace").code == 0
    trace = tmp_path / "trace"
    assert stat.S_IMODE(trace.stat().st_mode) == 0o600
    assert "[DELIVERED?]" in trace.read_text()
    sent = server.verbs.count("MAIL")
    ran = cfgkit("smtp", "test", made, *TO, "--trace-file", "trace")
    assert ran.code == 2
    assert "exists already" in ran.err
    assert server.verbs.count("MAIL") == sent


# --- several files ---


def test_two_files_are_set_side_by_side_and_end_before_the_login(cfgkit: Runner, write: Write) -> None:
    one, other = Server(offer="AUTH PLAIN"), Server(offer="STARTTLS")
    files = (login(write, one.port, "tst.cfg"), login(write, other.port, "prd.cfg", SMTPTLSRequired="Y"))
    ran = cfgkit("smtp", "test", *files, *TO)
    assert ran.code == 1
    assert "the first stage that differs is starttls (marked *)" in ran.out
    assert one.verbs == ["EHLO", "QUIT"]
    table = ran.out.partition("\n\n")[0].splitlines()
    assert max(map(len, table)) <= 80


def test_with_auth_several_files_log_in_and_send(cfgkit: Runner, write: Write) -> None:
    server = Server(offer="AUTH PLAIN")
    files = [login(write, server.port, f"{number}.cfg") for number in range(3)]
    ran = cfgkit("smtp", "test", *files, *TO, "--auth", "--jobs", "2", "--password-env", "A", A=SECRET)
    assert ran.code == 0, ran.err
    assert server.verbs.count("AUTH") == server.verbs.count("DATA") == 3
    assert not [form for form in FORMS if form in ran.out + ran.err]
    head, *rows = ran.out.splitlines()
    assert head.split()[0] == "dns"
    assert len(rows) == 3


def test_several_files_try_a_refused_login_once(cfgkit: Runner, write: Write) -> None:
    server = Server(offer="AUTH PLAIN", auth="535 5.7.8 no")
    files = [login(write, server.port, f"{number}.cfg") for number in range(4)]
    ran = cfgkit("smtp", "test", *files, "--auth", "--password-env", "A", A=SECRET)
    assert ran.code == 1
    assert server.verbs.count("AUTH") == 1
    assert ran.out.count("[auth-refused] not tried: ") == 3


def test_a_file_that_no_test_can_be_made_of_does_not_stop_the_others(cfgkit: Runner, write: Write) -> None:
    server = Server()
    files = (write("a.cfg", server.port), write("b.cfg", server.port, SMTPSender="nobody"))
    ran = cfgkit("smtp", "test", *files, "none.cfg", *TO, "--format", "json")
    assert ran.code == 2
    assert (
        sorted("b.cfg:" in line or "none.cfg" in line for line in ran.err.splitlines() if "error" in line) == [True] * 2
    )
    assert [one["file"] for one in json.loads(ran.out)["results"]] == [str(files[0])]


# --- a terminal ---


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[bytes], int]]]:
    """Starts cfgkit on a terminal of its own; gives the process and the other end."""
    ends: list[int] = []

    def start(*arguments: object) -> tuple[subprocess.Popen[bytes], int]:
        ours, theirs = pty.openpty()
        running = subprocess.Popen(
            ["setsid", "--ctty", "--wait", sys.executable, "-m", "cfgkit", *map(str, arguments)],
            stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path,
            env={**os.environ, "TERM": "xterm"},
        )  # fmt: skip
        os.close(theirs)
        ends.append(ours)
        return running, ours

    yield start
    for end in ends:
        os.close(end)


def shown(end: int, until: str = "") -> str:
    """What the terminal shows: up to these words, or to the end."""
    text = ""
    with suppress(OSError):
        while (not until or until not in text) and (more := os.read(end, 4096)):
            text += more.decode("utf-8", "replace")
    return text


def test_a_password_is_asked_for_on_a_terminal_and_not_shown(
    terminal: Callable[..., tuple[subprocess.Popen[bytes], int]], write: Write
) -> None:
    server = Server(offer="AUTH PLAIN")
    running, end = terminal("smtp", "test", login(write, server.port), *TO)
    asked = shown(end, "a.cfg: ")
    assert "ps on 127.0.0.1, for " in asked
    os.write(end, f"{SECRET}\n".encode())
    text = shown(end)
    assert running.wait() == 0
    assert "PeopleSoft would return 1 (Delivered)" in text
    assert not [form for form in FORMS if form in text]
    assert said(server) == f"ps\0ps\0{SECRET}"


def test_control_c_ends_the_tests_with_a_report_of_what_there_was(
    terminal: Callable[..., tuple[subprocess.Popen[bytes], int]], write: Write
) -> None:
    servers = [Server(silent="EHLO"), Server(silent="EHLO")]
    files = [write(f"{number}.cfg", server.port) for number, server in enumerate(servers)]
    running, end = terminal("smtp", "test", *files, *TO)
    while not all(server.commands for server in servers):
        time.sleep(0.01)
    os.write(end, b"\x03")
    text = shown(end)
    assert running.wait() == 130
    assert "FAIL [cancelled]" in text
    assert "cfgkit: interrupted" in text
    assert "Traceback" not in text


def test_control_c_in_one_test_shows_its_stages(
    terminal: Callable[..., tuple[subprocess.Popen[bytes], int]], write: Write
) -> None:
    server = Server(silent="MAIL")
    running, end = terminal("smtp", "test", write("a.cfg", server.port), *TO)
    while "MAIL" not in server.verbs:
        time.sleep(0.01)
    os.write(end, b"\x03")
    text = shown(end)
    assert running.wait() == 130
    assert "ehlo     ok" in text
    assert "[cancelled]" in text
