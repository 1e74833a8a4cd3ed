"""The grammar as Lark and others see it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.lark import from_lark
from lark import Lark

from cfgkit.syntax.grammar import Grammar, grammar, source
from cfgkit.syntax.table import table_path

ROOT: Final = Path(__file__).resolve().parents[2]
#: Hypothesis makes texts of plain patterns only.
PLAIN: Final = re.sub(r"(?<=[*+])\+", "", source()).replace(r"| /\Z/", "")

_STRICT: Final = """
import sys
from lark import Lark
import interegular
text = sys.stdin.read()
Lark(text, parser="lalr", strict=True, start="document")
Lark(text, parser="lalr", strict=True, start="run")
try:
    Lark(text.replace("SETTING.2", "SETTING.3"), parser="lalr", strict=True, start="document")
except Exception as error:
    print("noticed", type(error).__name__)
"""


@given(
    from_lark(
        Lark(PLAIN, start="document"),
        start="document",
        explicit={
            "TRIVIA": st.sampled_from(["; comment\n", "\n", ";Key=1\r\n", " \t\n#\n"]),
            "HEADER": st.sampled_from(["[A b]\n", "[SMTP Settings] \r\n"]),
            "SETTING": st.from_regex(r"[A-Za-z][A-Za-z ]{0,8}=[ -~]{0,9}\n", fullmatch=True),
            "UNREADABLE": st.sampled_from(["junk\n", "[open\r", "=x\n"]),
        },
    )
)
def test_every_text_that_the_grammar_generates_is_given_back(text: str) -> None:
    blocks = grammar().blocks(text)
    assert "".join(piece for block in blocks for piece in (block.header, *[s.text for s in block.body])) == text


@given(st.text())
def test_a_text_in_pieces_is_the_text(text: str) -> None:
    blocks = grammar().blocks(text)
    assert blocks[0].header == ""
    assert all(block.header.startswith("[") for block in blocks[1:])
    assert "".join(piece for block in blocks for piece in (block.header, *[s.text for s in block.body])) == text


def test_no_two_terminals_of_one_priority_collide(tmp_path: Path) -> None:
    """Lark's strict mode by interegular, which lives in a folder of its own: it makes every start 100 ms slower."""
    install = [sys.executable, "-m", "pip", "install", "-q", "-c", str(ROOT / ".ci" / "constraints.txt")]
    done = subprocess.run(
        [*install, "--target", str(tmp_path), "interegular"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"interegular can't be installed: {done.stderr[-200:]}")
    # interegular knows neither possessive quantifiers nor named groups; neither changes what may collide.
    text = re.sub(r"\?P<\w+>", "?:", re.sub(r"(?<=[*+])\+", "", source()))
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.append({str(tmp_path)!r})\n{_STRICT}"],
        input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("noticed")


def test_tables_of_an_earlier_run_give_the_same_parser(tmp_path: Path) -> None:
    path = str(tmp_path / "tables")
    text = "[A]\nKey=1\n; c\n\n;Off=2\njunk"
    assert Grammar(source(), path).blocks(text) == Grammar(source(), path).blocks(text) == grammar().blocks(text)
    assert Path(path).stat().st_size > 1000
    Path(path).write_bytes(b"torn")
    assert Grammar(source(), path).blocks(text) == grammar().blocks(text)


def test_tables_are_kept_only_where_nobody_else_can_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert table_path("x") == str(tmp_path / "cfgkit" / "x.tables")
    (tmp_path / "cfgkit").chmod(0o777)
    assert table_path("x") is None
    (tmp_path / "cfgkit").chmod(0o700)
    (tmp_path / "cfgkit" / "x.tables").symlink_to("/etc/passwd")
    assert table_path("x") is None
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    assert table_path("x") is None
