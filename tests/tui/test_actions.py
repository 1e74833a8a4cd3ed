"""The registry: no key does two things, and everything that it names is there."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from cfgkit.tui.actions import ACTIONS, CHANGING, On, bindings, help_text
from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.pages.compare import ComparePage
from cfgkit.tui.pages.mail import MailPage
from cfgkit.tui.pages.raw import RawPage
from cfgkit.tui.pages.settings import SettingsPage
from cfgkit.tui.widgets.line_list import LineList
from cfgkit.tui.widgets.settings_list import SettingsList

if TYPE_CHECKING:
    from cfgkit.tui.actions import Action

OWNERS = {
    On.EVERYWHERE: EditorApp,
    On.SETTINGS: SettingsPage,
    On.RAW: RawPage,
    On.COMPARE: ComparePage,
    On.MAIL: MailPage,
    On.LIST: SettingsList,
}
PAGES = sorted(set(OWNERS) - {On.EVERYWHERE, On.LIST})


@pytest.mark.parametrize("page", PAGES)
def test_no_key_does_two_things_on_a_page(page: On) -> None:
    works = [action for action in ACTIONS if action.works(page, On.LIST, On.EVERYWHERE)]
    keys = Counter(key for action in works for key in action.keys.split(","))
    assert [key for key, count in keys.items() if count > 1] == []


def test_each_page_is_one_of_the_registry() -> None:
    assert {getattr(OWNERS[place], "PLACE", None) for place in PAGES} == set(PAGES)
    assert {place.value for place in PAGES} == set(EditorApp.MODES)


def test_no_key_that_works_while_text_is_typed_is_one_of_the_text_fields() -> None:
    typed = {key for binding in Input.BINDINGS for key in getattr(binding, "key", "").split(",")}
    # In a search the arrows and these two move in the list, as they do in it.
    ours = {key for action in ACTIONS for key in action.keys.split(",") if key.startswith(("ctrl+", "f"))}
    # In a text field it copies, and the help says so.
    assert ours & typed == {"ctrl+c"}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_every_action_has_its_method_and_stands_in_the_help(action: Action) -> None:
    name = action.name.partition("(")[0]
    for place in (action.on, *action.also):
        assert callable(getattr(OWNERS[place], f"action_{name}"))
        assert action.help in help_text(place)


def test_each_list_moves_by_the_same_keys() -> None:
    names = {action.name.partition("(")[0] for action in ACTIONS if action.on is On.LIST}
    for name in names:
        assert callable(getattr(LineList, f"action_{name}"))


def test_bindings_are_drawn_from_the_registry() -> None:
    assert sum(len(bindings(on)) for on in On) == sum(1 + len(action.also) for action in ACTIONS)
    assert {
        "edit",
        "comment",
        "add",
        "describe",
        "paste",
        "remove",
        "reset",
        "copy",
        "take",
        "take_section",
        "undo",
        "redo",
    } == CHANGING
