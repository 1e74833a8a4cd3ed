from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgkit.errors import InputError, StoreError
from cfgkit.store import DomainFile, find_domains, listed_domains


def make(home: Path, *names: str) -> None:
    for name in names:
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def test_finds_the_files_of_all_domains_and_skips_archives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(
        tmp_path,
        "appserv/HRDEV/PSAPPSRV.CFG",
        "appserv/HRTST/psappsrv.cfg",
        "appserv/HRTST/Archive/psappsrv_112326_1030_22.cfg",
        "appserv/HRTST/psappsrv.cfg.cfgkit-20261123T184500.000001Z.bak",
        "appserv/prcs/HRDEV/psprcs.cfg",
        "appserv/ARCHIVE/psappsrv.cfg",
        "appserv/prcs/archive/psprcs.cfg",
        "appserv/psappsrv.cfg",
        "appserv/HREMPTY/psappsrv.cfx",
    )
    found = find_domains(tmp_path)
    assert [(one.domain, one.kind, one.path.name) for one in found] == [
        ("HRDEV", "psappsrv", "PSAPPSRV.CFG"),
        ("HRTST", "psappsrv", "psappsrv.cfg"),
        ("HRDEV", "psprcs", "psprcs.cfg"),
    ]
    assert find_domains(tmp_path / "appserv") == found
    monkeypatch.chdir(tmp_path / "appserv")
    assert [tmp_path / "appserv" / one.path for one in find_domains(Path())] == [one.path for one in found]


def test_a_folder_without_domains_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "appserv").write_bytes(b"")
    for folder in (tmp_path, tmp_path / "missing", tmp_path / "file", tmp_path / "home"):
        with pytest.raises(StoreError):
            find_domains(folder)


def test_what_can_not_be_looked_into_does_not_stop_the_rest(tmp_path: Path) -> None:
    make(tmp_path, "appserv/HRDEV/psappsrv.cfg")
    base = tmp_path / "appserv"
    (base / "DIR" / "psappsrv.cfg").mkdir(parents=True)
    (base / "DANGLES").mkdir()
    (base / "DANGLES" / "psappsrv.cfg").symlink_to("gone")
    (base / "GONE").symlink_to("nowhere")
    (base / "LOOP").symlink_to("LOOP")
    (base / "notes").symlink_to("HRDEV/psappsrv.cfg")
    found = {one.domain: one for one in find_domains(tmp_path)}
    assert set(found) == {"HRDEV", "DIR", "DANGLES", "GONE", "LOOP"}
    assert {one.domain for one in found.values() if one.problem} == {"GONE", "LOOP"}
    assert str(found["LOOP"].problem) == f"{base / 'LOOP'}: too many levels of symbolic links"


def test_a_file_of_several_names_is_there_once_by_its_own(tmp_path: Path) -> None:
    make(tmp_path, "appserv/HRDEV/psappsrv.cfg", "appserv/prcs/HRDEV/psprcs.cfg", "elsewhere/HRX/psappsrv.cfg")
    base = tmp_path / "appserv"
    (base / "ALIAS").symlink_to("HRDEV")
    (base / "ZALIAS").symlink_to(base / "HRDEV")
    (base / "UP").symlink_to("..")
    (base / "prcs" / "UP").symlink_to("../..")
    (base / "HRCOPY").mkdir()
    (base / "HRCOPY" / "psappsrv.cfg").symlink_to("../HRDEV/psappsrv.cfg")
    (base / "HRX").symlink_to(tmp_path / "elsewhere" / "HRX")
    assert [(one.domain, one.kind) for one in find_domains(tmp_path)] == [
        ("HRDEV", "psappsrv"),
        ("HRX", "psappsrv"),
        ("HRDEV", "psprcs"),
    ]


def test_files_that_differ_in_case_alone_are_both_there(tmp_path: Path) -> None:
    make(tmp_path, "appserv/HRDEV/psappsrv.cfg", "appserv/HRDEV/PSAPPSRV.CFG", "APPSERV/HRTST/psappsrv.cfg")
    assert len(find_domains(tmp_path)) == 3


names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=20).filter(
    lambda name: name not in {".", ".."} and name.casefold() not in {"prcs", "archive"} and name.isascii()
)
cases = st.sampled_from([str.lower, str.upper, str.title])


@given(st.dictionaries(names, cases, min_size=1, max_size=4), cases)
def test_every_domain_is_found_whatever_its_name(domains: dict[str, type[str]], case: type[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, spelt in domains.items():
            make(Path(folder), f"{case('appserv')}/{name}/{spelt('psappsrv.cfg')}")
        assert {one.domain for one in find_domains(Path(folder))} == set(domains)


def listing(*files: DomainFile, schema: str = "cfgkit.domains/1") -> bytes:
    rows = [{"file": str(one.path), "domain": one.domain, "kind": one.kind} for one in files]
    return json.dumps({"schema": schema, "results": rows}).encode()


@given(
    st.lists(st.tuples(st.binary(min_size=1), st.text(max_size=9), st.sampled_from(["psappsrv", "psprcs"])), min_size=1)
)
def test_a_listing_reads_back_whatever_the_paths(rows: list[tuple[bytes, str, str]]) -> None:
    files = [DomainFile(Path(os.fsdecode(name)), domain, kind) for name, domain, kind in rows]  # type: ignore[arg-type]
    assert listed_domains(listing(*files)) == tuple(files)


@given(
    st.one_of(
        st.binary(),
        st.recursive(
            st.none() | st.integers() | st.sampled_from(["", "x", "cfgkit.domains/1"]),
            lambda inner: (
                st.lists(inner) | st.dictionaries(st.sampled_from(["schema", "results", "file", "kind"]), inner)
            ),
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_anything_else_is_one_clear_line(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        listed_domains(data)
    assert str(caught.value).startswith("<stdin>: ")
    assert caught.value.help == "cfgkit domains --format json writes it"


def test_a_listing_of_nothing_or_of_another_command_is_refused() -> None:
    file = DomainFile(Path("x"), "X", "psprcs")
    assert listed_domains(listing(file, schema="cfgkit.secrets/1")) == (file,)
    for data in (
        listing(),
        listing(file, schema="cfgkit.check/1"),
        b"[" * 100_000,
        listing(DomainFile(Path("x"), "X", "?")),  # type: ignore[arg-type]
    ):
        with pytest.raises(InputError):
            listed_domains(data)
