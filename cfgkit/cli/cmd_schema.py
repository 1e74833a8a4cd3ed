"""`cfgkit schema`: the site's own schema, from its own delivered template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.options import encoding_option
from cfgkit.cli.reading import read_document
from cfgkit.errors import InputError
from cfgkit.schema import BUILT_IN
from cfgkit.schema.template import as_toml, marked_settings

if TYPE_CHECKING:
    from cfgkit.schema.setting import FileKind


@click.group()
def schema() -> None:
    """The schema, and what a site adds to it."""


@schema.command("import")
@click.argument("template", metavar="TEMPLATE.cfx", type=click.Path())
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here; a file that is there is kept.")
@click.option("--kind", type=click.Choice(["psappsrv", "psprcs"]), help="Which kind of file it is a template of.")
@encoding_option
def import_(template: str, output: Path | None, kind: str | None, encoding: str | None) -> int:
    """Read types, values and marks out of a delivered template, as a schema file.

    The built-in catalogue ends with 8.54; your own template knows your release. Name the written file in
    cfgkit.toml: [schema] include = ["FILE"]. Passwords and the template's texts are left out.
    """
    # cfgkit.toml may name the very file that is to be written here.
    document = read_document(template, encoding, schema=BUILT_IN)
    file = kind or document.kind
    if file == "unknown":
        raise InputError("its sections don't tell which kind of template it is", file=template, help="use --kind")
    found = list(marked_settings(document))
    if not found:
        raise InputError("holds no setting", file=template, help="name a .cfx template of your PS_HOME")
    text = as_toml(found, cast("FileKind", file), Path(template).name)
    if output is None:
        console.data(text)
    else:
        _write(output, text)
        console.note(f'cfgkit: {len(found)} settings in {output}; in cfgkit.toml: [schema] include = ["{output.name}"]')
    return ExitCode.OK


@schema.command("json")
@click.option("--dpk", is_flag=True, help="That of DPK's psft_customizations.yaml.")
def json_(dpk: bool) -> int:
    """Print the JSON Schema of a YAML layout, for editors that complete and check YAML.

    It knows the settings that a cfgkit.toml in this folder, or the user's own, adds. Without additions it is
    the file that ships in the package, below convert/schemas.
    """
    from cfgkit.convert.json_schema import as_text, dpk_schema, layout_schema
    from cfgkit.schema.site import site_schema

    known = site_schema("psft_customizations.yaml")
    console.data(as_text(dpk_schema(known) if dpk else layout_schema(known)))
    return ExitCode.OK


def _write(output: Path, text: str) -> None:
    try:
        with output.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise InputError("is there already", file=output, help="name another file, or remove it first") from None
    except OSError as error:
        raise InputError(f"can't be written: {error.strerror}", file=output) from None
