"""Simplify and smooth live, with real keys on a real window."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.core.annotations import Part, added, ring
from annotator.core.fitting import SIMPLIFY, SMOOTH, TOLERANCES
from annotator.core.shapes import fit, simplified_parts
from annotator.ui.commands import judging
from tests.conftest import instance, square


def wavy(x: float, y: float, radius: float = 30) -> tuple[Part, ...]:
    """A circle of 120 corners that trembles."""
    turn = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    reach = radius + 0.7 * np.sin(17 * turn)
    return (Part(ring(np.add((x, y), reach[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)))),)


@pytest.fixture
def window(opened):
    opened.document.apply(added("Draw", opened.document.frame.key, instance(20, wavy(90, 60)),
                                instance(21, wavy(50, 90))))  # fmt: skip
    opened.document.select([20])
    return opened


def shown(window, id=20):
    return window.canvas.scenery.outlines.instance(id)


def settled(window, until):
    until(lambda: window.fitting.settled)
    return window.strip.figures.text()


def test_the_slider_shows_live_what_it_makes_and_nothing_is_changed(window, until):
    before = dict(window.document.instances)
    window.actions_.by_name["simplify"].trigger()
    assert window.strip.isVisible()
    figures = settled(window, until)
    made = fit(before[20].parts, simplified_parts(before[20].parts, 1.0), *window.document.frame.size)
    assert figures == f"120 → {made.vertices_after} corners   IoU {made.iou:.1%}"
    assert len(shown(window).parts[0].outer) == made.vertices_after
    QTest.keyClick(window.strip.slider, Qt.Key.Key_Right)
    assert window.strip.tolerance.text() == "1.5 px"
    QTest.keyClick(window.strip.slider, Qt.Key.Key_End)
    assert settled(window, until) != figures
    assert window.document.instances == before


@pytest.mark.parametrize("where", ["slider", "canvas"])
def test_enter_keeps_it_as_one_edit(window, until, where):
    window.fitting.begin(SIMPLIFY)
    settled(window, until)
    before, tried = window.document.instances[20], shown(window).parts
    QTest.keyClick(window.strip.slider if where == "slider" else window.canvas, Qt.Key.Key_Return)
    assert not window.strip.isVisible()
    assert (window.document.instances[20].parts, window.document.instances[20].strokes) == (tried, before.strokes + 1)
    window.document.undo()
    assert window.document.instances[20].parts == before.parts


@pytest.mark.parametrize("where", ["slider", "canvas"])
def test_escape_leaves_nothing(window, until, where):
    before = dict(window.document.instances)
    window.fitting.begin(SMOOTH)
    settled(window, until)
    assert shown(window) != before[20]
    QTest.keyClick(window.strip.slider if where == "slider" else window.canvas, Qt.Key.Key_Escape)
    assert not window.strip.isVisible()
    assert (window.document.instances, shown(window), window.document.selection) == (before, before[20], {20})


def test_enter_before_it_is_worked_out_keeps_it_once_it_is(window, until):
    window.fitting.begin(SIMPLIFY)
    window.fitting.keep()
    until(lambda: not window.fitting.active)
    assert len(window.document.instances[20].parts[0].outer) < 120


def test_it_follows_the_selection_and_works_on_all_of_it(window, until):
    window.fitting.begin(SIMPLIFY)
    settled(window, until)
    window.document.select([20, 21])
    assert settled(window, until).startswith("240 → ")
    assert settled(window, until).endswith(" or more")
    window.fitting.keep()
    assert max(len(window.document.instances[id].parts[0].outer) for id in (20, 21)) < 120


@pytest.mark.parametrize("leaving", ["next frame", "nothing selected", "another edit", "a gesture"])
def test_it_is_left_by(window, until, leaving):
    window.fitting.begin(SIMPLIFY)
    settled(window, until)
    before = dict(window.document.instances)
    {
        "next frame": window.document.next_frame,
        "nothing selected": lambda: window.document.select(()),
        "another edit": lambda: judging.relabel(window.document, [2], 2),
        "a gesture": lambda: QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton),
    }[leaving]()
    assert not window.fitting.active
    assert not window.strip.isVisible()
    assert window.document.project.instances(1)[20].parts == before[20].parts


def test_the_tolerance_is_remembered_for_each(window, until):
    window.fitting.begin(SIMPLIFY)
    window.strip.slider.setValue(TOLERANCES.index(4.0))
    settled(window, until)
    window.fitting.begin(SMOOTH)
    assert window.strip.tolerance.text() == "2 px"
    window.fitting.begin(SIMPLIFY)
    assert window.strip.tolerance.text() == "4 px"
    window.fitting.leave()


def test_what_cannot_be_simpler_is_said(window, until):
    window.document.apply(added("Draw", window.document.frame.key, instance(30, square(150, 100, 20))))
    window.document.select([30])
    window.fitting.begin(SIMPLIFY)
    assert settled(window, until) == "4 corners, nothing to change"
    window.fitting.keep()
    assert window.document.instances[30].strokes == 0
