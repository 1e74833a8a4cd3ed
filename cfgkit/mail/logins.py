"""One login try an account and run: each refused one counts towards a lock-out."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from cfgkit.mail.cancel import TICK_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.mail.cancel import Cancellation
    from cfgkit.mail.deadline import Deadline
    from cfgkit.mail.record import Step


class Login:
    """One user at one server; `refusal` is how the last try ended that was not accepted."""

    def __init__(self) -> None:
        self.refusal: Step | None = None
        self._lock = Lock()

    @contextmanager
    def turn(self, deadline: Deadline, cancellation: Cancellation) -> Iterator[None]:
        """Waits until no other test is logging in here; raises TimeoutError at the deadline, and after a cancel."""
        while not self._lock.acquire(timeout=min(TICK_SECONDS, deadline.left())):
            if cancellation.is_asked:
                raise TimeoutError
        try:
            yield
        finally:
            self._lock.release()


class Logins:
    """All logins of a run, which several tests may share."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._logins: dict[tuple[str, str], Login] = {}

    def of(self, host: str, user: str) -> Login:
        """That user's login at that server, under whichever port."""
        with self._lock:
            return self._logins.setdefault((host.casefold().removesuffix("."), user.casefold()), Login())
