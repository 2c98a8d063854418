"""The one table of actions."""

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence

from annotator.tools import TOOLS
from annotator.ui.actions import ACTIONS, CANVAS_KEYS
from annotator.ui.dialogs.cheat_sheet import cheat_sheet
from annotator.ui.fuzzy import ranked, score
from annotator.ui.keys import Keys, tooltip
from annotator.ui.preferences import Preferences


@pytest.fixture
def keys(qapp, tmp_path) -> Keys:
    return Keys(Preferences(tmp_path / "preferences.json"))


def test_every_key_is_one_that_qt_knows():
    assert all(QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys)


def test_every_action_has_a_name_and_a_text_of_its_own():
    for of in (lambda spec: spec.name, lambda spec: spec.text):
        assert max(Counter(map(of, ACTIONS)).values()) == 1


def test_every_tool_is_in_the_table_with_its_own_key():
    keys = {spec.name: spec.keys for spec in ACTIONS}
    assert all(keys[f"tool_{name}"] == (tool.shortcut,) for name, tool in TOOLS.items())


def test_a_tooltip_names_the_key(keys):
    [accept] = [spec for spec in ACTIONS if spec.name == "accept"]
    assert "(E)" in tooltip(accept, keys)


def test_the_cheat_sheet_shows_every_action_that_has_a_key(keys):
    shown = {text for _, lines in cheat_sheet(keys) for _, text in lines}
    digits = {spec.text for spec in ACTIONS if spec.group == "Categories"}
    assert {spec.text for spec in ACTIONS if spec.keys} - digits <= shown
    assert {line.text for line in CANVAS_KEYS} <= shown


def test_a_few_letters_find_an_action():
    texts = [spec.text for spec in ACTIONS]
    assert ranked("acab", texts, str)[0] == "Accept all above the threshold"
    assert ranked("export", texts, str)[0] == "Export"
    assert ranked("undo", texts, str)[0] == "Undo on this frame"


def test_letters_that_are_not_there_find_nothing():
    assert score("xyz", "Export COCO") is None


def test_an_empty_wish_lists_everything_in_order():
    assert ranked("  ", ["b", "a"], str) == ["b", "a"]


def test_the_cheat_sheet_stays_within_its_window(opened):
    opened.desk.show_cheat_sheet()
    assert opened.desk.cheat_sheet.width() <= opened.width()
    assert opened.desk.cheat_sheet.height() <= opened.height()
    opened.desk.cheat_sheet.close()
