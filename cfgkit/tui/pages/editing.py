"""The edits that the page of settings offers, on the setting under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from cfgkit.check.known import copied_to_counterpart, reset
from cfgkit.tui import dialogs
from cfgkit.tui.model.edits import added, removed, toggled
from cfgkit.tui.model.rows import State
from cfgkit.tui.pages.page import SessionPage
from cfgkit.tui.widgets.settings_list import SettingsList

if TYPE_CHECKING:
    from cfgkit.document import Document
    from cfgkit.tui.model.rows import Row


class Editing(SessionPage):
    """A page with a setting under the cursor."""

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        raise NotImplementedError

    def _setting(self) -> Row | None:
        """The setting under the cursor, if it may be edited."""
        row = self.row
        if row is None or self.session.locked:
            return None
        if row.is_header:
            self.editor.say(f"{row.heading} is no setting: go down to one.")
            return None
        return row

    def action_edit(self) -> None:
        """Edit the value where it stands."""
        row = self._setting()
        if row is None:
            return
        if row.state is State.OFF:
            self.editor.say("It is commented out: c makes it live.")
            return
        place = self.query_one(SettingsList).value_region
        self.app.push_screen(dialogs.ValueEditor(self.session, row, place), self.editor.accept)

    def action_comment(self) -> None:
        """Comment the setting out, or make it live."""
        row = self._setting()
        if row is not None:
            self.attempt(lambda: toggled(self.session, row))

    def action_add(self) -> None:
        """Ask for a new setting of the section under the cursor, or of another or new one."""
        row, session = self.row, self.session
        if session.locked:
            return

        def edit(texts: list[str]) -> Document:
            return added(session, row, *texts)

        self.app.push_screen(dialogs.AddForm(session.document, row.section if row else None, edit), self._follow)

    def _follow(self, document: Document | None) -> None:
        self.editor.accept(document, follow=True)

    def action_describe(self) -> None:
        """Edit the comment lines above the setting."""
        row, session = self._setting(), self.session
        if row is None:
            return
        if row.entry is None:
            self.editor.say(f"{row.key} is not in the file: once Enter has added it, C puts a comment above it.")
            return
        self.app.push_screen(dialogs.CommentEditor(session, row), self.editor.accept)

    def action_paste(self) -> None:
        """Paste many lines into the section under the cursor, or wherever their own headers say."""
        row, session = self.row, self.session
        if not session.locked:
            self.app.push_screen(dialogs.Paste(session, row), self._follow)

    @work
    async def action_remove(self) -> None:
        """Take the setting out, after a question."""
        row = self._setting()
        if row is None:
            return
        if row.state is not State.LIVE:
            self.editor.say(f"It is {row.state} already.")
            return
        answers = [("n", "keep it"), ("y", "take its line out")]
        question = dialogs.Question(f"Take {row.key} out of {row.heading}?", answers)
        if await self.app.push_screen_wait(question) == "y":
            self.attempt(lambda: removed(self.session, row))

    def action_reset(self) -> None:
        """Set the setting to its default, and say what that was and is."""
        row = self._setting()
        if row is not None and self.attempt(lambda: reset(self.session.document, row.where)):
            self._say_value(row)

    def action_copy(self) -> None:
        """Copy the value to the other mail server's setting."""
        row = self._setting()
        if row is None or not self.attempt(lambda: copied_to_counterpart(self.session.document, row.where)):
            return
        other = row.setting.counterpart if row.setting else ""
        self.editor.say(f"{other} has the value of {row.key} now.")

    def _say_value(self, before: Row) -> None:
        document = self.session.document
        where = before.where
        found = document.live(where.section, where.key, nth=where.nth, section_nth=where.section_nth)
        now = document.masked(found) if found is not None else ""
        change = f": {before.value or '(empty)'} -> {now or '(empty)'}"
        self.editor.say(f"{before.key}{' is at its default already' if before.value == now else change}")
