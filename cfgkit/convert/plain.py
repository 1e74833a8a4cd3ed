"""Plain data as YAML: every text quoted, so that no reader takes it for something else."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString


def as_yaml(data: Any) -> str:  # noqa: ANN401 - what JSON can hold
    """The YAML of what JSON can hold; keys are left plain."""
    writer = YAML()
    writer.width = 4096
    stream = io.StringIO()
    writer.dump(_quoted(data), stream)
    return stream.getvalue()


def _quoted(data: Any) -> Any:  # noqa: ANN401 - same
    if isinstance(data, str):
        return DoubleQuotedScalarString(data)
    if isinstance(data, dict):
        return {key: _quoted(value) for key, value in data.items()}
    return [_quoted(one) for one in data] if isinstance(data, list | tuple) else data
