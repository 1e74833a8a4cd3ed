"""Whether two values say the same: by their setting's type, or to the letter."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cfgkit.schema.network_type import Host
from cfgkit.schema.value_type import Refusal, is_reference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.schema.setting import Setting
    from cfgkit.schema.value_type import ValueType


def meaning(setting: Setting | None, values: Sequence[str]) -> tuple[object, ...]:
    """What live values mean: two that mean the same are equal; without a setting, to the letter."""
    if setting is None or setting.is_secret:
        return tuple(values)
    return tuple([_meaning(setting.type, value) for value in values])


@lru_cache(maxsize=8192)
def _meaning(type_: ValueType[Any], text: str) -> tuple[str, object]:
    """What a text means to its type: `0465` and `465` are one number; a refused text means itself."""
    bare = text.strip(" \t")
    if not bare or is_reference(bare):
        # psadmin puts // in front of a listener's address, be it a reference or not.
        return "text", bare.removeprefix("//") if isinstance(type_, Host) and type_.listens else bare
    found = type_.parse(bare)
    if isinstance(found, Refusal):
        if found.fix is None:
            return "text", bare
        found = type_.parse(found.fix)
    return type(found).__name__, found.casefold() if isinstance(type_, Host) and isinstance(found, str) else found
