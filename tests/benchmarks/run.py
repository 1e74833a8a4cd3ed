"""Speed and memory, side by side in one run: medians of interleaved rounds, as ratios.

    .venv/bin/python tests/benchmarks/run.py [--check]

With --check a missed bar is exit code 1; without it the table is only printed, as CI's machines vary.
"""

from __future__ import annotations

import argparse
import compileall
import configparser
import io
import os
import resource
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import iniparse
from configupdater import ConfigUpdater
from editing import editing
from measuring import Row, medians, quiet
from ruamel.yaml import YAML
from sending import sending

from cfgkit.check import check, check_together
from cfgkit.compare import as_text, compare
from cfgkit.convert import from_yaml, to_yaml
from cfgkit.document import parse

if TYPE_CHECKING:
    from cfgkit.document import Document

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "fixtures" / "psappsrv" / "psappsrv.cfg"
SCRIPTS = Path(sysconfig.get_path("scripts"))
_MEMORY = """
import sys
from cfgkit.document import parse
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
parse(open(sys.argv[1], "rb").read())
data = open(sys.argv[1], "rb").read() * 100
before = resident()
document = parse(data)
for line in document.lines():
    line.kind, line.key, line.value, line.number
print((resident() - before) / len(data))
"""


def parsing() -> list[Row]:
    data = FILE.read_bytes()
    text = data.decode()

    def ours() -> None:
        parse(data).to_bytes()

    def visiting() -> None:
        document = parse(data)
        document.to_bytes()
        for line in document.lines():
            _ = (line.kind, line.key, line.value, line.number)

    def stdlib() -> None:
        parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=(";", "#"))
        parser.read_string(text)

    def updater() -> None:
        str(ConfigUpdater(strict=False).read_string(text))

    def ini() -> None:
        str(iniparse.INIConfig(io.StringIO(text)))

    a, b, base, c, d = medians(40, ours, visiting, stdlib, updater, ini)
    lines = text.count("\n")
    return [
        Row(f"parse {lines} lines and write back : configparser", f"{a:.2f} ms", f"{base:.2f} ms", a / base, 1.7),
        Row("the same : ConfigUpdater", f"{a:.2f} ms", f"{c:.2f} ms", a / c, 1.0),
        Row("the same : iniparse", f"{a:.2f} ms", f"{d:.2f} ms", a / d, 1.0),
        crudini(a),
        *augeas(a),
        Row("the same, and visit every line : configparser", f"{b:.2f} ms", f"{base:.2f} ms", b / base, 3.0),
    ]


def crudini(ours: float) -> Row:
    """crudini reads and writes the whole file; as a process, less the start of its interpreter and modules."""
    program = str(SCRIPTS / "crudini")
    with tempfile.TemporaryDirectory() as folder:
        copy, empty = Path(folder) / "psappsrv.ini", Path(folder) / "empty.ini"
        copy.write_bytes(FILE.read_bytes())
        empty.write_bytes(b"")
        idle, loaded = medians(
            9,
            lambda: quiet([program, "--set", str(empty), "A", "Key", "1"]),
            lambda: quiet([program, "--set", str(copy), "Trace", "TraceSql", "1"]),
        )
    theirs = max(loaded - idle, 0.001)
    return Row("the same : crudini", f"{ours:.2f} ms", f"{theirs:.2f} ms", ours / theirs, 1.0)


# Its stock INI lenses refuse the file, so it gets a lens made for it.
_LENS = r"""
module Bench =
  let eol = del "\n" "\n"
  let comment = [ label "#comment" . store /[;#][^\n]*/ . eol ]
  let empty = [ label "#empty" . del /[ \t]*\n/ "\n" ]
  let value = [ label "value" . store /[^\n]+/ ]
  let entry = [ label "key" . store /[^;#[ \t\n=][^=\n]*/ . del "=" "=" . value? . eol ]
  let header = del "[" "[" . store /[^]\n]+/ . del /][ \t]*\n/ "]\n"
  let section = [ label "section" . header . (entry | comment | empty)* ]
  let lns = (entry | comment | empty)* . section*
"""


def augeas(ours: float) -> list[Row]:
    """Augeas as a process, less its own start and the compiling of the lens; only where it is installed."""
    if shutil.which("augtool") is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bench.aug").write_text(_LENS)
        (Path(folder) / "empty.ini").write_bytes(b"")
        (Path(folder) / "psappsrv.ini").write_bytes(FILE.read_bytes())
        start = ["augtool", "-A", "-I", folder, "-r", folder]
        idle, loaded = medians(
            15,
            lambda: quiet([*start, "--transform", "Bench.lns incl /empty.ini", "quit"]),
            lambda: quiet([*start, "--transform", "Bench.lns incl /psappsrv.ini", "quit"]),
        )
    theirs = max(loaded - idle, 0.001)
    return [Row("the same, reading only : Augeas, own lens", f"{ours:.2f} ms", f"{theirs:.2f} ms", ours / theirs, 1.0)]


def growing() -> list[Row]:
    data = FILE.read_bytes()
    large = data * 100
    small_ms, large_ms = medians(5, lambda: parse(data).to_bytes(), lambda: parse(large).to_bytes())
    unique = b"".join(data.replace(b"\n[", b"\n[%dx" % number) for number in range(100))
    document = parse(unique)
    parse_ms, set_ms, add_ms = medians(
        5,
        lambda: parse(unique),
        lambda: document.set("50xSMTP Settings", "SMTPPort", "587"),
        lambda: document.set("50xSMTP Settings", "SMTPNew", "1"),
    )
    giant = parse(b"[A]\n" + b"".join(b"Key %d=value\n; comment\n" % number for number in range(180_000)))
    giant_bytes = giant.to_bytes()
    giant_ms, one_ms = medians(3, lambda: parse(giant_bytes), lambda: giant.set("A", "Key 90000", "new"))
    memory = subprocess.run([sys.executable, "-c", _MEMORY, str(FILE)], capture_output=True, text=True, check=True)
    grown = float(memory.stdout)
    return [
        Row("100 times the bytes (4 MB)", f"{large_ms:.0f} ms", f"{small_ms:.2f} ms", large_ms / small_ms, 120),
        Row("memory after visiting 4 MB : input", f"{grown:.1f}x", "1x", grown, 10),
        Row("one set on 4 MB : its parse", f"{set_ms:.2f} ms", f"{parse_ms:.0f} ms", set_ms / parse_ms, 0.02),
        Row("one added setting on 4 MB : its parse", f"{add_ms:.2f} ms", f"{parse_ms:.0f} ms", add_ms / parse_ms, 0.02),
        Row(
            "one set in a section of 4 MB : its parse",
            f"{one_ms:.0f} ms",
            f"{giant_ms:.0f} ms",
            one_ms / giant_ms,
            None,
        ),
    ]


def hostile() -> list[Row]:
    rows = []
    lines = {"blanks": b"x%s\n", "=": b"Key%s\n", "[": b"%s\n", "{": b"x%s\n", "leading blanks": b"%sKey=1\n"}
    for name, line in lines.items():
        char = name.encode() if len(name) == 1 else b" "
        small, large = (b"[A]\n" + (line % (char * size)) * 20 for size in (2000, 8000))

        def visit(data: bytes) -> None:
            for found in parse(data).lines():
                _ = (found.key, found.value)

        low, high = medians(15, partial(visit, small), partial(visit, large))
        rows.append(Row(f"lines of 8,000 {name} : of 2,000", f"{high:.2f} ms", f"{low:.2f} ms", high / low, 6.0))
    return rows


def checking() -> list[Row]:
    """check, without its parse and with it, over one file and over 200 that differ, in one call."""
    data = FILE.read_bytes()
    document = parse(data)
    files = [data.replace(b"example.com", f"site{number}.example.com".encode()) for number in range(200)]

    def parsing_all() -> list[Document]:
        return [parse(one) for one in files]

    def checking_all() -> None:
        check_together([(str(number), one) for number, one in enumerate(parsing_all())])

    a, b = medians(40, lambda: check(document), lambda: parse(data))
    c, d = medians(5, checking_all, parsing_all)
    lines = data.count(b"\n")
    return [
        Row(f"check of {lines} parsed lines : their parse", f"{a:.2f} ms", f"{b:.2f} ms", a / b, 2.0),
        Row("parse and check 200 files in one call : their parse", f"{c:.0f} ms", f"{d:.0f} ms", c / d, 2.2),
    ]


def environments() -> list[bytes]:
    """200 files of as many environments: hosts, databases, ports, passwords and sizes of their own."""
    data = FILE.read_bytes()
    return [
        data.replace(b"example.com", f"site{n}.example.com".encode())
        .replace(b"HRDEMO", f"HR{n}".encode())
        .replace(b"Port=9000", f"Port=9{n:03}".encode())
        .replace(b"Zm9vYmFyMSE=", f"Zm9vYmF{n:04}=".encode())
        .replace(b"Min Instances=2", f"Min Instances={n % 5}".encode())
        for n in range(200)
    ]


def comparing() -> list[Row]:
    """diff over 200 files in one call, parse and report included, and its memory; one file to YAML and back."""
    files = environments()

    def parsing_all() -> list[Document]:
        return [parse(one) for one in files]

    def comparing_all() -> None:
        named = [(str(number), one) for number, one in enumerate(parsing_all())]
        as_text(compare(named))

    document = parse(FILE.read_bytes())
    text = to_yaml(document, with_secrets=True)

    def ours() -> None:
        from_yaml(to_yaml(document, with_secrets=True))

    def ruamel() -> None:
        yaml = YAML()
        yaml.dump(yaml.load(text), io.StringIO())

    a, b = medians(7, comparing_all, parsing_all)
    c, d = medians(9, ours, ruamel)
    done = subprocess.run([sys.executable, __file__, "--memory"], capture_output=True, text=True, check=True)
    megabytes = float(done.stdout)
    return [
        Row("parse and diff 200 files, with the report : their parse", f"{a:.0f} ms", f"{b:.0f} ms", a / b, 1.3),
        Row("memory of that process : 1 GB", f"{megabytes:.0f} MB", "1000 MB", megabytes / 1000, 1.0),
        Row("to-yaml and from-yaml : ruamel load and dump", f"{c:.0f} ms", f"{d:.0f} ms", c / d, 1.5),
    ]


def memory_of_comparing() -> float:
    """The most megabytes that this process held while it compared 200 files."""
    named = [(str(number), parse(one)) for number, one in enumerate(environments())]
    as_text(compare(named))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def starting() -> list[Row]:
    """Whole processes, with the bytecode that an installation has; tables and all in a cache of their own."""
    compileall.compile_dir(ROOT / "cfgkit", quiet=2)
    ours = [str(SCRIPTS / "cfgkit"), "get", str(FILE), "SMTP Settings/SMTPServer"]
    explain = [str(SCRIPTS / "cfgkit"), "explain", "SMTP Settings/SMTPServer"]
    theirs = [str(SCRIPTS / "crudini"), "--get", str(FILE), "SMTP Settings", "SMTPServer"]
    floor = [sys.executable, "-c", "import lark, click"]
    with tempfile.TemporaryDirectory() as cache:
        env = {**os.environ, "XDG_CACHE_HOME": cache}
        first, second = medians(1, lambda: quiet(ours, env), lambda: quiet(theirs))
        a, b, c, d = medians(
            25, lambda: quiet(ours, env), lambda: quiet(theirs), lambda: quiet(floor), lambda: quiet(explain, env)
        )
    return [
        Row("cfgkit get : crudini --get, processes", f"{a:.0f} ms", f"{b:.0f} ms", a / b, 1.8),
        Row("cfgkit explain : cfgkit get, processes", f"{d:.0f} ms", f"{a:.0f} ms", d / a, 1.3),
        Row("of which lark and click alone", f"{c:.0f} ms", f"{b:.0f} ms", c / b, None),
        Row("the very first run, without tables", f"{first:.0f} ms", f"{second:.0f} ms", first / second, None),
    ]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true", help="exit 1 if a bar is missed")
    options.add_argument("--memory", action="store_true", help="only print the megabytes of a diff of 200 files")
    wanted = options.parse_args()
    if wanted.memory:
        print(memory_of_comparing())
        return 0
    rows = [*parsing(), *growing(), *hostile(), *checking(), *comparing(), *starting(), *sending(), *editing()]
    width = max(len(row.what) for row in rows)
    print(f"{'what':<{width}}  {'this':>9}  {'that':>9}  {'ratio':>7}  {'bar':>6}")
    for row in rows:
        bar = "" if row.bar is None else f"{row.bar:g}"
        mark = "" if row.is_met else "  MISSED"
        print(f"{row.what:<{width}}  {row.ours:>9}  {row.theirs:>9}  {row.ratio:>7.3f}  {bar:>6}{mark}")
    return int(wanted.check and not all(row.is_met for row in rows))


if __name__ == "__main__":
    sys.exit(main())
