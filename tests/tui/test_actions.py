"""The registry: no key does two things, and everything that it names is there."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.widgets import Input

from cfgkit.tui.actions import ACTIONS, CHANGING, On, bindings, help_text
from cfgkit.tui.app import EditorApp
from cfgkit.tui.settings_list import SettingsList
from cfgkit.tui.settings_page import SettingsPage

OWNERS = {On.EVERYWHERE: EditorApp, On.SETTINGS: SettingsPage, On.LIST: SettingsList}


def test_no_key_does_two_things() -> None:
    keys = Counter(key for action in ACTIONS for key in action.keys.split(","))
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_key_that_works_while_text_is_typed_is_one_of_the_text_fields() -> None:
    typed = {key for binding in Input.BINDINGS for key in getattr(binding, "key", "").split(",")}
    # In a search the arrows and these two move in the list, as they do in it.
    ours = {key for action in ACTIONS for key in action.keys.split(",") if key.startswith(("ctrl+", "f"))}
    assert ours & typed == set()


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_every_action_has_its_method_and_stands_in_the_help(action: object) -> None:
    name = action.name.partition("(")[0]  # type: ignore[attr-defined]
    assert callable(getattr(OWNERS[action.on], f"action_{name}"))  # type: ignore[attr-defined]
    assert action.help in help_text()  # type: ignore[attr-defined]


def test_bindings_are_drawn_from_the_registry() -> None:
    assert sum(len(bindings(on)) for on in On) == len(ACTIONS)
    assert {"edit", "comment", "add", "remove", "reset", "copy", "undo", "redo", "save"} == CHANGING
