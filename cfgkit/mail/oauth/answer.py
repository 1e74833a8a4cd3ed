"""What a token service says: JSON to plain values, its words freed of secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cfgkit.display import visible
from cfgkit.errors import OAuthError
from cfgkit.mail.auth.masking import masked
from cfgkit.mail.oauth.stream import MAX_ANSWER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cfgkit.mail.oauth.stream import Answer
    from cfgkit.secret import Secret

#: The longest description that a message repeats, in characters.
_WORDS: Final = 300


def values(answer: Answer) -> Mapping[str, Any]:
    """The JSON object that the answer holds.

    Raises:
        OAuthError: it holds none, or is too long.
    """
    if len(answer.body) > MAX_ANSWER:
        raise OAuthError(f"the token service's answer ({answer.status}) has no end")
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):  # RecursionError: brackets without end
        found = None
    if not isinstance(found, dict):
        raise OAuthError(
            f"the token service answered {answer.status} without the JSON of one", help="check its address"
        )
    return found


def refused(answer: Mapping[str, Any], secrets: Iterable[Secret]) -> OAuthError | None:
    """The error that the answer is, if it is one; what it repeats of a secret is masked."""
    code = answer.get("error")
    if not isinstance(code, str) or not code:
        return None
    kept = tuple(secrets)
    said = answer.get("error_description")
    description = freed(said, kept) if isinstance(said, str) else ""
    shown = freed(code, kept)
    return OAuthError(f"the token service refused: {shown}{': ' if description else ''}{description}", code=shown)


def freed(text: str, secrets: Iterable[Secret]) -> str:
    """Words of a stranger as one short visible line, each secret in any of its usual forms masked."""
    line = visible(" ".join(masked(text, secrets).split()))
    return line if len(line) <= _WORDS else f"{line[:_WORDS]}..."
