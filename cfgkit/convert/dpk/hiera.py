"""Hiera's interpolations: kept as they are, and resolved only with values that the user gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from cfgkit.convert.composed import compose, pairs_of, text_of

#: How a placeholder for a secret is written.
Style = Literal["lookup", "hiera", "eyaml"]
#: The values that the user gives for names in interpolations.
Variables = Mapping[str, str]

_ANY: Final = re.compile(r"%\{[^}]*\}")
_CALL: Final = re.compile(
    r"%\{\s*(?:lookup|hiera)\(\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)\s*\}|%\{\s*(?:::)?([\w.:]+)\s*\}"
)
_ENCRYPTED: Final = re.compile(r"\s*ENC\[")
_NO_NAME: Final = re.compile(r"[^a-z0-9]+")


def is_interpolated(text: str) -> bool:
    """Whether hiera decides what the text is."""
    return "%{" in text


def is_out_of_file(text: str) -> bool:
    """Whether a secret stands elsewhere: behind an interpolation, or encrypted by eyaml."""
    return is_interpolated(text) or _ENCRYPTED.match(text) is not None


def resolved(text: str, variables: Variables) -> str | None:
    """The text with every interpolation replaced; None where a value is not given."""
    found: list[str] = []
    done = 0
    for one in _ANY.finditer(text):
        call = _CALL.fullmatch(one[0])
        name = next((part for part in call.groups() if part is not None), None) if call else None
        if name is None or name not in variables:
            return None
        found += [text[done : one.start()], variables[name]]
        done = one.end()
    rest = text[done:]
    return None if is_interpolated(rest) else "".join((*found, rest))


def placeholder(domain: str, section: str, key: str, style: Style) -> str:
    """What stands in place of a secret: a name to be looked up, or room for what eyaml encrypts."""
    name = variable_name(domain, section, key)
    return f"ENC[PKCS7,{name}]" if style == "eyaml" else f"%{{{style}('{name}')}}"


def variable_name(domain: str, section: str, key: str) -> str:
    """The name that a secret is looked up by: `hrdev_smtp_settings_smtpuserpassword`."""
    return "_".join(
        part for part in (_NO_NAME.sub("_", one.lower()).strip("_") for one in (domain, section, key)) if part
    )


def read_variables(text: str) -> dict[str, str]:
    """The values of a flat YAML of names and texts.

    Raises:
        InputError: it is something else.
    """
    return {name: text_of(node) for name, node in pairs_of(compose(text)).items()}
