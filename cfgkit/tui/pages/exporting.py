"""Taking along what a page lists: to the clipboard of the terminal, or to a file."""

from __future__ import annotations

from asyncio import to_thread
from typing import TYPE_CHECKING, Final, NamedTuple

from textual import work

from cfgkit.display import counted
from cfgkit.errors import CfgkitError, EditError, ProtectedError
from cfgkit.store import load_config
from cfgkit.tui import dialogs
from cfgkit.tui.model.paths import typed_path
from cfgkit.tui.model.words import said
from cfgkit.tui.pages.page import SessionPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cfgkit.tui.model.export import ExportForm

_PRIVATE: Final = 0o600


class Exportable(NamedTuple):
    """What a page lists."""

    #: How many there are, in words.
    what: str
    #: Makes the text; raises a CfgkitError where it can't be made.
    text: Callable[[ExportForm], str]


class Exporting(SessionPage):
    """A page that lists something."""

    def exportable(self) -> Exportable:
        """What is listed right now."""
        raise NotImplementedError

    @work(group="export")
    async def action_export(self) -> None:
        """Ask for the form and the place, and bring it there."""
        from cfgkit.tui.model.export import ExportForm  # noqa: PLC0415 - start-up: it reads what compares and converts

        listed = self.exportable()
        answers = [(form, place) for form in ExportForm for place in ("clipboard", "file")]
        lines = [f"{form} to {'the clipboard' if place == 'clipboard' else 'a file'}" for form, place in answers]
        chosen = await self.app.push_screen_wait(dialogs.Choice(f"Export {listed.what}", lines, "export"))
        if chosen is None:
            return
        form, place = answers[chosen]
        try:
            text = await to_thread(listed.text, form)
            if place == "clipboard":
                self._copy(text)
            else:
                await self._write(text, form)
        except CfgkitError as problem:
            self.editor.say(f"Not exported: {said(problem)}", problem=True)

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)
        self.editor.say(
            f"{counted(text.count(chr(10)), 'line')} sent to the clipboard, if the terminal allows (OSC 52)."
        )

    async def _write(self, text: str, form: ExportForm) -> None:
        """Ask for a path; a file that is there is replaced after a clear yes only."""
        from cfgkit.store import Rewrite, create, read, save  # noqa: PLC0415 - start-up: looking writes nothing

        path = await self.app.push_screen_wait(dialogs.Ask(f"Export {form} to", self._place))
        if path is None:
            return
        if not _is_there(path):
            create(path, text.encode(), mode=_PRIVATE)
            self.editor.say(f"Exported to {path}, mode 0600.")
            return
        answers = [("n", "keep it"), ("y", "replace it")]
        if await self.app.push_screen_wait(dialogs.Question(f"{path} is there already.", answers)) == "y":
            done = save(Rewrite(read(path), text.encode()))
            self.editor.say(f"Exported to {path}. Backup: {done.backup.path.name if done.backup else 'none'}")

    def _place(self, text: str) -> Path:
        """Where to write: no file that is open here, and none that is protected.

        Raises:
            EditError: the file is open, or it is no path.
            ProtectedError: cfgkit.toml protects it.
        """
        path = typed_path(text)
        if self.editor.is_open(path):
            raise EditError("that file is open in the editor", help="name another one")
        protection = load_config(path).protection(path, None)
        if protection is not None:
            raise ProtectedError(f"that file is protected: {protection.name}", help="name another one")
        return path


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False  # writing it says why
