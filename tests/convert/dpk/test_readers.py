"""Ruby, which DPK is written in, PyYAML and ruamel.yaml read the values that we write as what they are."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from typing import Final

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from cfgkit.convert.dpk.carry import obstacle
from cfgkit.convert.dpk.patch import key_text, value_text
from cfgkit.convert.dpk.ruby import is_misread

SCRIPT: Final = """
require "yaml"; require "json"
found = STDIN.each_line.map do |line|
  one = YAML.unsafe_load("- " + line)[0]
  [one.class.name, one.to_s]
rescue ArgumentError
  ["refused", ""]
end
puts JSON.generate(found)
"""
WORDS: Final = (
    "y",
    "n",
    "Y",
    "N",
    "yes",
    "No",
    "ON",
    "off",
    "true",
    "FALSE",
    "null",
    "~",
    "0010",
    "08",
    "1_000",
    "1,600",
    "0x1f",
    "0b1",
    "0o7",
    "23:59",
    "1:30:00",
    ".5",
    "5.",
    "1e3",
    "1.5e+3",
    "+1",
    "-1",
    ".inf",
    "-.inf",
    ".nan",
    ":sym",
    "=",
    "<<",
    "2026-11-24",
    "10.1.2.3",
    "25",
    "0",
    "-0",
    "a",
    "Y2K",
    "C:",
    "x:y",
    "1-2",
    "1/2",
    "5m",
    "9,9,9",
)


def read_by_ruby(texts: list[str]) -> list[list[str]]:
    if shutil.which("ruby") is None:
        pytest.skip("ruby is not installed")
    document = "".join(f"{text}\n" for text in texts)
    done = subprocess.run(["ruby", "-e", SCRIPT], input=document, capture_output=True, text=True, check=True)
    found: list[list[str]] = json.loads(done.stdout)
    return found


def test_ruby_reads_plain_scalars_as_we_say() -> None:
    alphabet = "019.,:_-+exy"
    texts = [*WORDS, *("".join(chars) for n in (1, 2, 3, 4) for chars in itertools.product(alphabet, repeat=n))]
    texts = [text for text in texts if not text.startswith(("- ", "-")) or text[1:2].isdigit()]
    texts = [text for text in texts if not text.endswith(":") and text not in {":", ","} and text[0] not in ",:"]
    wrong = []
    for text, (kind, shown) in zip(texts, read_by_ruby(texts), strict=True):
        if (kind not in {"String", "Integer"} or shown != text) and not is_misread(text):
            wrong.append((text, kind, shown))
    assert wrong == []


def test_no_usual_text_is_called_misread() -> None:
    for text in ("10.1.2.3", "hrdev", "-Xmx1m", "a b", "C:\\x", "25", "0", "-1", "Yes please", "/u01/x", "1.2.3"):
        assert not is_misread(text), text


def test_ruby_reads_every_value_that_we_write() -> None:
    values = [
        *WORDS,
        "",
        "it's",
        "C:\\bin\\x",
        "%PS_MACH%",
        "a: b",
        "[x]",
        "{x}",
        "- a",
        "é",
        "&a",
        "*a",
        "!x",
        "|",
        "\\",
    ]
    assert [shown for _, shown in read_by_ruby([value_text(one) for one in values])] == values
    names = ["Log/Output Directory", "Publish&Subscribe/x", "yes", "Process Scheduler/Log/Output Directory", "a: b/c"]
    document = "\n".join(f"- {{{key_text(one)}: 1}}" for one in names)
    assert [next(iter(one)) for one in yaml.safe_load(document)] == names


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12))
def test_other_readers_read_every_value_that_can_be_carried(value: str) -> None:
    if obstacle("A", "b", value):
        return
    document = f"a: {value_text(value)}\n"
    for found in (YAML(typ="safe", pure=True).load(document), yaml.safe_load(document)):
        assert str(found["a"]) == value
