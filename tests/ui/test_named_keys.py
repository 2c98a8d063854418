"""Panels name the keys that hold now, whichever map is chosen."""

from annotator.core.annotations import added
from annotator.ui import judging
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
