"""Where an outline crosses itself is marked on the picture, and said when it is drawn."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.core.annotations import Part, ring
from annotator.core.geometry import rectangle
from annotator.ui.canvas.crossed import Crossed
from tests.conftest import instance
from tests.ui.canvases import click, pixel, project_of, shown

BOW = [(100, 100), (200, 200), (200, 100), (100, 200)]
RED = [0xB3, 0x26, 0x1E]


def test_a_crossing_of_what_is_selected_is_marked(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, instance(1, (Part(ring(BOW)),)))) as canvas:
        before = pixel(canvas, 150, 146.5)
        canvas.document.select({1})
        assert before != RED
        assert pixel(canvas, 150, 146.5) == RED


def test_a_drawing_that_crosses_itself_says_so_and_what_to_do(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path)) as canvas:
        said = []
        canvas.document.said.connect(lambda level, sentence: said.append(sentence))
        canvas.set_tool("polygon")
        for corner in BOW:
            click(canvas, *corner)
        QTest.keyClick(canvas, Qt.Key.Key_Return)
        assert said == ['It crosses itself in 1 place; "Mend outlines that cross themselves" mends it.']
        said.clear()
        canvas.set_tool("select")
        QTest.keyClick(canvas, Qt.Key.Key_Right)
        assert said == []


def test_an_outline_is_looked_at_once():
    crossed, one = Crossed(), instance(1, (Part(ring(BOW)),))
    assert crossed.of(one).tolist() == [[150, 150]]
    assert crossed.of(one) is crossed.of(one)
    assert crossed.of(one.reshaped((Part(rectangle(0, 0, 5, 5)),))).tolist() == []
