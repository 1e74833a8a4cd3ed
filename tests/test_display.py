from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from cfgkit.display import columns, csv_text, fitted, folded, visible

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(texts, st.integers(2, 40))
def test_fitted_text_has_exactly_the_width(text: str, width: int) -> None:
    found = fitted(text, width)
    assert len(found) == width
    assert found.startswith(text) if len(text) <= width else found.endswith("..")


@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=6), st.integers(28, 120))
def test_a_table_fits_and_cuts_nothing_that_need_not_be_cut(rows: list[tuple[str, str, str]], width: int) -> None:
    found = columns(rows, width)
    assert len(found) == len(rows)
    assert all(len(line) <= width for line in found)
    if sum(max(map(len, cells)) for cells in zip(*rows, strict=True)) + 4 <= width:
        assert not any(text.strip() not in line for row, line in zip(rows, found, strict=True) for text in row)


def test_numbers_stand_right_and_a_giant_cell_takes_no_time() -> None:
    assert columns([("A", "N"), ("x", "10"), ("yy", "9")], 80, right=("N",)) == ["A    N", "x   10", "yy   9"]
    assert len(columns([("A", "N"), ("x" * 10_000_000, "1")], 40)[1]) == 40


@given(st.lists(st.lists(st.one_of(texts, st.integers(), st.booleans(), st.none()), min_size=2, max_size=2)))
def test_a_csv_reads_back_and_has_a_line_a_row(rows: list[list[object]]) -> None:
    text = csv_text(("a", "b"), rows)
    assert text.count("\n") == 1 + len(rows)
    expected = [
        ["" if one is None else {"True": "yes", "False": "no"}.get(str(one), visible(str(one))) for one in row]
        if not any(isinstance(one, str) and one in {"True", "False"} for one in row)
        else None
        for row in rows
    ]
    for wanted, found in zip(expected, list(csv.reader(io.StringIO(text)))[1:], strict=True):
        assert wanted is None or wanted == found


@given(st.text(st.sampled_from("ab: \u00e4"), max_size=200), st.integers(20, 100))
def test_folding_breaks_at_blanks_alone_and_keeps_the_words(line: str, width: int) -> None:
    parts = folded(line, width)
    assert " ".join(parts).split() == line.split()
    assert parts == [line] or all(len(part) <= width or len(part.split()) == 1 for part in parts)
    assert folded(line, None) == [line]


def test_folded_lines_stand_under_the_last_column() -> None:
    assert folded("  mail  ok   3 ms  250 and more words than fit", 32) == [
        "  mail  ok   3 ms  250 and more",
        "             words than fit",
    ]
    assert folded("no columns in here at all", 20) == ["no columns in here", "  at all"]
    assert folded("  a-word-that-is-longer-than-the-line", 20) == ["  a-word-that-is-longer-than-the-line"]
