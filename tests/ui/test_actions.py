"""The one table of actions."""

from collections import Counter

from PySide6.QtGui import QKeySequence

from annotator.tools import TOOLS
from annotator.ui.actions import ACTIONS, CANVAS_KEYS, FADE_KEY, tooltip
from annotator.ui.fuzzy import ranked, score
from annotator.ui.main_window import cheat_sheet

TAKEN_BY_THE_CANVAS = ("Return", "Enter", "Backspace", "Esc", "Space", QKeySequence(FADE_KEY).toString())


def test_no_key_has_two_meanings():
    keys = Counter(QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys)
    keys.update(QKeySequence(key).toString() for key in TAKEN_BY_THE_CANVAS)
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_key_is_one_that_qt_knows():
    assert all(QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys)


def test_every_action_has_a_name_and_a_text_of_its_own():
    for of in (lambda spec: spec.name, lambda spec: spec.text):
        assert max(Counter(map(of, ACTIONS)).values()) == 1


def test_every_tool_is_in_the_table_with_its_own_key():
    keys = {spec.name: spec.keys for spec in ACTIONS}
    assert all(keys[f"tool_{name}"] == (tool.shortcut,) for name, tool in TOOLS.items())


def test_a_tooltip_names_the_key():
    [accept] = [spec for spec in ACTIONS if spec.name == "accept"]
    assert "(E)" in tooltip(accept)


def test_the_cheat_sheet_shows_every_action_that_has_a_key():
    shown = {text for _, lines in cheat_sheet() for _, text in lines}
    digits = {spec.text for spec in ACTIONS if spec.group == "Categories"}
    assert {spec.text for spec in ACTIONS if spec.keys} - digits <= shown
    assert {text for _, text in CANVAS_KEYS} <= shown


def test_a_few_letters_find_an_action():
    texts = [spec.text for spec in ACTIONS]
    assert ranked("acab", texts, str)[0] == "Accept all above the threshold"
    assert ranked("export", texts, str)[0] == "Export COCO"
    assert ranked("undo", texts, str)[0] == "Undo on this frame"


def test_letters_that_are_not_there_find_nothing():
    assert score("xyz", "Export COCO") is None


def test_an_empty_wish_lists_everything_in_order():
    assert ranked("  ", ["b", "a"], str) == ["b", "a"]
