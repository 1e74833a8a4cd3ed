"""What settings mean.

| module       | idea                                                                         |
|--------------|------------------------------------------------------------------------------|
| release      | PeopleTools releases                                                         |
| effect       | when a changed setting takes effect, by release                              |
| value_type   | types of values; network_type, type_names: those of the network, by name     |
| setting      | what one setting means in one kind of file                                   |
| smtp         | [SMTP Settings], every key, and its typed view                               |
| sections     | kinds of file, families of sections, their order                             |
| catalogue    | the settings of all other sections; renamed: those that got another name     |
| schema       | all of them as one value, with what a site adds; site: where that is written |
| template     | what a delivered .cfx template says of its settings                          |
| guess        | which release a file may belong to                                           |
| judged       | a value against its type, as a finding                                       |
| secrets      | which settings are secrets, and how lines that hold one are drawn            |
| dialect      | what syntax/ needs to know of PeopleSoft, as one value                       |
"""

from cfgkit.schema.dialect import PEOPLESOFT, dialect_of, schema_of
from cfgkit.schema.schema import BUILT_IN, Schema
from cfgkit.schema.secrets import (
    Relation,
    is_encrypted,
    is_secret,
    mask,
    mask_line,
    masked_text,
    masked_value,
    relation,
)
from cfgkit.schema.sections import kind_of

__all__ = [
    "BUILT_IN",
    "PEOPLESOFT",
    "Relation",
    "Schema",
    "dialect_of",
    "is_encrypted",
    "is_secret",
    "kind_of",
    "mask",
    "mask_line",
    "masked_text",
    "masked_value",
    "relation",
    "schema_of",
]
