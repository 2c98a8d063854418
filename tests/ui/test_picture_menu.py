"""The right mouse button on the picture."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu

from tests.ui.canvases import move, place, press, settle


@pytest.fixture
def canvas(qtbot, opened):
    opened.canvas.zoom_to(1.0)
    settle(qtbot, opened.canvas)
    opened.document.select(())
    return opened.canvas


def menu_at(canvas, x: float, y: float) -> QMenu | None:
    canvas.customContextMenuRequested.emit(place(canvas, x, y).toPoint())
    found = QApplication.activePopupWidget()
    return found if isinstance(found, QMenu) else None


def below(menu: QMenu, title: str) -> QMenu:
    return next(one.menu() for one in menu.actions() if one.menu() and one.text() == title)


def test_it_is_about_what_is_under_the_cursor(opened, canvas):
    menu = menu_at(canvas, 75, 25)
    assert opened.document.selection == {2}
    assert opened.actions_.by_name["delete"] in menu.actions()
    menu.close()


def test_what_is_selected_with_others_stays_selected_with_them(opened, canvas):
    opened.document.select([1, 2])
    menu_at(canvas, 75, 25).close()
    assert opened.document.selection == {1, 2}


def test_a_category_is_chosen_from_all_of_the_project(opened, canvas):
    menu = below(menu_at(canvas, 75, 25), "Category")
    names = [one.text() for one in menu.actions()]
    assert names == [one.name for one in opened.document.project.categories().values()]
    [checked] = [one for one in menu.actions() if one.isChecked()]
    other = next(one for one in menu.actions() if one is not checked)
    other.trigger()
    named = {one.name: id for id, one in opened.document.project.categories().items()}
    assert opened.document.instances[2].category == named[other.text()]
    QApplication.activePopupWidget().close()


def test_it_does_not_come_over_a_gesture(opened, canvas):
    canvas.set_tool("brush")
    press(canvas, 20, 100)
    move(canvas, 40, 100)
    assert menu_at(canvas, 75, 25) is None
    canvas.cancel_gesture()


def test_beside_the_instances_nothing_is_selected_by_it(opened, canvas):
    menu_at(canvas, *_empty(canvas)).close()
    assert opened.document.selection == frozenset()


def _empty(canvas) -> tuple[int, int]:
    width, height = canvas.scenery.size
    return next((x, y) for y in range(height - 2, 0, -3) for x in range(width - 2, 0, -3)
                if not canvas.scenery.outlines.count((x, y, x, y)) and canvas.rect().contains(
                    QPoint(*place(canvas, x, y).toPoint().toTuple())))  # fmt: skip
