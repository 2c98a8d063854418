"""The one table of actions."""

from collections import Counter
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from annotator.tools import TOOLS
from annotator.ui.actions import ACTIONS, CANVAS_KEYS
from annotator.ui.actions.synonyms import SYNONYMS
from annotator.ui.dialogs.cheat_sheet import cheat_sheet, matching
from annotator.ui.dialogs.command_palette import Command, CommandPalette
from annotator.ui.fuzzy import ranked, score
from annotator.ui.keys import LINES, Keys, tooltip
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


def test_letters_that_stand_scattered_find_nothing():
    assert score("tmk", "Lower the score threshold and mark it") is None


def test_words_are_found_in_any_order_and_elsewhere_but_after_the_text():
    texts = ["Join the selection", "Merge tracks", "Previous frame"]
    further = {"Join the selection": "Shape merge union"}
    found = partial(ranked, among=texts, text=str, further=lambda one: further.get(one, ""))
    assert found("frame previous") == ["Previous frame"]
    assert found("merge") == ["Merge tracks", "Join the selection"]
    assert found("selection uni") == ["Join the selection"]


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("preferences", "settings"),
        ("scissors", "tool_magnet"),
        ("validate", "check"),
        ("trash", "deleted"),
        ("help", "cheat_sheet"),
        ("vertex", "tool_corners"),
        ("union", "join"),
        ("merge", "join"),
        ("shortcuts", "cheat_sheet"),
        ("model", "choose_model"),
    ],
)
def test_what_others_call_it_finds_an_action(opened, wish, name):
    opened.desk.show_palette()
    palette = opened.desk.palette
    palette.wish.setText(wish)
    assert name in [command.spec.name for command in listed(palette)]
    palette.close()


def listed(palette: CommandPalette) -> list[Command]:
    return [palette.found.item(row).data(Qt.ItemDataRole.UserRole) for row in range(palette.found.count())]


def test_synonyms_are_of_actions_that_there_are():
    assert SYNONYMS.keys() <= {line.name for line in LINES}


def test_the_palette_says_that_nothing_matches(opened):
    opened.desk.show_palette()
    palette = opened.desk.palette
    palette.wish.setText("xqzt")
    assert [palette.found.item(row).text() for row in range(palette.found.count())] == ["Nothing matches."]
    QTest.keyClick(palette.wish, Qt.Key.Key_Return)
    palette.close()


def test_what_was_run_last_comes_first_in_the_empty_palette(opened):
    for wish in ("minimap", "rulers"):
        opened.desk.show_palette()
        opened.desk.palette.wish.setText(wish)
        QTest.keyClick(opened.desk.palette.wish, Qt.Key.Key_Return)
    opened.desk.show_palette()
    assert [command.spec.name for command in listed(opened.desk.palette)[:2]] == ["rulers", "minimap"]
    opened.desk.palette.close()


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ("Join the selection", "Select an instance first."),
        ("Hide the selection", "Select an instance first."),
        ("Play or pause", "There is no video here."),
        ("Next frame", ""),
    ],
)
def test_the_palette_says_why_something_cannot_be_run(opened, wish, why):
    opened.document.select(())
    opened.desk.show_palette()
    opened.desk.palette.wish.setText(wish)
    assert listed(opened.desk.palette)[0].why_not == why
    opened.desk.palette.close()


def test_an_empty_wish_lists_everything_in_order():
    assert ranked("  ", ["b", "a"], str) == ["b", "a"]


def test_the_cheat_sheet_stays_within_its_window(opened):
    opened.desk.show_cheat_sheet()
    assert opened.desk.cheat_sheet.width() <= opened.width()
    assert opened.desk.cheat_sheet.height() <= opened.height()
    opened.desk.cheat_sheet.close()


def test_the_cheat_sheet_begins_with_the_everyday_and_ends_with_what_is_for_videos(keys):
    headings = [heading for heading, _ in cheat_sheet(keys)]
    assert (headings[:3], headings[-2:]) == (["Frames", "Instances", "Tools"], ["Tracks", "Video"])


@pytest.mark.parametrize(("wish", "text"), [("brush", "Brush"), ("frame next", "Next frame"), ("ctrl+e", "Export")])
def test_the_cheat_sheet_is_filtered_by_words_and_keys(keys, wish, text):
    found = [line for _, lines in matching(wish, cheat_sheet(keys)) for _, line in lines]
    assert text in found
    assert len(found) < 12


def test_the_cheat_sheet_can_be_typed_into_and_escape_clears_first(opened):
    opened.desk.show_cheat_sheet()
    sheet = opened.desk.cheat_sheet
    size = sheet.size()
    QTest.keyClicks(sheet.search, "brush")
    assert sheet.size() == size
    QTest.keyClick(sheet.search, Qt.Key.Key_Escape)
    assert (sheet.search.text(), sheet.isVisible()) == ("", True)
    QTest.keyClick(sheet.search, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
