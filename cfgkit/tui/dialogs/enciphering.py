"""A password that is typed, encrypted by the site's own PSCipher program: after a question, in a thread, unseen."""

from __future__ import annotations

from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from textual import on, work
from textual.message import Message
from textual.widgets import Input, Static

from cfgkit.errors import CfgkitError, InputError
from cfgkit.schema.encrypting import encrypted, exposure, is_passed_on
from cfgkit.schema.secrets import is_cipher_text, is_password
from cfgkit.secret import Secret
from cfgkit.store.pscipher import program_of
from cfgkit.tui.dialogs.dialog import Dialog
from cfgkit.tui.dialogs.questions import Question
from cfgkit.tui.model.words import said
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.tui.model.rows import Row
    from cfgkit.tui.model.session import Session

T = TypeVar("T")

_BEGINS = "{V"


class Enciphered(Message):
    """The program has ended: its text, or why there is none."""

    def __init__(self, typed: Secret, outcome: Secret | CfgkitError) -> None:
        super().__init__()
        self.typed, self.outcome = typed, outcome


class Enciphering(Dialog[T], Generic[T]):
    """A screen with one text field; where that is a password's, it can be encrypted."""

    _session: Session
    _row: Row

    @property
    def can_encrypt(self) -> bool:
        """Whether the setting is a password and cfgkit.toml names a program."""
        return self._row.is_secret and is_password(self._row.key) and self._session.config.pscipher.source is not None

    def shape(self, text: str) -> str:
        """Why a text that begins as PSCipher's do is none of them; empty for any other text."""
        if not self._row.is_secret or not text.startswith(_BEGINS) or is_cipher_text(self._row.key, text):
            return ""
        return "begins as PSCipher's texts do and is none: part of it may be missing"

    def report(self, text: str) -> None:
        """Say how it goes below the field."""
        found = self.query_one("#found", Static)
        found.update(plain(text))
        found.display = True
        self.call_after_refresh(self.put_in_place)

    def put_in_place(self) -> None:
        """Keep the field on the screen, whatever stands below it."""
        raise NotImplementedError

    @work(exclusive=True, group="encrypt")
    async def action_encrypt(self) -> None:
        """Ask, since the program has the password as an argument; then run it."""
        typed = Secret(self.query_one(Input).value)
        if not self.can_encrypt:
            return
        try:
            program = program_of(self._session.config)
            if not typed:
                raise InputError("there is nothing to encrypt: type the password first")
            if is_cipher_text(self._row.key, typed.reveal()):
                raise InputError("the text is encrypted already")
        except CfgkitError as problem:
            self.report(f"E {said(problem)}")
            return
        risk = "" if is_passed_on(typed) else " It holds characters that the script may not pass on as they are."
        text = f"{exposure(program)}.{risk} Run it?"
        if await self.app.push_screen_wait(Question(text, [("n", "no"), ("y", "run it")])) == "y":
            self.report("PSCipher runs: what it makes will stand in the field.")
            # It may take a minute, and nothing ends it: leaving the editor does not wait for this thread.
            Thread(target=self._run, args=(program, typed), daemon=True, name="pscipher").start()

    def _run(self, program: Path, typed: Secret) -> None:
        """The thread."""
        try:
            outcome: Secret | CfgkitError = encrypted(program, self._row.key, typed)
        except CfgkitError as problem:
            outcome = problem
        # The editor may have been left meanwhile.
        with suppress(RuntimeError):
            self.post_message(Enciphered(typed, outcome))

    @on(Enciphered)
    def _take(self, event: Enciphered) -> None:
        field = self.query_one(Input)
        if isinstance(event.outcome, CfgkitError):
            self.report(f"E {event.outcome.message}. Run it by hand to see why, or paste its text")
        elif Secret(field.value) == event.typed:
            with self.prevent(Input.Changed):
                field.value = event.outcome.reveal()
            self.report("Encrypted: Enter writes it.")
        else:
            self.report("E what was encrypted is no longer what the field holds: F5 again")
