"""The editor in a real terminal: tmux at 80x24."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from base64 import b64decode
from typing import TYPE_CHECKING

import pytest
from screens import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Terminal:
    """A tmux session of its own, 80x24."""

    def __init__(self, folder: Path) -> None:
        self._socket = str(folder / "tmux")

    def tmux(self, *arguments: str) -> str:
        command = ["tmux", "-S", self._socket, "-f", "/dev/null", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout

    def start(self, command: str) -> None:
        self.tmux("new-session", "-d", "-s", "t", "-x", "80", "-y", "24", f"{command}; echo EXIT=$?; sleep 60")

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.tmux("send-keys", "-t", "t", key)

    def wait_for(self, words: str) -> str:
        """The screen once it shows the words; fails loudly if it never does."""
        text = ""
        for _ in range(150):
            text = self.tmux("capture-pane", "-t", "t", "-p")
            if words in text:
                return text
            time.sleep(0.1)
        pytest.fail(f"the screen never showed {words!r}:\n{text}")

    def press_until(self, key: str, words: str) -> None:
        """Press a key that may be pressed twice until it works: before the editor has the terminal, Enter is another."""
        for _ in range(50):
            self.keys(key)
            for _ in range(5):
                time.sleep(0.1)
                if words in self.tmux("capture-pane", "-t", "t", "-p"):
                    return
        pytest.fail(f"{key} never brought {words!r}")

    def go_down_to(self, words: str) -> None:
        """Move the cursor down, a line at a time and each seen, until it stands on the words."""
        drawn = ""
        for _ in range(20):
            drawn = self.tmux("capture-pane", "-t", "t", "-p", "-e")
            if any(words in line and re.search(r"\[(?:\d+;)*7[;m]", line) for line in drawn.splitlines()):
                return
            self.keys("j")
            for _ in range(50):
                time.sleep(0.1)
                if self.tmux("capture-pane", "-t", "t", "-p", "-e") != drawn:
                    break
        pytest.fail(f"the cursor never stood on {words!r}:\n{drawn}")

    def pid(self, words: str) -> int:
        """The process of that terminal whose command line holds the words."""
        (pane,) = self.tmux("list-panes", "-t", "t", "-F", "#{pane_pid}").split()
        listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
        rows = [line.split(maxsplit=2) for line in listed.splitlines()]
        (found,) = [int(pid) for pid, parent, args in rows if parent == pane and words in args]
        return found

    def stop(self) -> None:
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], capture_output=True, check=False)


def is_over(pid: int) -> bool:
    """Whether the process ends in the next seconds."""
    for _ in range(80):
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout
        if state[:1] in {"", "Z"}:
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    found = Terminal(tmp_path)
    yield found
    found.stop()


def test_open_find_edit_save_quit(terminal: Terminal, config: Path) -> None:
    before = config.read_bytes()
    terminal.start(f"TERM=xterm-256color '{sys.executable}' -m cfgkit edit '{config}'")
    terminal.wait_for("HRDEV")
    terminal.press_until("]", "mail.example.com")
    # A key that is an action takes a way of its own in Textual, and what is typed behind it may be quicker.
    terminal.keys("/")
    terminal.wait_for("words in section, key")
    terminal.keys("smtpport")
    terminal.wait_for("find: smtpport")
    terminal.keys("Enter")
    terminal.press_until("Enter", "Enter: accept")
    terminal.keys("87", "Enter")
    terminal.wait_for("1 unsaved")
    terminal.keys("q")
    terminal.wait_for("Leave?")
    terminal.keys("n", "C-s")
    terminal.wait_for("+SMTPPort=2587")
    terminal.keys("C-s")
    terminal.wait_for("Saved. Backup:")
    terminal.keys("q")
    terminal.wait_for("EXIT=0")
    assert config.read_bytes() == before.replace(b"=25", b"=2587")


def test_the_mail_page_and_a_test_in_the_sandbox(terminal: Terminal, domain: Path) -> None:
    before = domain.read_bytes()
    terminal.start(f"TERM=xterm-256color '{sys.executable}' -m cfgkit edit '{domain}'")
    terminal.wait_for("HRDEV")
    terminal.press_until("m", "primary server")
    terminal.press_until("t", "the sandbox on this host")
    terminal.keys("r")
    terminal.wait_for("1 (Delivered)")
    terminal.go_down_to("Enter shows the message")
    # Once: a second Enter would close the message again.
    terminal.keys("Enter")
    terminal.wait_for("HEADERS")
    # Escape and a letter behind it would be one key to the terminal.
    terminal.press_until("Escape", "Enter shows the message")
    terminal.press_until("m", "HRDEV")
    terminal.keys("q")
    terminal.wait_for("EXIT=0")
    assert domain.read_bytes() == before


def test_a_file_is_piped_in_looked_at_and_saved_as_another(terminal: Terminal, domain: Path) -> None:
    new = domain.with_name("new.cfg")
    terminal.start(f"cat '{domain}' | TERM=xterm-256color '{sys.executable}' -m cfgkit edit -")
    terminal.wait_for("HRDEV")
    assert " [read-only]  (standard input)" in terminal.wait_for("standard input")
    terminal.press_until("S", "Save as a new file")
    terminal.keys(str(new), "Enter")
    terminal.wait_for("Saved as")
    terminal.keys("q")
    terminal.wait_for("EXIT=0")
    assert new.read_bytes() == domain.read_bytes()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("{cfgkit} edit -", "standard input is the terminal"),
        ("cat '{file}' | setsid -w {cfgkit} edit -", "needs a terminal for its keys"),
        ("cat '{file}' | {cfgkit} edit - - ", "standard input is read once"),
        ("cat '{file}' | ({cfgkit} edit -; echo EXIT=$?) 2>&1 | cat", "needs a terminal"),
        ("{cfgkit} edit", "name a FILE, or a config home"),
        ("{cfgkit} edit '{file}' /nowhere", "no such file"),
        ("{cfgkit} edit '{folder}'", "no domain below this folder"),
    ],
)
def test_what_can_not_be_opened_is_one_clear_line(terminal: Terminal, domain: Path, command: str, words: str) -> None:
    program = f"env TERM=xterm-256color '{sys.executable}' -m cfgkit"
    terminal.start(command.format(cfgkit=program, file=domain, folder=domain.parent))
    assert words in terminal.wait_for("EXIT=2")


def test_a_home_is_gone_through_by_its_tree(terminal: Terminal, domain: Path) -> None:
    home = domain.parents[1] / "cfg"
    for name in ("HRDEV", "HRTST"):
        (home / "appserv" / name).mkdir(parents=True)
        (home / "appserv" / name / "psappsrv.cfg").write_bytes(domain.read_bytes().replace(b"HRDEV", name.encode()))
    listing = f"'{sys.executable}' -m cfgkit domains --format json '{home}'"
    terminal.start(f"{listing} | TERM=xterm-256color '{sys.executable}' -m cfgkit edit --domains -")
    terminal.wait_for("2 domains below")
    terminal.keys("hrtst")
    terminal.wait_for("1 domain below")
    terminal.keys("Enter")
    terminal.wait_for("HRTST/psappsrv.cfg")
    terminal.press_until("c", "1 unsaved")
    terminal.keys("F3")
    terminal.wait_for("HRDEV/psappsrv.cfg")
    terminal.keys("q")
    terminal.wait_for("Not saved: HRTST/psappsrv.cfg. Leave?")
    terminal.keys("y")
    terminal.wait_for("EXIT=0")


@pytest.mark.parametrize("manner", ["TERM=xterm", "NO_COLOR=1 TERM=xterm-256color", "TERM=screen"])
def test_the_cursor_is_seen_without_colours(terminal: Terminal, config: Path, manner: str) -> None:
    terminal.start(f"{manner} '{sys.executable}' -m cfgkit edit '{config}'")
    terminal.wait_for("HRDEV")
    drawn = terminal.tmux("capture-pane", "-t", "t", "-p", "-e")
    (line,) = [line for line in drawn.splitlines() if "HRDEV" in line]
    assert "[7m" in line or ";7m" in line or "[7;" in line
    assert "[1 All]" in drawn
    terminal.press_until("m", "message")
    drawn = terminal.tmux("capture-pane", "-t", "t", "-p", "-e")
    (line,) = [line for line in drawn.splitlines() if "SMTPServer, line" in line]
    assert "7m" in line.partition("mail.example.com")[0]


def test_the_cursors_of_lists_to_choose_from_are_seen_without_colours(terminal: Terminal, config: Path) -> None:
    terminal.start(f"NO_COLOR=1 TERM=xterm-256color '{sys.executable}' -m cfgkit edit '{config}'")
    terminal.wait_for("HRDEV")
    for keys, words in ((("Tab", "j"), "SMTP Settings  "), (("Tab", "m", "t", "j", "Enter"), "primary: the primary")):
        for key in keys:
            terminal.keys(key)
            time.sleep(0.5)
        terminal.wait_for(words)
        drawn = terminal.tmux("capture-pane", "-t", "t", "-p", "-e")
        line = next(line for line in drawn.splitlines() if words in line)
        assert "7m" in line.partition(words)[0][-8:]


def test_lines_are_pasted_looked_at_and_taken_in(terminal: Terminal, config: Path) -> None:
    before = config.read_bytes()
    terminal.start(f"TERM=xterm-256color '{sys.executable}' -m cfgkit edit '{config}'")
    terminal.wait_for("HRDEV")
    terminal.press_until("P", "Lines for [Startup]")
    terminal.tmux("set-buffer", "DBName=HRTST\nUserPswd=geheim\n")
    terminal.tmux("paste-buffer", "-p", "-t", "t")
    assert "geheim" not in terminal.wait_for("2 lines: 2 changed")
    terminal.keys("C-s")
    terminal.wait_for("2 unsaved")
    terminal.press_until("u", "[1 All]")
    terminal.keys("q")
    terminal.wait_for("EXIT=0")
    assert config.read_bytes() == before


def test_no_color_leaves_the_terminals_own_colours(terminal: Terminal, config: Path) -> None:
    terminal.start(f"NO_COLOR=1 TERM=xterm-256color COLORTERM=truecolor '{sys.executable}' -m cfgkit edit '{config}'")
    for key, words in ((None, "HRDEV"), ("c", "1 unsaved"), ("C-s", "on disk"), ("Escape", "HRDEV"), ("m", "message")):
        if key:
            terminal.press_until(key, words)
        terminal.wait_for(words)
        drawn = terminal.tmux("capture-pane", "-t", "t", "-p", "-e")
        codes = {code for codes in re.findall(r"\x1b\[([\d;]*)m", drawn) for code in codes.split(";")}
        assert codes <= {"", "0", "1", "2", "3", "4", "7", "9", "39", "49"}, codes
        assert drawn.startswith(("\x1b[1;7m", "\x1b[1m\x1b[7m", "\x1b[7;1m"))


@pytest.mark.parametrize("how", ["kill -9", "the line drops", "kill"])
def test_unsaved_edits_outlive_the_editor(terminal: Terminal, domain: Path, tmp_path: Path, how: str) -> None:
    before = domain.read_bytes()
    state = tmp_path / "state"
    command = f"TERM=xterm-256color XDG_STATE_HOME='{state}' '{sys.executable}' -m cfgkit edit '{domain}'"
    terminal.start(command)
    terminal.wait_for("HRDEV")
    terminal.press_until("c", "1 unsaved")
    terminal.keys("j")
    pid = terminal.pid("cfgkit edit")
    if how == "kill -9":
        time.sleep(1.2)
        os.kill(pid, signal.SIGKILL)
        terminal.wait_for("EXIT=137")
        terminal.tmux("kill-session", "-t", "t")
    elif how == "the line drops":
        terminal.tmux("kill-session", "-t", "t")
    else:
        os.kill(pid, signal.SIGTERM)
        text = terminal.wait_for("EXIT=143")
        assert "unsaved edits are kept" in text
        assert "HRDEV" not in text
        terminal.tmux("kill-session", "-t", "t")
    assert is_over(pid)
    (kept,) = (state / "cfgkit" / "recovery").glob("*.json")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [one for one in (b"hunter2", b"correct-horse") if one in kept.read_bytes()] == []
    assert domain.read_bytes() == before
    terminal.start(command)
    terminal.wait_for("1 change of ")
    terminal.keys("v")
    terminal.wait_for("+;DBName=HRDEV")
    terminal.press_until("Escape", "r: restore")
    terminal.keys("r")
    terminal.wait_for("1 unsaved")
    terminal.keys("C-s")
    terminal.wait_for("to be saved")
    terminal.keys("C-s")
    terminal.wait_for("Saved. Backup:")
    terminal.keys("q")
    terminal.wait_for("EXIT=0")
    assert domain.read_bytes() == before.replace(b"DBName", b";DBName", 1)
    assert list((state / "cfgkit" / "recovery").glob("*")) == []


def test_no_secret_reaches_the_terminal_a_log_or_a_file_of_ours(
    terminal: Terminal, domain: Path, tmp_path: Path
) -> None:
    state, log, drawn = tmp_path / "state", tmp_path / "textual.log", tmp_path / "drawn"
    logs = f"TEXTUAL_LOG='{log}' TEXTUAL_DEBUG=1 XDG_STATE_HOME='{state}'"
    terminal.start(f"cd '{tmp_path}'; sleep 1; TERM=xterm-256color {logs} '{sys.executable}' -m cfgkit edit '{domain}'")
    terminal.tmux("pipe-pane", "-t", "t", f"cat >'{drawn}'")
    terminal.wait_for("HRDEV")
    terminal.press_until("/", "words in section")
    terminal.keys("userpswd", "Enter")
    terminal.press_until("Enter", "is not shown")
    terminal.keys("staple-1", "S-Home", "C-c")
    terminal.wait_for("not copied")
    terminal.keys("C-x", "Enter")
    terminal.wait_for("1 unsaved")
    terminal.press_until("P", "Lines for [Startup]")
    terminal.tmux("set-buffer", "ConnectPswd=staple-2\nX=-Dp.password=staple-3\n")
    terminal.tmux("paste-buffer", "-p", "-t", "t")
    terminal.wait_for("2 lines: 2 added")
    terminal.keys("S-Up", "S-Up", "C-c", "C-x", "C-s")
    terminal.wait_for("3 unsaved")
    terminal.press_until("v", "o Old lines")
    terminal.press_until("v", "2 Modified")
    terminal.keys("C-s")
    terminal.wait_for("+ConnectPswd=****")
    terminal.keys("C-s")
    terminal.wait_for("Saved. Backup:")
    # A second Enter would ask whether the secret is to be left empty.
    terminal.keys("Enter")
    terminal.wait_for("is not shown")
    terminal.keys("staple-4", "Enter")
    terminal.wait_for("1 unsaved")
    time.sleep(1.2)
    os.kill(terminal.pid("cfgkit edit"), signal.SIGKILL)
    terminal.wait_for("EXIT=137")
    assert b"staple-2" in domain.read_bytes()
    assert list((state / "cfgkit" / "recovery").glob("*.json"))
    secrets = [b"hunter2", b"correct-horse", *(b"staple-%d" % number for number in range(1, 5))]
    found = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != domain.parent]
    assert drawn in found
    # What was copied would go to the terminal in base64: a secret's own, or of the line that holds it.
    texts = [(path, path.read_bytes()) for path in found]
    texts += [(drawn, b64decode(sent)) for sent in re.findall(rb"\x1b\]52;c;([^\x07]*)", drawn.read_bytes())]
    assert [(path, one) for path, text in texts for one in secrets if one in text] == []


def test_what_someone_else_writes_is_merged_conflict_by_conflict(terminal: Terminal, domain: Path) -> None:
    before = domain.read_bytes()
    terminal.start(f"TERM=xterm-256color '{sys.executable}' -m cfgkit edit '{domain}'")
    terminal.wait_for("HRDEV")
    terminal.press_until("c", "1 unsaved")
    domain.write_bytes(before.replace(b"HRDEV", b"HRTST").replace(b"=25", b"=587"))
    terminal.wait_for("was changed by someone else")
    terminal.keys("m")
    text = terminal.wait_for("Both changed it, 1 of 1")
    assert "theirs:2  = HRTST" in text
    terminal.keys("t")
    text = terminal.wait_for("Merged")
    assert "SMTPPort: 25 -> 587" in text
    terminal.press_until("Escape", "F2 Menu")
    terminal.keys("C-s")
    terminal.wait_for("Nothing to save.")
    terminal.keys("q")
    terminal.wait_for("EXIT=0")


def test_a_dumb_terminal_is_refused_with_the_twins_named(terminal: Terminal, config: Path) -> None:
    terminal.start(f"TERM=dumb '{sys.executable}' -m cfgkit edit '{config}'")
    text = terminal.wait_for("EXIT=2")
    assert "cfgkit show, get, set" in text
    assert os.environ.get("TERM") != "dumb" or text


def test_what_is_drawn_piece_by_piece_is_what_is_drawn_at_once(terminal: Terminal) -> None:
    file = ROOT / "fixtures" / "psappsrv" / "psappsrv.cfg"
    terminal.start(f"TERM=xterm-256color '{sys.executable}' -m cfgkit edit --read-only --against '{file}' '{file}'")
    terminal.wait_for("Startup")
    terminal.press_until("]", "Database Options")
    for key, words in (
        ("/", "words in section"),
        ("smtpp", "find: smtpp"),
        ("Escape", "[1 All]"),
        ("v", "line "),
        ("G", "line 12"),
        ("D", "Nothing differs"),
        ("?", "Keys"),
    ):
        terminal.keys(key)
        terminal.wait_for(words)
        time.sleep(0.5)
        before = terminal.tmux("capture-pane", "-t", "t", "-p")
        terminal.keys("C-l")
        time.sleep(0.5)
        assert terminal.tmux("capture-pane", "-t", "t", "-p") == before


_FAULT = """
from cfgkit.cli.main import run
from cfgkit.tui.app.editor import EditorApp
def fail(self):
    password = "battery-staple"
    raise ValueError(password)
EditorApp.action_how_to_leave = fail
run()
"""


def test_a_fault_of_the_editor_is_a_line_without_values_and_an_exit_code(terminal: Terminal, config: Path) -> None:
    script = config.with_name("fault.py")
    script.write_text(_FAULT)
    terminal.start(f"TERM=xterm-256color '{sys.executable}' '{script}' edit '{config}'")
    terminal.wait_for("HRDEV")
    terminal.press_until("?", "Keys")
    # Pressed again it would end the shell's sleep.
    terminal.press_until("Escape", "? Help")
    terminal.keys("C-c")
    terminal.wait_for("EXIT=2")
    shown = terminal.wait_for("unsaved edits are offered")
    assert "the editor failed: ValueError in fault.py, line 6" in shown
    assert "battery-staple" not in shown
    assert "Traceback" not in shown
