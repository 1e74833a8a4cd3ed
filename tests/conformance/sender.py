"""`cfgkit smtp test` as a user runs it: a process, its words on the command line, its JSON. The argv stand here only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: No run takes longer than this, whatever the machine does; a hang ends the test.
_PATIENCE: Final = 60.0
_PASSWORD: Final = "CONFORMANCE_PASSWORD"
_TOKEN: Final = "CONFORMANCE_TOKEN"
_STORE_PASSWORD: Final = "CONFORMANCE_STORE"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What to send, and as whom; an empty field leaves its option out."""

    settings: Mapping[str, str]
    to: tuple[str, ...] = ("a@example.com",)
    password: str = ""
    token: str = ""
    trust: Path | None = None
    client_store: Path | None = None
    store_password: str = ""
    options: tuple[str, ...] = ()

    def argv(self, file: Path) -> list[str]:
        words = ["smtp", "test", str(file), "--format", "json", *self.options]
        for address in self.to:
            words += ["--to", address]
        words += ["--password-env", _PASSWORD] if self.password else []
        words += ["--token-env", _TOKEN] if self.token else []
        words += ["--trust", str(self.trust)] if self.trust else []
        words += ["--client-store", str(self.client_store)] if self.client_store else []
        words += ["--client-store-password-env", _STORE_PASSWORD] if self.store_password else []
        return words

    @property
    def environment(self) -> dict[str, str]:
        secrets = {_PASSWORD: self.password, _TOKEN: self.token, _STORE_PASSWORD: self.store_password}
        return {name: value for name, value in secrets.items() if value}


@dataclass(frozen=True)
class Sent:
    """How the process ended, and the one result of its JSON (empty where it printed none)."""

    exit_code: int
    result: Mapping[str, Any] = field(repr=False)
    stdout: str = field(repr=False)
    stderr: str

    @property
    def outcome(self) -> str:
        """The last attempt's outcome; empty where there was none."""
        attempts = self.result.get("attempts", [])
        return str(attempts[-1]["outcome"]) if attempts else ""

    @property
    def fault(self) -> str:
        """The class of the stage that failed in the last attempt; empty where none did."""
        stages = self.result["attempts"][-1]["stages"] if self.result.get("attempts") else []
        return next((str(one["class"]) for one in stages if one["outcome"] == "failed"), "")

    @property
    def noticed(self) -> set[str]:
        """The rules of the last attempt's findings."""
        attempts = self.result.get("attempts", [])
        return {str(one["rule"]) for one in attempts[-1]["findings"]} if attempts else set()

    @property
    def words(self) -> str:
        """All that it said, for an assertion's message and for the hunt for secrets."""
        return f"exit {self.exit_code}\n{self.stdout}\n{self.stderr}"

    def message(self, stage: str) -> str:
        """What the last attempt reports of this stage."""
        stages = self.result["attempts"][-1]["stages"]
        return " / ".join(str(one["message"]) for one in stages if one["stage"] == stage)


def send(order: Order, folder: Path) -> Sent:
    """Writes the settings into a file in `folder` and runs `cfgkit smtp test` on it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "psappsrv.cfg"
    lines = ["[SMTP Settings]", *(f"{key}={value}" for key, value in order.settings.items())]
    file.write_text("".join(f"{line}\n" for line in lines))
    done = subprocess.run(
        [sys.executable, "-m", "cfgkit", *order.argv(file)],
        env={**os.environ, **order.environment, "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    results = json.loads(done.stdout)["results"] if done.stdout.startswith("{") else [{}]
    return Sent(done.returncode, results[0], done.stdout, done.stderr)
