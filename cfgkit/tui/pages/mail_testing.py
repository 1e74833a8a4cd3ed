"""The test of the mail page: its form, the run in a thread of its own, what came of it.

The thread only posts messages; all state is the page's, and changed by their handlers. Passwords and tokens are
kept as Secrets in memory until the editor is left, each for its own user and server.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from cfgkit.errors import CfgkitError, InputError
from cfgkit.mail import Cancellation, run_test
from cfgkit.mail.plan import plan
from cfgkit.mail.record import Stage
from cfgkit.secret import Secret
from cfgkit.tui.dialogs.ask import Ask
from cfgkit.tui.dialogs.mail_more import More
from cfgkit.tui.dialogs.questions import Choice, Page, Question
from cfgkit.tui.model.lines import Block, Line
from cfgkit.tui.model.mail_means import Gathering, gathered, questions
from cfgkit.tui.model.mail_result import VERDICT, ended, running, to_change_of
from cfgkit.tui.model.mail_trial import Trial, choices, recipients
from cfgkit.tui.model.words import said
from cfgkit.tui.pages.page import SessionPage
from cfgkit.tui.widgets.line_list import LineList
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.document import Document
    from cfgkit.mail import Role, StageResult, TestOptions, TestReport
    from cfgkit.mail.plan import Plan
    from cfgkit.mail.record import Attempt
    from cfgkit.tui.model.mail_extras import Extras
    from cfgkit.tui.model.mail_means import Gathered, Key, Tokens

_OLD = Block("made before the last edit", (Line("The settings have changed since: r tests them as they are now."),))
_NO_RESULT = Block("result", (Line("No test was made yet: r makes the one that is set."),))


class StageEnded(Message):
    """A stage of a test has ended."""

    def __init__(self, run: Cancellation, role: Role, result: StageResult) -> None:
        super().__init__()
        self.run, self.role, self.result = run, role, result


class TestEnded(Message):
    """A test has ended, with a report or with the reason why none could be made."""

    def __init__(self, run: Cancellation, outcome: TestReport | CfgkitError) -> None:
        super().__init__()
        self.run, self.outcome = run, outcome


class Told(Message):
    """A line for the user, while the test gets ready."""

    def __init__(self, run: Cancellation, content: str) -> None:
        super().__init__()
        self.run, self.content = run, content


class Ready(Message):
    """All that a test needs is there, or the reason why it is not."""

    def __init__(self, run: Cancellation, content: Gathered | CfgkitError) -> None:
        super().__init__()
        self.run, self.content = run, content


class Testing(SessionPage):
    """A page with a test of the Document on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._trial = Trial()
        self._secrets: dict[Key, Secret] = {}
        self._tokens: Tokens = {}
        #: The questions that were answered with yes.
        self._agreed: set[str] = set()
        #: The test that runs.
        self._run: Cancellation | None = None
        self._results: list[tuple[Role, StageResult]] = []
        self._told: list[str] = []
        #: Whether it has begun, and ends by itself once it is cancelled.
        self._is_ready = False
        #: What was tested last, and what came of it.
        self._tested: Document | None = None
        self._outcome: tuple[Block, ...] = ()

    @property
    def is_running_test(self) -> bool:
        """Whether there is a test to end."""
        return self._run is not None

    @property
    def is_old_result(self) -> bool:
        """Whether the last test was of other settings than those on the screen."""
        return self._tested is not None and self._tested != self.session.document

    @property
    def _result(self) -> LineList:
        return self.query_one("#result", LineList)

    def draw_trial(self) -> None:
        """Show the form as it is set."""
        self.query_one("#trial", LineList).show([self._trial.form()])

    def forget_result(self) -> None:
        """Another file's session: its test is none of this one."""
        self.action_stop()
        self._run = self._tested = None
        self._is_ready = False
        self._result.show([_NO_RESULT])

    def mark_result(self) -> None:
        """Say so where the settings are no longer those of the test."""
        if self._tested is not None and self._run is None:
            self._result.show([_OLD, *self._outcome] if self.is_old_result else self._outcome)

    @on(LineList.Chosen, "#trial")
    def _change(self, event: LineList.Chosen) -> None:
        label = event.line.label
        if label == "where":
            self.show_trial(replace(self._trial, is_real=not self._trial.is_real))
        elif label == "recipient":
            ask = Ask("Recipients, by commas; empty for none", recipients, ", ".join(self._trial.to))
            self.app.push_screen(ask, self._set_recipients)
        elif label in {"more", "password"}:
            self.action_more(label)
        else:
            self._choose(label)

    def action_more(self, label: str = "") -> None:
        """All that is seldom set."""

        def left(extras: Extras | None) -> None:
            if extras is not None:
                self.show_trial(replace(self._trial, extras=extras))

        self.app.push_screen(More(self._trial.extras, label), left)

    def _choose(self, label: str) -> None:
        def chosen(number: int | None) -> None:
            if number is not None:
                self.show_trial(self._trial.with_choice(label, number))

        self.app.push_screen(Choice(f"The {label} of the test", choices(label), "take it"), chosen)

    def _set_recipients(self, to: tuple[str, ...] | None) -> None:
        if to is not None:
            self.show_trial(replace(self._trial, to=to))

    def show_trial(self, trial: Trial) -> None:
        """Set what the next test is to do."""
        self._trial = trial
        self.draw_trial()

    @on(LineList.Chosen, "#result")
    async def _look_at(self, event: LineList.Chosen) -> None:
        """To the setting to change, or to the message that the sandbox received."""
        if event.line.key:
            await self.editor.go_to_setting(event.line.key)
        elif event.line.details:
            self.app.push_screen(Page("From the test", plain(event.line.details)))

    @work(exclusive=True, group="ask")
    async def action_run(self) -> None:
        """Ask what is missing, then make the test."""
        if self._run is not None:
            self.editor.say("A test is running: Esc ends it.")
            return
        document = self.session.document
        trial = self._trial
        planned, options = plan(document, trial.extras.release), trial.options(self.session.snapshot.path.name)
        if not await self._agrees(planned) or not await self._knows(planned, options):
            return
        self._run = run = Cancellation()
        self._results, self._told = [], []
        self._tested = document
        self.show_test()
        self._result.show(running(()))
        self.refresh_bindings()
        tell = partial(self._tell, run)
        what = Gathering(document, planned, options, trial.extras, dict(self._secrets), self._tokens, run, tell)
        # A user may take long to log in, and a program to end: leaving the editor does not wait for this thread.
        Thread(target=self._gather, args=(what,), daemon=True, name="gather").start()

    def _post(self, message: Told | Ready) -> None:
        """From the thread; where the editor was left meanwhile nobody wants to know."""
        with suppress(RuntimeError):
            self.post_message(message)

    def _tell(self, run: Cancellation, line: str) -> None:
        self._post(Told(run, line))

    def _gather(self, what: Gathering) -> None:
        """The thread that gets ready."""
        try:
            outcome: Gathered | CfgkitError = gathered(what)
        except CfgkitError as problem:
            outcome = problem
        self._post(Ready(what.cancellation, outcome))

    @on(Told)
    def _show_told(self, event: Told) -> None:
        if event.run is self._run:
            self._told.append(event.content)
            self._result.show(running(self._results, self._told), follow=True)

    @on(Ready)
    def _begin(self, event: Ready) -> None:
        if event.run is not self._run or self._tested is None:
            return
        if isinstance(event.content, CfgkitError):
            # A store's password that is wrong is asked for again.
            self._secrets = {key: secret for key, secret in self._secrets.items() if not isinstance(key, str)}
            self.post_message(TestEnded(event.run, event.content))
            return
        self._tokens = event.content.tokens
        self._is_ready = True
        self._test(self._tested, event.content.options, event.run)

    async def _agrees(self, planned: Plan) -> bool:
        """Whether mail may leave this host, and a protected environment's servers be asked; once for the same ones."""
        trial, environment = self._trial, self.session.environment
        if not (trial.sends or (trial.is_real and environment)):
            return True
        whose = f" of {environment}, which is protected" if environment else ""
        hosts = f"{', '.join(server.host.value for server in planned.servers)}{whose}"
        sent = f"This sends a real message by {hosts} to {', '.join(trial.to)}. Send it?"
        text, does = (sent, "send it") if trial.sends else (f"This asks the real server {hosts}. Do it?", "ask it")
        if text not in self._agreed:
            answer = await self.app.push_screen_wait(Question(f"{text} (asked once)", [("n", "no"), ("y", does)]))
            self._agreed |= {text} if answer == "y" else set()
        return text in self._agreed

    async def _knows(self, planned: Plan, options: TestOptions) -> bool:
        """Whether each password and token that is to be typed is known now."""
        for key, question in questions(planned, options, self._trial.extras).items():
            if key not in self._secrets:
                secret = await self.app.push_screen_wait(Ask(question, Secret, is_masked=True))
                if not secret:
                    return False
                self._secrets[key] = secret
        return True

    @work(thread=True, group="test")
    def _test(self, document: Document, options: TestOptions, run: Cancellation) -> None:
        """The thread."""

        def watch(role: Role, result: StageResult) -> None:
            self.post_message(StageEnded(run, role, result))

        try:
            outcome: TestReport | CfgkitError = run_test(
                document,
                options,
                cancellation=run,
                watch=watch,
            )
        except CfgkitError as problem:
            outcome = problem
        self.post_message(TestEnded(run, outcome))

    @on(StageEnded)
    def _show_stage(self, event: StageEnded) -> None:
        if event.run is self._run:
            self._results.append((event.role, event.result))
            self._result.show(running(self._results, self._told), follow=True)

    @on(TestEnded)
    def _show_outcome(self, event: TestEnded) -> None:
        if event.run is not self._run:
            return
        self._run = None
        self._is_ready = False
        self.refresh_bindings()
        if isinstance(event.outcome, CfgkitError):
            self._outcome = (Block("no test could be made", (Line(said(event.outcome)),)),)
            self.mark_result()
            return
        self._outcome = ended(event.outcome)
        self.mark_result()
        failed = [attempt for attempt in event.outcome.attempts if attempt.failure is not None]
        self._forget_refused(failed)
        self._result.go_to(to_change_of(failed[0]) if failed else VERDICT)

    def _forget_refused(self, failed: Sequence[Attempt]) -> None:
        """A password or token that was refused is asked for again: each try more may lock the account."""
        for attempt in failed:
            if attempt.failure is not None and attempt.failure.stage is Stage.AUTH:
                place = (attempt.host, attempt.port)
                self._secrets = {key: secret for key, secret in self._secrets.items() if key[1:] != place}
                self._tokens = {}

    def action_stop(self) -> None:
        """End the test that runs; one that still gets ready is not waited for."""
        if self._run is None:
            return
        self._run.cancel()
        if not self._is_ready:
            self.post_message(TestEnded(self._run, InputError("the test was ended before it began")))

    def on_unmount(self) -> None:
        """The editor is left: no test outlives it."""
        self.action_stop()

    def show_test(self) -> None:
        """Bring the test to the screen."""
        raise NotImplementedError
