"""What is looked at closely is all that differs, and is what the whole files say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit import parse
from cfgkit.compare.found import found_sections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit import Document

LINE: Final = st.sampled_from(
    (
        *("[Trace]", "[trace]", "[Own]", "TracePC=0", "TracePC=4", "tracepc=0", ";TracePC=0", ";TracePC=4"),
        *("Key=1", " Key = 1", "; words", "", "junk"),
    )
)
FILES: Final = st.tuples(st.lists(LINE, max_size=12), st.sampled_from(["\n", "\r\n"])).map(
    lambda drawn: parse(drawn[1].join([*drawn[0], ""]).encode())
)
Named = dict[tuple[str, str], list[tuple[int, str, bool]]]


def of_entries(document: Document) -> Named:
    found: Named = {}
    for entry in document.entries():
        name = (entry.section.casefold(), entry.key.casefold())
        found.setdefault(name, []).append((entry.line.number, entry.value, entry.live))
    return found


@given(files=st.lists(FILES, min_size=2, max_size=4), everything=st.booleans())
@example(files=[parse(b"[A]\nK=1\nK=2\n"), parse(b"[A]\nK=2\nK=1\n")], everything=False)
@example(files=[parse(b"[A]\nK=1\nK=1\n"), parse(b"[A]\nK=1\n")], everything=False)
def test_every_setting_that_differs_is_found_with_its_lines(files: Sequence[Document], *, everything: bool) -> None:
    wanted = [of_entries(document) for document in files]
    seen: set[tuple[str, str]] = set()
    for section, found in found_sections(files, everything=everything):
        for key in {key for one in found for key in one}:
            name = (section.casefold(), key)
            seen.add(name)
            for mine, whole in zip(found, wanted, strict=True):
                lines = [(line.number, line.value, line.kind == "setting") for line in mine.get(key, [])]
                assert lines == whole.get(name, [])
    for name in {name for one in wanted for name in one}:
        live = [[value for _, value, is_live in one.get(name, []) if is_live] for one in wanted]
        if everything or any(values != live[0] for values in live):
            assert name in seen
