"""Key maps: ready-made ones, a person's changes, and that no key has two meanings in any of them."""

from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from annotator.media.allowance import ALLOWANCE, USUAL_MB
from annotator.ui.actions.canvas_keys import RESERVED
from annotator.ui.keys import LINES, OWN, Keys, clash, key_maps, normal, of_press, tooltip
from annotator.ui.preferences import Preferences

_Modifier = Qt.KeyboardModifier
NONE, SHIFT, CTRL = _Modifier.NoModifier, _Modifier.ShiftModifier, _Modifier.ControlModifier


@pytest.fixture
def preferences(tmp_path) -> Preferences:
    return Preferences(tmp_path / "preferences.json")


@pytest.fixture
def keys(qapp, preferences) -> Keys:
    return Keys(preferences)


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers)


def twice(keys_by_name: dict[str, tuple[str, ...]]) -> list[tuple[str, str, str]]:
    """Keys with two meanings, contexts considered."""
    return [
        (key, one.name, other.name)
        for one, other in combinations(LINES, 2)
        for key in {*map(normal, keys_by_name.get(one.name, ()))} & {*map(normal, keys_by_name.get(other.name, ()))}
        if clash(one.context, other.context)
    ]


@pytest.mark.parametrize("name", key_maps())
def test_no_key_has_two_meanings_in_any_map(keys, name):
    keys.choose(name)
    assert twice({line.name: keys.of(line.name) for line in LINES}) == []
    assert not {key for line in LINES for key in keys.of(line.name)} & set(RESERVED)


def test_the_tables_say_no_key_twice():
    assert twice({line.name: line.keys for line in LINES}) == []


@pytest.mark.parametrize("name", [name for name in key_maps() if name != OWN])
def test_a_map_names_actions_that_there_are_and_keys_that_qt_knows(name):
    wanted = key_maps()[name].keys
    assert wanted.keys() <= {line.name for line in LINES}
    assert all(normal(key) for given in wanted.values() for key in given)
    assert twice({one: tuple(given) for one, given in wanted.items()}) == []


@pytest.mark.parametrize("name", key_maps())
def test_what_is_done_a_hundred_times_a_day_has_a_key_in_every_map(keys, name):
    keys.choose(name)
    daily = ("next_frame", "previous_frame", "tool_polygon", "tool_select", "tool_corners", "delete", "undo", "redo",
             "finish", "leave", "accept", "reject", "next_instance", "finish_frame", "fit", "palette", "cheat_sheet",
             "filter_frames", "settings")  # fmt: skip
    assert [one for one in daily if not keys.of(one)] == []


@pytest.mark.parametrize("name", key_maps())
def test_what_has_a_key_in_the_tables_has_one_in_every_map(keys, name):
    keys.choose(name)
    assert [line.name for line in LINES if line.keys and not keys.of(line.name)] == []


@pytest.mark.parametrize(
    ("map", "name", "key"),
    [
        ("cvat", "group", "G"),
        ("cvat", "ungroup", "Shift+G"),
        ("cvat", "hide", "H"),
        ("cvat", "jump_forward", "V"),
        ("cvat", "jump_back", "C"),
        ("x-anylabeling", "group", "G"),
        ("x-anylabeling", "ungroup", "U"),
        ("x-anylabeling", "hide", "S"),
        ("x-anylabeling", "show_hidden", "W"),
        ("x-anylabeling", "isolate", "Ctrl+H"),
        ("x-anylabeling", "inspect", "Ctrl+E"),
        ("x-anylabeling", "zoom_selection", "Ctrl+Shift+N"),
        ("labelme", "isolate", "T"),
        ("labelme", "inspect", "Ctrl+E"),
        ("labelme", "finish", "Space"),
    ],
)
def test_hands_that_know_another_program_find_its_keys(keys, map, name, key):
    keys.choose(map)
    assert key in keys.of(name)


def test_the_ready_made_maps_are_the_peers():
    assert [one.title for one in key_maps().values()] == ["Annotator", "CVAT", "labelme", "X-AnyLabeling"]


def test_a_changed_key_holds_at_once_and_after_a_restart(keys, preferences):
    keys.put("next_frame", ["Ctrl+Alt+N"])
    assert keys.of("next_frame") == ("Ctrl+Alt+N",)
    assert Keys(preferences).of("next_frame") == ("Ctrl+Alt+N",)


def test_a_key_taken_from_another_action_leaves_it_the_rest(keys):
    assert keys.owner("X", "accept").name == "delete"
    keys.put("accept", ["X"])
    assert keys.of("accept") == ("X",)
    assert keys.of("delete") == ("Del",)
    keys.put("delete", ["X"])
    assert (keys.of("accept"), keys.of("delete")) == ((), ("X",))


def test_reset_takes_the_key_back(keys):
    keys.put("accept", ["X"])
    keys.reset("delete")
    assert keys.of("delete") == ("X", "Del")
    assert not keys.changed_by_hand("delete")
    keys.reset_all()
    assert keys.of("accept") == ("E",)


def test_reset_gives_back_what_the_change_had_taken(keys):
    keys.put("tool_brush", ["D"])
    assert (keys.of("tool_brush"), keys.of("next_frame")) == (("D",), ())
    keys.reset("tool_brush")
    assert (keys.of("tool_brush"), keys.of("next_frame")) == (("N",), ("D",))
    assert not keys.changed_by_hand("next_frame")


def test_changes_belong_to_their_map(keys):
    keys.put("next_frame", ["Ctrl+Alt+N"])
    keys.choose("cvat")
    assert keys.of("next_frame") == ("F",)
    keys.choose(OWN)
    assert keys.of("next_frame") == ("Ctrl+Alt+N",)


def test_space_drags_with_the_mouse_and_presses_at_the_cross(keys):
    assert keys.meaning(press(Qt.Key.Key_Space), "mouse") == "pan"
    assert keys.meaning(press(Qt.Key.Key_Space, SHIFT), "cross") == "press"


def test_preferences_that_say_nonsense_are_let_go(qapp, preferences):
    preferences.put("key_map", "emacs")
    preferences.put("keys", {"annotator": {"next_frame": "D", "accept": ["no key at all", "Left"], "gone": ["Q"]}})
    keys = Keys(preferences)
    assert (keys.map, keys.of("next_frame"), keys.of("accept")) == (OWN, ("D",), ())


@pytest.mark.parametrize(
    ("key", "modifiers", "written"),
    [
        (Qt.Key.Key_A, SHIFT, "Shift+A"),
        (Qt.Key.Key_Question, SHIFT, "?"),
        (Qt.Key.Key_Backtab, SHIFT, "Shift+Tab"),
        (Qt.Key.Key_5, CTRL, "Ctrl+5"),
        (Qt.Key.Key_Shift, SHIFT, ""),
        (Qt.Key.Key_Space, SHIFT, "Shift+Space"),
    ],
)
def test_a_press_is_written_as_the_table_writes_it(qapp, key, modifiers, written):
    assert of_press(press(key, modifiers)) == written


def test_tooltips_and_tips_name_the_keys_that_hold(keys):
    keys.put("finish", ["Ctrl+Alt+F"])
    [polygon] = [line for line in LINES if line.name == "tool_polygon"]
    assert keys.shown("finish") in tooltip(polygon, keys)
    assert "Enter" not in tooltip(polygon, keys)


# in the window


def test_menus_and_tools_follow_the_map(window):
    window.keys.choose("labelme")
    action = window.actions_.by_name["tool_polygon"]
    assert action.shortcut().toString() == "Ctrl+N"
    assert "(Ctrl+N)" in action.toolTip()


def test_a_key_is_changed_in_the_settings(qtbot, opened):
    opened.desk.show_settings()
    keys = opened.sheets.sheet.list
    keys.search.setText("Next frame")
    assert keys.chosen.name == "next_frame"
    keys.list.setFocus()
    qtbot.keyClick(keys.list, Qt.Key.Key_Return)
    assert keys.change.isChecked()
    qtbot.keyClick(keys.change, Qt.Key.Key_F6, CTRL)
    assert opened.keys.of("next_frame") == ("Ctrl+F6",)


def test_a_conflict_is_said_and_settled_by_choice(qtbot, opened):
    opened.desk.show_settings()
    keys = opened.sheets.sheet.list
    keys.search.setText("Next frame")
    keys.change.setChecked(True)
    qtbot.keyClick(keys.change, Qt.Key.Key_A)
    assert '"Previous frame"' in keys.said.text()
    assert opened.keys.of("next_frame") == ("D",)
    keys.take.click()
    assert (opened.keys.of("next_frame"), opened.keys.of("previous_frame")) == (("A",), ())
    keys.reset_all.click()
    assert "2 actions" in keys.said.text()
    assert opened.keys.of("previous_frame") == ()
    keys.take.click()
    assert opened.keys.of("previous_frame") == ("A",)


def test_a_button_that_has_done_its_work_gives_the_keyboard_to_the_list(qtbot, opened):
    opened.activateWindow()
    opened.keys.put("next_frame", ["Ctrl+Alt+N"])
    opened.desk.show_settings()
    keys = opened.sheets.sheet.list
    keys.search.setText("Next frame")
    keys.reset.setFocus()
    qtbot.waitUntil(keys.reset.hasFocus)
    qtbot.keyClick(keys.reset, Qt.Key.Key_Space)
    assert opened.keys.of("next_frame") == ("D",)
    assert keys.list.hasFocus()


@pytest.mark.parametrize(("key", "written"), [(Qt.Key.Key_S, "S"), (Qt.Key.Key_F4, "F4")])
def test_a_key_that_is_held_otherwise_can_be_given_too(qtbot, opened, key, written):
    """As it comes from the system: to the window first."""
    opened.activateWindow()
    opened.desk.show_settings()
    keys = opened.sheets.sheet.list
    keys.search.setText("Next frame")
    keys.change.setChecked(True)
    qtbot.waitUntil(keys.change.hasFocus)
    qtbot.keyClick(opened.windowHandle(), key)
    assert keys.said.text().startswith(f'{written} is "')


def test_arrows_stay_what_they_are(qtbot, opened):
    opened.desk.show_settings()
    keys = opened.sheets.sheet.list
    keys.change.setChecked(True)
    qtbot.keyClick(keys.change, Qt.Key.Key_Left)
    assert "arrow" in keys.said.text()


def test_memory_is_chosen_in_the_settings_and_remembered(opened, monkeypatch):
    monkeypatch.setattr(ALLOWANCE, "total", ALLOWANCE.total)
    opened.desk.show_settings()
    assert opened.sheets.sheet.memory.value() == USUAL_MB
    opened.sheets.sheet.memory.setValue(500)
    assert (ALLOWANCE.total, opened.preferences.get("memory_mb", 0)) == (500_000_000, 500)
