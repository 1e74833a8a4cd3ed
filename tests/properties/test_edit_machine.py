"""All edits in any order, against a model of plain lists that the independent scanner reads back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import scanner
import strategies
from edits import assert_canonical, assert_same_newlines
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cfgkit import EditError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit import Document

SECTIONS = st.sampled_from(("Startup", "SMTP Settings", "PSTOOLS", "PSBRKDSP_NEW", "Own", "Odd[2"))
KEYS = st.sampled_from(("SMTPServer", "SMTPPort", "UserPswd", "Log/Output Directory", "Key[2]", "log_severity_level"))
START = (
    b"",
    b"\n; words\n",
    b"top=1",
    b"[Startup]\nUserPswd=x\n\n; banner\n[PSTOOLS]\n;Anything=1\n# own words\n\n",
    b"[Startup]\r\nSMTPServer = a\r\n;_@_APSRV ours\r\n\r\n;---\r\n[SMTP Settings]\r\n;SMTPPort=25\r\n;\r\n; the end\r\n ",
    b"[Own]\rKey[2]=v\r\r[Odd[2]\rjunk\r",
    b"[PSPUBHND_dflt]\nMin=1\n\n;_@_APSRV ours\n\n[SMTP Settings]\nSMTPServer=a",
)
Entry = tuple[str, str, bool]


class EditMachine(RuleBasedStateMachine):
    """The model: for each section, in file order, its settings as (key, value, live), in file order."""

    document: Document
    start: Document

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[str, list[Entry]] = {}
        self.comments: list[tuple[str, str]] = []

    @initialize(data=st.sampled_from(START))
    def read(self, data: bytes) -> None:
        self.document = self.start = parse(data)
        self.model = self.scanned()
        self.comments = self.scanned_comments()

    def scanned(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for line in scanner.scan(self.document.to_bytes()):
            settings = found.setdefault(line.section, [])
            if line.kind in {"setting", "commented"}:
                settings.append((line.key, line.value, line.kind == "setting"))
        return found

    def scanned_comments(self) -> list[tuple[str, str]]:
        lines = scanner.scan(self.document.to_bytes())
        return [(line.section, line.text) for line in lines if line.kind == "comment"]

    def places(self, section: str, key: str, *, live: bool) -> list[int]:
        return [n for n, entry in enumerate(self.model.get(section, [])) if (entry[0], entry[2]) == (key, live)]

    def chosen(self, *, live: bool) -> Iterator[tuple[str, int, Entry]]:
        """The settings that a plain address means: the only ones of their name and state."""
        for section, entries in self.model.items():
            for n, entry in enumerate(entries):
                if entry[2] is live and len(self.places(section, entry[0], live=live)) == 1:
                    yield section, n, entry

    @rule(section=SECTIONS, key=KEYS, value=strategies.values)
    def set(self, section: str, key: str, value: str) -> None:
        self.document = self.document.set(section, key, value)
        entries = self.model.setdefault(section, [])
        places = self.places(section, key, live=True)
        if places:
            entries[places[0]] = (key, value, True)
            return
        # Where the line went is checked in test_placement; here, that it is there once and nothing else moved.
        now = self.scanned()[section]
        added = next(n for n, entry in enumerate(now) if entry == (key, value, True))
        assert now[:added] + now[added + 1 :] == entries
        twins = self.places(section, key, live=False)
        assert added == twins[-1] + 1 if twins else True
        entries.insert(added, (key, value, True))

    @precondition(lambda self: any(self.chosen(live=True)))
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        section, place, entry = data.draw(st.sampled_from(list(self.chosen(live=True))))
        self.document = self.document.remove(section, entry[0])
        del self.model[section][place]

    @precondition(lambda self: any(self.chosen(live=True)))
    @rule(data=st.data())
    def comment_out(self, data: st.DataObject) -> None:
        section, place, entry = data.draw(st.sampled_from(list(self.chosen(live=True))))
        try:
            self.document = self.document.comment_out(section, entry[0])
        except EditError:
            commented = scanner.scan_text(f"[{section}]\n;{entry[0]}={entry[1]}")[-1]
            assert commented.kind == "comment"
            return
        self.model[section][place] = (entry[0], entry[1], False)

    @precondition(lambda self: any(self.chosen(live=False)))
    @rule(data=st.data())
    def uncomment(self, data: st.DataObject) -> None:
        section, place, entry = data.draw(st.sampled_from(list(self.chosen(live=False))))
        if self.places(section, entry[0], live=True):
            before = self.document
            try:
                self.document = self.document.uncomment(section, entry[0])
            except EditError:
                assert self.document is before
                return
            raise AssertionError("a key became live twice")
        self.document = self.document.uncomment(section, entry[0])
        self.model[section][place] = (entry[0], entry[1], True)

    @precondition(lambda self: any(self.chosen(live=True)))
    @rule(data=st.data(), key=KEYS)
    def rename(self, data: st.DataObject, key: str) -> None:
        section, place, entry = data.draw(st.sampled_from(list(self.chosen(live=True))))
        if self.places(section, key, live=True) and key != entry[0]:
            return
        self.document = self.document.rename_key(section, entry[0], key)
        self.model[section][place] = (key, *entry[1:])

    @rule(section=SECTIONS)
    def add_section(self, section: str) -> None:
        if section in self.model:
            return
        self.document = self.document.add_section(section)
        self.model[section] = []

    @rule(section=SECTIONS)
    def remove_section(self, section: str) -> None:
        if section not in self.model:
            return
        others = [text for name, text in self.comments if name != section]
        self.document = self.document.remove_section(section)
        del self.model[section]
        self.comments = self.scanned_comments()
        left = iter(text for _, text in self.comments)
        assert all(text in left for text in others)

    @invariant()
    def the_bytes_say_what_the_model_says(self) -> None:
        if self.model:
            found = self.scanned()
            empty = {section: entries for section, entries in found.items() if section or entries}
            assert empty == {section: entries for section, entries in self.model.items() if section or entries}

    @invariant()
    def the_document_is_the_one_of_its_bytes(self) -> None:
        if hasattr(self, "document"):
            assert_canonical(self.document)
            assert_same_newlines(self.start, self.document)

    @invariant()
    def the_marker_and_all_comments_stay(self) -> None:
        if hasattr(self, "document"):
            assert [text for _, text in self.scanned_comments()] == [text for _, text in self.comments]
            assert self.document.text.count(scanner.MARKER) == self.start.text.count(scanner.MARKER)


TestEditMachine = EditMachine.TestCase
