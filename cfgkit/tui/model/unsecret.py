"""Lines without their secrets: what stands round each secret, as texts, and the way back where the secret is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.convert.private import bare
from cfgkit.schema import is_secret, masked_text
from cfgkit.schema.secrets import is_password
from cfgkit.secret import MASK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cfgkit.document import Document
    from cfgkit.syntax import Line

_PRIVATE_USE: Final = range(0xE000, 0xF8FF)
_LEAST_PASSWORD: Final = 4


@dataclass(frozen=True, slots=True, repr=False)
class Holed:
    """A line's text with a hole for each secret: `texts` has one more than there are holes. Its repr shows nothing."""

    texts: tuple[str, ...]
    secrets: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The text with a mask in each hole."""
        return MASK.join(self.texts)

    def __repr__(self) -> str:
        return f"Holed({len(self.secrets)} secrets)"


def holed(line: Line, also: Collection[str] = (), passwords: Iterable[str] = ()) -> Holed:
    """The line's text, less its secrets; where a known password stands outside of them, all of it is one hole."""
    text = line.text
    mark = next(chr(code) for code in _PRIVATE_USE if chr(code) not in text)
    collected: list[str] = []

    def hide(secret: str) -> str:
        collected.append(secret)
        return f"{mark}{len(collected) - 1}{mark}"

    pieces = re.split(f"{mark}([0-9]+){mark}", masked_text(line, also, hide))

    def whole(secret: str) -> str:
        # A secret may hold one that was found before it.
        return re.sub(f"{mark}([0-9]+){mark}", lambda found: whole(collected[int(found[1])]), secret)

    texts, secrets = pieces[::2], [whole(collected[int(number)]) for number in pieces[1::2]]
    if any(password in one for one in texts for password in passwords):
        return Holed(("", ""), (text,))
    return Holed(tuple(texts), tuple(secrets))


def filled(texts: Sequence[str], secrets: Sequence[str]) -> str:
    """The text with the secrets in its holes."""
    return "".join([texts[0], *[secret + text for secret, text in zip(secrets, texts[1:], strict=True)]])


def passwords_of(*documents: Document) -> frozenset[str]:
    """The passwords that settings of the Documents hold, if they are long enough to be told from other words."""
    found = (
        bare(line.value)
        for document in documents
        for _, line in document.setting_lines()
        if is_secret(line.key, document.schema.secret_keys) and is_password(line.key)
    )
    return frozenset(one for one in found if len(one) >= _LEAST_PASSWORD)
