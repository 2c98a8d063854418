"""The window as a person meets it: work on a frame, and where everything has its place."""

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.annotations import State
from annotator.storage import Project
from annotator.ui.lanes import Job
from annotator.ui.main_window import LOWEST, NARROWEST, MainWindow
from annotator.ui.theme import Theme
from tests.ui.bright_model import LOADER
from tests.ui.conftest import wait_for_picture
from tests.ui.windows import act


def test_accepting_goes_on_to_the_nearest_proposal(opened):
    opened.document.select([3])
    act(opened, "accept")
    assert opened.document.instances[3].state is State.ACCEPTED
    assert opened.document.selection == {4}
    act(opened, "reject")
    assert opened.document.instances[4].state is State.REJECTED


def test_digits_relabel_the_selection_and_choose_what_is_drawn_next(opened):
    opened.document.select([1])
    act(opened, "category_2")
    assert opened.document.instances[1].category == opened.document.categories.current == 2


def test_finishing_a_frame_shows_the_next_that_needs_work(opened):
    act(opened, "finish_frame")
    assert opened.document.frame.name == "b.png"
    assert opened.document.project.frame_page(opened.document.filter, 0, 1)[0].frame.reviewed


def test_tab_walks_through_the_instances_in_the_order_of_the_list(opened):
    for expected in (1, 2, 3, 4, 1):
        act(opened, "next_instance")
        assert opened.document.selection == {expected}
    act(opened, "previous_instance")
    assert opened.document.selection == {4}


def test_bare_letters_are_typed_while_a_field_has_the_focus(qtbot, opened):
    opened.activateWindow()
    opened.files.search.setFocus()
    frame = opened.document.frame
    QTest.keyClicks(opened.files.search, "ad")
    assert opened.files.search.text() == "ad"
    assert opened.document.frame == frame


def test_the_palette_finds_and_runs_an_action(opened):
    opened.actions_.refresh()
    opened.desk.show_palette()
    palette = opened.desk.palette
    QTest.keyClicks(palette.wish, "light or")
    QTest.keyClick(palette.wish, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert opened.theme.dark
    opened.theme.toggle()


def test_closing_the_window_gives_the_project_back(opened, project_file):
    opened.close()
    with Project.open(project_file) as project:
        assert not project.read_only


def test_the_window_is_never_larger_than_the_screen(qapp, window):
    window.preferences.put("window", [9000, 9000])
    other = MainWindow(Theme(qapp, "light"), window.preferences, LOADER)
    room = other.screen().availableSize()
    assert (other.width(), other.height()) == (max(room.width(), NARROWEST), room.height())
    other.stop()


def test_all_panels_are_whole_in_the_smallest_window_also_while_jobs_run(opened):
    for title in ("Pre-labelling all unreviewed frames of the project", "Exporting a file with quite a long name.json"):
        job = Job(title, opened)
        opened.status.add_job(job)
        job.progress(31_123, 78_456, "a.png")
    for number in range(80):
        opened.document.categories.new(f"kind {number}")
    opened.inspector.set_open(True)
    opened.resize(NARROWEST, LOWEST)
    QApplication.processEvents()
    assert (opened.width(), opened.height()) == (NARROWEST, LOWEST)
    shown = opened.work.lists, opened.status, opened.header
    edges = [part.mapTo(opened, part.rect().bottomRight()) for part in shown]
    assert all(edge.x() < opened.width() for edge in edges)
    assert opened.minimumSizeHint().width() <= 1280
    opened.flows.exchanging.show_export()
    QApplication.processEvents()
    assert opened.height() == LOWEST
    assert opened.sheets.mapTo(opened, opened.sheets.rect().bottomRight()).x() < opened.width()


def test_tools_that_have_no_room_are_in_a_menu(opened):
    opened.resize(NARROWEST, 900)
    QApplication.processEvents()
    assert not opened.tools.more.isVisible()
    opened.tools.setFixedHeight(300)
    QApplication.processEvents()
    assert opened.tools.more.isVisible()
    there = opened.tools.more.menu().actions()
    assert all(opened.actions_.by_name[name] in there for name in ("tool_wand", "undo", "redo", "fit"))
    assert opened.actions_.by_name["tool_select"] not in there
    act(opened, "tool_wand")
    assert opened.tools.more.isChecked()
    act(opened, "tool_select")
    assert not opened.tools.more.isChecked()


def test_errors_lie_over_the_picture_and_over_nothing_beside_it(opened):
    opened.document.said.emit("error", "The disk is full. " * 20)
    QApplication.processEvents()
    canvas = QRect(opened.canvas.mapTo(opened, QPoint()), opened.canvas.size())
    assert canvas.contains(QRect(opened.bar.mapTo(opened, QPoint()), opened.bar.size()))
    opened.work.sides.setSizes([600, 400, 280])
    QApplication.processEvents()
    canvas = QRect(opened.canvas.mapTo(opened, QPoint()), opened.canvas.size())
    assert canvas.contains(QRect(opened.bar.mapTo(opened, QPoint()), opened.bar.size()))


def test_how_a_picture_is_shown_is_said_as_long_as_it_is_shown(qtbot, opened, pictures, until):
    deep = np.linspace(0, 4000, 200 * 150).reshape(150, 200).astype(np.uint16)
    Image.fromarray(deep).save(pictures / "b.png")
    opened.status._over.stop()
    opened.document.next_frame()
    wait_for_picture(qtbot, opened)
    assert opened.canvas.notes
    until(lambda: opened.canvas.notes[0] in opened.status.message.text())
    opened.document.next_frame()
    wait_for_picture(qtbot, opened)
    assert opened.canvas.notes == ()
    until(lambda: opened.status.message.text() == opened.canvas.tool.tip)


def test_a_job_in_the_status_bar_moves_nothing(qtbot, window):
    window.show()
    qtbot.waitExposed(window)
    before = window.status.height(), window.pages.size()
    window.status.add_job(job := Job("Exporting cells.json"))
    qtbot.wait(20)
    assert (window.status.height(), window.pages.size()) == before
    job.ended.emit()
    qtbot.wait(20)
    assert (window.status.height(), window.pages.size()) == before
