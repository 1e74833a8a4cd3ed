"""A server's side of AUTH without a socket: what was said, and the replies in turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from cfgkit.mail.wire import Reply

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class Server:
    """Answers with these lines one after the other, the last one again and again."""

    replies: list[str]
    said: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def __call__(self, command: str, shown: str) -> Reply:
        self.said.append(command)
        self.shown.append(shown)
        line = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return Reply(int(line[:3]), (line,))


@pytest.fixture(scope="session")
def server() -> Callable[..., Server]:
    def answering(*replies: str) -> Server:
        return Server(list(replies))

    return answering
