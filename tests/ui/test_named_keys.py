"""Panels name the keys that hold now, whichever map is chosen."""

import ast
import re
from pathlib import Path

import annotator
from annotator.core.annotations import added
from annotator.ui.actions.wired import FIRST_THE_GESTURE
from annotator.ui.commands import judging
from annotator.ui.keys import LINES
from annotator.ui.panels.categories import KEY
from tests.conftest import proposal, square


def sentence(window) -> str:
    return window.instances._list_or_nothing.sentence.text()


def badges(window) -> list[str]:
    model = window.categories.model
    return [model.index(row, KEY).data() for row in range(model.rowCount())]


def test_an_empty_frame_says_which_keys_draw_and_pre_label(opened):
    opened.document.next_frame()
    assert sentence(opened) == "No instances on this frame.\n\nDraw an outline (P) or pre-label the frame (G)."
    opened.keys.put("tool_polygon", ["F12"])
    opened.keys.put("prelabel_frame", [])
    assert sentence(opened) == "No instances on this frame.\n\nDraw an outline (F12) or pre-label the frame."


def test_a_frame_of_proposals_under_the_threshold_says_how_many_there_are(opened):
    document = opened.document
    judging.delete(document, [1, 2, 3, 4])
    assert sentence(opened).startswith("No instances shown: 1 proposal is under the score threshold.")
    document.apply(added("Propose", document.frame.key, proposal(9, 0.3, square(0, 0, 20))))
    assert sentence(opened) == "No instances shown: 2 proposals are under the score threshold.\n\nPress [ to lower it."


def test_categories_show_the_keys_that_give_them(opened):
    assert badges(opened) == ["1", "2"]
    opened.keys.choose("cvat")
    assert badges(opened) == ["Ctrl+1", "Ctrl+2"]
    view = opened.categories.view
    assert view.columnWidth(KEY) > view.fontMetrics().horizontalAdvance("Ctrl+1")
    opened.keys.choose("annotator")


def test_what_the_window_says_names_the_keys_that_hold_now(opened):
    opened.keys.put("finish", ["F12"])
    opened.keys.put("leave", [])
    opened.document.said.emit("info", FIRST_THE_GESTURE)
    assert opened.status.message.text() == (
        'Finish what you are drawing first: F12 keeps it, "Leave the gesture" leaves it.'
    )


def test_hints_and_tips_name_lines_of_the_table_only():
    known = {line.name for line in LINES}
    texts = [text for file in Path(annotator.__file__).parent.rglob("*.py") for text in constants(file)]
    named = [name for text in texts for name in re.findall(r"<(\w+)>", text)]
    assert named
    assert [name for name in named if name not in known] == []


def constants(file: Path) -> list[str]:
    """Every text in the program but its docstrings."""
    nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
    said = {id(one.value) for one in nodes if isinstance(one, ast.Expr)}
    return [one.value for one in nodes
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in said]  # fmt: skip


def test_no_tool_writes_a_key_that_can_be_changed_into_its_hints():
    for file in (Path(annotator.__file__).parent / "tools").glob("*.py"):
        assert [text for text in constants(file) if re.search(r"\b(Enter|Backspace|Esc|Escape)\b", text)] == []
