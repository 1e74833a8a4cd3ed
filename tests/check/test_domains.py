"""A domain's file in a line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hypothesis import given
from hypothesis import strategies as st

from cfgkit import parse
from cfgkit.check.checking import judged_together
from cfgkit.check.domains import DomainReport, domain_json, domain_report, domains_csv, domains_text
from cfgkit.errors import StoreError
from cfgkit.schema.release import Release
from cfgkit.store import DomainFile, listed_domains

if TYPE_CHECKING:
    from cfgkit.schema.release import Release as ReleaseType

FILE: Final = DomainFile(Path("home/appserv/HRDEV/psappsrv.cfg"), "HRDEV", "psappsrv")
BROKEN: Final = DomainReport(FILE, problem=StoreError("is a directory", file=FILE.path))


def report(text: str, release: ReleaseType | None = None) -> DomainReport:
    ((subject, findings),) = judged_together([("x", parse(text.encode()))], release=release)
    return domain_report(FILE, subject, findings)


def test_a_report_says_what_the_file_says() -> None:
    text = "[Startup]\nDBName=HRDEV\nUserPswd={V2.1}q83vEjRWeJA=\n[SMTP Settings]\nSMTPServer= mail \nSMTPPort=x\n"
    found = report(text)
    assert (found.database, found.smtp_server) == ("HRDEV", "mail")
    assert (str(found.release), found.is_guess) == ("8.62", True)
    assert domain_json(found)["findings"]["error"] == 1
    found = report(text, Release(8, 60))
    assert (str(found.release), found.is_guess) == ("8.60", False)


def test_what_is_not_set_or_holds_a_secret_is_not_shown() -> None:
    found = report("[Startup]\nDBName=\n;DBName=OLD\n[SMTP Settings]\nSMTPServer=smtp://me:hunter2@mail\n")
    assert found.database is None
    assert found.smtp_server == "smtp://me:********@mail"
    assert report("").release is None
    assert "    -         -           " in domains_text([report("")], 80)


def test_a_file_that_can_not_be_read_has_a_row_with_the_reason() -> None:
    text = domains_text([BROKEN], 80)
    assert text.endswith("    home/appserv/HRDEV/psappsrv.cfg: is a directory\n")
    row = next(iter(csv.DictReader(io.StringIO(domains_csv([BROKEN])))))
    assert (row["error"], row["errors"], row["domain"]) == ("is a directory", "", "HRDEV")
    assert domain_json(BROKEN)["findings"] is None


def test_the_path_stands_in_the_row_where_it_fits() -> None:
    found = report("[Startup]\nDBName=HRDEV\n")
    wide, narrow = domains_text([found, BROKEN], 140), domains_text([found, BROKEN], 80)
    assert [len(text.splitlines()) for text in (wide, narrow)] == [3, 5]
    assert wide.splitlines()[0].endswith("INFO  PATH")
    assert str(FILE.path) in wide.splitlines()[1]


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=90), st.text(max_size=90)), min_size=1, max_size=4))
def test_a_table_fits_80_columns_whatever_it_holds(rows: list[tuple[str, str, str]]) -> None:
    reports = [
        DomainReport(DomainFile(FILE.path, domain, "psprcs"), Release(8, 61), True, database, server)  # noqa: FBT003
        for domain, database, server in rows
    ]
    lines = domains_text(reports, 80).splitlines()
    assert len(lines) == 1 + 2 * len(rows)
    assert all(len(line) <= 80 for line in lines)
    assert len(domains_csv(reports).splitlines()) == 1 + len(rows)
    listing = {"schema": "cfgkit.domains/1", "results": [domain_json(one) for one in reports]}
    assert listed_domains(json.dumps(listing).encode()) == tuple(one.file for one in reports)
