"""`cfgkit completion`: the completion script of a shell."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, get_completion_class

from cfgkit.cli import console
from cfgkit.errors import NotAvailableError

# Section names hold blanks, which click's own script for bash would insert unquoted.
_PLAIN = "COMPREPLY+=($value)"
_QUOTED = 'COMPREPLY+=("$(printf \'%%q\' "$value")")'


class QuotingBashComplete(BashComplete):
    """Click's bash completion, with words quoted."""

    source_template = BashComplete.source_template.replace(_PLAIN, _QUOTED)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    Bash, in ~/.bashrc: eval "$(cfgkit completion bash)". Zsh, in ~/.zshrc: eval "$(cfgkit completion zsh)".
    Fish: cfgkit completion fish > ~/.config/fish/completions/cfgkit.fish
    """
    found = QuotingBashComplete if shell == "bash" else get_completion_class(shell)
    if found is None:
        raise NotAvailableError(f"no completion for {shell}")
    root = click.get_current_context().find_root().command
    script = found(root, {}, "cfgkit", "_CFGKIT_COMPLETE")
    # The version check of click's bash class runs bash; the script itself is plain text.
    console.data(script.source_template % script.source_vars() + "\n")
