"""What a command loads: start-up is what a script calls a thousand times."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "textual",
    "rich",
    "ruamel",
    "cryptography",
    "asyncio",
    "http",
    "email",
    "difflib",
    "tomllib",
    "pathlib",
}


def loaded(*arguments: str) -> set[str]:
    script = (
        "import sys\nfrom cfgkit.cli.main import execute\n"
        "code = execute(sys.argv[1:])\nassert code == 0, code\n"
        "print('\\n'.join(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import site; site.main()\n{script}", *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return {name.partition(".")[0] for name in done.stdout.split("\n")} | set(done.stdout.split("\n"))


def test_get_loads_nothing_that_it_does_not_need() -> None:
    modules = loaded("get", "fixtures/psappsrv/psappsrv.cfg", "SMTP Settings/SMTPServer")
    assert "lark" in modules
    assert not HEAVY & modules
    assert not {"cfgkit.tui", "cfgkit.mail", "cfgkit.convert", "cfgkit.compare", "cfgkit.syntax.edit"} & modules


def test_help_and_version_load_no_grammar() -> None:
    for option in ("--help", "--version"):
        assert not (HEAVY | {"lark"}) & loaded(option)


def test_diff_and_check_load_no_editor() -> None:
    assert not {"textual", "rich", "ruamel"} & loaded("diff", *["fixtures/trio/dev/psappsrv.cfg"] * 2)


def test_the_editor_opens_a_file_without_the_rules_the_dialogs_and_the_other_pages() -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom cfgkit.tui.app.editor import EditorApp\n"
        "from cfgkit.tui.model.rows import rows_of\nfrom cfgkit.tui.model.session import open_session\n"
        "session = open_session(Path('fixtures/psappsrv/psappsrv.cfg'))\nEditorApp([session])\nrows_of(session, ())\n"
        "print('\\n'.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    late = {
        "cfgkit.check.checking", "cfgkit.check.explain", "cfgkit.compare.diff", "cfgkit.compare.effects",
        "cfgkit.convert", "cfgkit.mail", "cfgkit.store.recovery", "cfgkit.store.saving", "cfgkit.tui.pages.compare",
        "cfgkit.tui.dialogs.questions", "cfgkit.tui.model.export", "cfgkit.tui.model.outside", "cfgkit.tui.pages.raw", "cfgkit.tui.model.recovery",
        "cfgkit.tui.model.restoring", "cfgkit.tui.dialogs.review", "ruamel",
    }  # fmt: skip
    assert not late & set(done.stdout.split("\n"))
