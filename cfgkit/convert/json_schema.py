"""The JSON Schemas of both YAML layouts, generated from the schema: for editors that complete and check YAML.

They accept whatever the types accept, and more where JSON Schema can't say it: no false alarms. Draft 7, which
editors know best.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from cfgkit.convert.dpk.names import BESIDE, CONFIG, DATABASE, LISTS, STARTUP, STARTUP_KEYS
from cfgkit.convert.layout import EOLS, MASKED
from cfgkit.schema.network_type import Url
from cfgkit.schema.schema import KINDS
from cfgkit.schema.sections import MESSAGING_FAMILIES
from cfgkit.schema.value_type import Choice, Flag, Number, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfgkit.schema import Schema
    from cfgkit.schema.setting import FileKind, Setting
    from cfgkit.schema.value_type import ValueType

Json = dict[str, Any]

#: Where the generated files ship.
FOLDER: Final = "schemas"
FILES: Final = {"layout": "cfgkit.schema.json", "dpk": "psft_customizations.schema.json"}
_DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_TEXT: Final[Json] = {"type": "string"}
_SCALAR: Final[Json] = {"type": ["string", "number", "boolean"]}
#: Environment variables decide what the value is; blanks are no matter of types.
_FREE: Final[Json] = {"type": "string", "pattern": r"%\w+%|\{\$|^\s*$"}
_ELSEWHERE: Final[Json] = {"type": "string", "pattern": r"%\{|^\s*ENC\["}
_EOL: Final[Json] = {"enum": list(EOLS)}
_ENTRY: Final[Json] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "key": _SCALAR,
        "off": _SCALAR,
        "comment": _TEXT,
        "blank": {"type": "integer", "minimum": 1},
        "raw": _TEXT,
        "value": {**_SCALAR, "description": "Any scalar; it is taken as the text that stands here."},
        "text": _TEXT,
        "eol": _EOL,
        "secret": {"const": MASKED, "description": "The secret is left out, and stays as it is in the file."},
    },
    "oneOf": [
        {"required": ["key", "value"]},
        {"required": ["off", "value"]},
        *({"required": [name]} for name in ("comment", "blank", "raw")),
    ],
}
_FEATURES: Final = {
    "psappsrv": (
        *("PUBSUB", "QUICKSRV", "QUERYSRV", "JOLT", "JRAD", "WSL", "DBGSRV", "RENSRV", "MCF", "PPM", "PSPPMSRV"),
        *("ANALYTICSRV", "SERVER_EVENTS", "DOMAIN_GW"),
    ),
    "psprcs": ("MSTRSRV", "APPENG", "KIOSK", "PPM", "DOMAIN_GW", "SERVER_EVENTS"),
}


def as_text(schema: Json) -> str:
    """The JSON Schema as its file has it."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def layout_schema(schema: Schema) -> Json:
    """The JSON Schema of cfgkit's own layout, for either kind of file."""
    return {
        "$schema": _DRAFT,
        "title": "A PSAPPSRV.CFG or PSPRCS.CFG as cfgkit to-yaml writes it",
        "type": "object",
        "required": ["cfgkit", "sections"],
        "additionalProperties": False,
        "properties": {
            "cfgkit": {"const": 1, "description": "The version of this layout."},
            "file": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "encoding": _TEXT,
                    "bom": {"type": "boolean"},
                    "newline": {"enum": [*EOLS, "mixed", "none"]},
                    "final_newline": {"type": "boolean"},
                    "kind": {"enum": [*KINDS, "unknown"]},
                },
            },
            "sections": {"type": "array", "items": {"$ref": "#/definitions/section"}},
        },
        "definitions": {"section": _section(schema), "entry": _ENTRY},
    }


def _section(schema: Schema) -> Json:
    known: dict[str, dict[str, list[Setting]]] = {}
    for kind in KINDS:
        for section in schema.sections(kind):
            keys = known.setdefault(section, {})
            for setting in schema.settings(kind, section):
                keys.setdefault(setting.key, []).append(setting)
    return {
        "type": "object",
        "required": ["name"],
        "additionalProperties": False,
        "properties": {
            "name": {"anyOf": [{"enum": list(known)}, _TEXT, {"type": "null"}]},
            "text": _TEXT,
            "eol": _EOL,
            "body": {"type": "array", "items": {"$ref": "#/definitions/entry"}},
        },
        "allOf": [_section_rule(section, keys) for section, keys in known.items() if keys],
    }


def _section_rule(section: str, keys: dict[str, list[Setting]]) -> Json:
    """What the entries of a section of that name may be."""
    rules = [
        {
            "if": {"properties": {"key": {"const": key}}, "required": ["key"], "not": {"required": ["secret"]}},
            "then": {"properties": {"value": value}},
        }
        for key, value in ((key, _value(found)) for key, found in keys.items())
        if value != _SCALAR
    ]
    known: Json = {"anyOf": [{"enum": list(keys)}, _SCALAR]}
    entry = {"properties": {"key": known, "off": known}, **({"allOf": rules} if rules else {})}
    return {
        "if": {"properties": {"name": {"const": section}}, "required": ["name"]},
        "then": {"properties": {"body": {"items": entry}}},
    }


def dpk_schema(schema: Schema) -> Json:
    """The JSON Schema of DPK's psft_customizations.yaml, as far as domains go; all else is free."""
    return {
        "$schema": _DRAFT,
        "title": "Domains in DPK's psft_customizations.yaml",
        "type": "object",
        "properties": {
            name: {"type": ["object", "null"], "additionalProperties": {"$ref": f"#/definitions/{kind}"}}
            for kind, name in LISTS.items()
        },
        "definitions": {kind: _domain(schema, kind) for kind in KINDS},
    }


def _domain(schema: Schema, kind: FileKind) -> Json:
    known: Json = {}
    families: Json = {}
    for section in schema.sections(kind):
        if section == STARTUP:
            continue
        for setting in schema.settings(kind, section):
            known[f"{section}/{setting.key}"] = _carried([setting])
            family = next((one for one in MESSAGING_FAMILIES if section.upper().startswith(one)), None)
            if family is not None:
                families[f"^{family}[^/]+/{re.escape(setting.key)}$"] = _carried([setting])
    startup = {one.key: one for one in schema.settings(kind, STARTUP)}
    return {
        "type": ["object", "null"],
        "properties": {
            **{name: {} for name in BESIDE},
            DATABASE: {
                "type": ["object", "null"],
                "properties": {
                    name: _carried([startup[key]] if key in startup and key != "DBType" else [])
                    for name, key in STARTUP_KEYS.items()
                },
                "additionalProperties": False,
            },
            CONFIG: {
                "type": ["object", "null"],
                "properties": known,
                "patternProperties": families,
                "propertyNames": {"pattern": "^[^/]+/."},
            },
            "feature_settings": {
                "type": ["object", "null"],
                "properties": {name: {"enum": ["Yes", "No"]} for name in _FEATURES[kind]},
            },
        },
    }


def _carried(settings: list[Setting]) -> Json:
    """The values of a setting in DPK's YAML, where an interpolation or eyaml may stand for it."""
    value = _value(settings)
    return {**value, "anyOf": [*value["anyOf"], _ELSEWHERE]} if "anyOf" in value else value


def _value(settings: Iterable[Setting]) -> Json:
    """The values that a setting may have, in any of its kinds of file."""
    found = list(settings)
    forms = list({str(form): form for one in found for form in _forms(one.type)}.values())
    described = next((one for one in found if one.description), None)
    about: Json = {} if described is None else {"description": described.description}
    if not forms or _SCALAR in forms:
        return {**about, **_SCALAR}
    return {**about, "anyOf": [*forms, _FREE]}


def _forms(type_: ValueType[Any]) -> Iterator[Json]:
    """What the type accepts, a form each; any scalar where JSON Schema can't tell."""
    if isinstance(type_, Flag):
        words = (type_.yes, type_.no, *(word for word, _ in type_.also))
        yield {"enum": [one for word in words for one in _read(word)]}
    elif isinstance(type_, Number):
        yield from _numbers(type_)
    elif isinstance(type_, Choice):
        yield {"enum": [one for word in type_.options for one in _read(word)]}
        if type_.is_open:
            yield _SCALAR
    elif isinstance(type_, Text) and type_.most is not None:
        yield {"type": "string", "pattern": rf"^\s*(\S.{{0,{type_.most - 1}}})?\s*$"}
        yield {"type": ["number", "boolean"]}
    elif isinstance(type_, Url):
        yield {"type": "string", "pattern": r"^\s*https?://"}
    else:
        yield _SCALAR


def _numbers(type_: Number) -> Iterator[Json]:
    bounds = {name: bound for name, bound in (("minimum", type_.low), ("maximum", type_.high)) if bound is not None}
    yield {"type": "integer", **bounds}
    special = [value for value, _ in type_.meanings]
    if special:
        yield {"enum": special}
    yield {"type": "string", "pattern": r"^\s*-?[0-9][0-9,]*\s*$"}


def _read(word: str) -> Iterator[Any]:
    """The word as a text, and as what YAML reads it for without quotes."""
    yield word
    if word.isdecimal() and word.isascii() and str(int(word)) == word:
        yield int(word)
    elif word in {"true", "false"}:
        yield word == "true"
