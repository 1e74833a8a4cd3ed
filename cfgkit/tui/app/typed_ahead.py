"""Keys that come faster than they are worked off: each one waits until what the one before it led to is there.

Over a slow line several keys come at once. Textual would give them all to the widget that has the focus when they
come: of `/port` the letters would go to the list, as commands, before `/` has opened the field for them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from textual.app import App, ScreenStackError
from textual.events import Key, Paste

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.events import Event
    from textual.message_pump import MessagePump

#: The longest that a key waits for the one before it, in seconds: what takes longer says so on the screen.
_PATIENCE: Final = 1.0
#: A key may open a dialog, and that may move the focus.
_MOST_MOVES: Final = 4


class TypedAheadApp(App[int]):
    """Works off keys and pasted text one after the other."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._typed: deque[Key | Paste] = deque()
        self._working_off: asyncio.Task[None] | None = None

    async def on_event(self, event: Event) -> None:
        """Queue what is typed; all else goes its way at once."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            self._typed.append(event)
            if self._working_off is None:
                self._working_off = asyncio.create_task(self._work_off())
        else:
            await super().on_event(event)

    async def _work_off(self) -> None:
        try:
            while self._typed:
                await self._at_rest()
                await super().on_event(self._typed.popleft())
        except ScreenStackError:
            self._typed.clear()  # the editor ends
        except Exception as problem:  # noqa: BLE001 - as in Textual's own loop, whatever it is ends the editor
            self._typed.clear()
            self._handle_exception(problem)
        finally:
            self._working_off = None

    async def _at_rest(self) -> None:
        """Wait until all who might do something with the last key have done it."""
        for _ in range(_MOST_MOVES):
            before = self._receivers()
            for one in before:
                await _idle(one)
            if self._receivers() == before:
                return

    def _receivers(self) -> list[DOMNode]:
        """Who gets a key, in the order in which it is passed on; the app is the last one."""
        return list((self.focused or self.screen).ancestors_with_self)


async def _idle(node: MessagePump) -> None:
    """Wait until the node has worked off what it got up to now."""
    done = asyncio.Event()
    if node.call_later(done.set):
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), _PATIENCE)
