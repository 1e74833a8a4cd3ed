from __future__ import annotations

from cfgkit.tui.model.jumps import Jumps
from cfgkit.tui.model.rows import Row

A, B, C = (Row("s", 1, key) for key in "abc")


def test_the_way_back_and_forward_again() -> None:
    jumps = Jumps().left(A).left(B)
    jumps, row = jumps.back(C)
    assert row is B
    jumps, row = jumps.back(B)
    assert row is A
    assert jumps.back(A)[1] is None
    jumps, row = jumps.forward()
    assert row is B
    jumps, row = jumps.forward()
    assert row is C
    assert jumps.forward()[1] is None


def test_a_jump_from_the_middle_forgets_what_is_ahead() -> None:
    jumps, _ = Jumps().left(A).left(B).back(C)
    jumps = jumps.left(A)
    assert jumps.forward()[1] is None
    assert jumps.back(C)[1] is A


def test_a_place_is_remembered_once_and_nothing_is_no_place() -> None:
    jumps = Jumps().left(A).left(B).left(A)
    assert [row.key for row in jumps.places] == ["b", "a"]
    assert jumps.left(None) is jumps
    assert len(Jumps((Row("s", 1, "x"),) * 50, 50).left(A).places) <= 50
