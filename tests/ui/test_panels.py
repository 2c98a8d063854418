"""The panels: lists that are models over queries, and a selection that goes both ways."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.annotations import Made, Presence, State, added, removed
from annotator.storage import NewFrame, Project
from annotator.ui.canvas.picture import Pyramid
from annotator.ui.commands import judging
from annotator.ui.panels.categories import COLOUR, COUNT, KEY, NAME, CategoriesPanel
from annotator.ui.panels.files import FilesPanel, badge, summary
from annotator.ui.panels.files_model import PAGE, PAGES_KEPT, ROW
from annotator.ui.panels.instances import InstancesPanel
from annotator.ui.panels.instances_model import CATEGORY, ORIGIN, SCORE, STATE, origin_of, sureness_of
from annotator.ui.panels.job_bar import time_left
from annotator.ui.panels.threshold import ThresholdPanel
from annotator.ui.panels.thumbnails import WAITING, Thumbnails
from annotator.ui.state.document import Document
from tests.conftest import instance, proposal, square


@pytest.fixture
def files(qtbot, document):
    thumbnails = Thumbnails(lambda frame: document.project.source_of(frame), 128)
    panel = FilesPanel(document, thumbnails)
    qtbot.addWidget(panel)
    panel.resize(264, 600)
    panel.show()
    document.frames_changed.emit()
    yield panel
    thumbnails.stop()


@pytest.fixture
def instances(qtbot, document):
    panel = InstancesPanel(document)
    qtbot.addWidget(panel)
    panel.resize(400, 400)
    panel.show()
    document.frame_changed.emit(document.frame)
    return panel


@pytest.fixture
def categories(qtbot, document):
    panel = CategoriesPanel(document)
    qtbot.addWidget(panel)
    panel.show()
    document.categories.read()
    return panel


def names(panel) -> list[str]:
    return [panel.model.index(row).data() for row in range(panel.model.rowCount())]


# files


def test_the_list_shows_every_frame_with_its_state(files, document):
    assert names(files) == ["a.png", "b.png", "c.png"]
    row = files.model.index(0).data(ROW)
    assert (row.human, row.proposals, row.ghosts) == (2, 2, 1)
    assert summary(row) == "2 done, 2 to do"
    assert badge(row)[2] == "2 proposed"


def test_what_is_to_do_follows_the_threshold(files, document):
    index = files.model.index(0)
    for threshold, said in ((0.0, "2 done, 3 to do"), (0.8, "2 done, 1 to do"), (0.99, "2 instances")):
        document.set_threshold(threshold)
        assert summary(index.data(ROW)) == said
        assert len(document.visible) == 2 + index.data(ROW).proposals
    judging.delete(document, [1, 2])
    assert summary(index.data(ROW)) == "3 under the threshold"
    assert index.data(Qt.ItemDataRole.ToolTipRole).endswith("3 more under the threshold")


def test_a_row_follows_the_edits_of_its_frame(files, document):
    judging.accept(document, [3, 4, 5])
    assert summary(files.model.index(0).data(ROW)) == "5 instances"
    document.set_reviewed(True)
    assert badge(files.model.index(0).data(ROW))[2] == "reviewed"


def test_a_reviewed_frame_has_nothing_to_do(files, document):
    document.set_reviewed(True)
    assert summary(files.model.index(0).data(ROW)) == "2 done, 2 left"


def test_a_click_shows_the_frame_and_a_step_moves_the_selection(files, document):
    files.view.setCurrentIndex(files.model.index(1))
    assert document.frame.name == "b.png"
    document.next_frame()
    assert files.view.currentIndex().row() == 2


def test_typing_filters_by_name_and_no_match_says_so(files, until):
    files.search.setText("b.p")
    until(lambda: names(files) == ["b.png"])
    files.search.setText("nothing")
    until(lambda: files.nothing.isVisible())
    assert "filter" in files.nothing.text()


def test_a_frame_leaves_the_filtered_list_when_its_state_changes(files, document, until):
    files.shown.setCurrentIndex(files.shown.findData("unreviewed"))
    assert len(names(files)) == 3
    document.set_reviewed(True)
    until(lambda: names(files) == ["b.png", "c.png"])


def test_several_frames_can_be_chosen_for_the_model(files, document):
    select = QItemSelectionModel.SelectionFlag.Select
    files.view.selectionModel().select(files.model.index(2), select)
    keys = [document.project.frame_at(place) for place in (0, 2)]
    assert files.chosen_frames() == keys


@pytest.fixture(params=[12_000, pytest.param(120_000, marks=pytest.mark.long)])
def many(request, qapp, tmp_path: Path, pictures):
    """A project of so many frames that no list may read it as a whole."""
    project = Project.create(tmp_path / "many.annotator")
    root = project.add_root(pictures)
    project.add_frames(NewFrame(root, f"{number:06}.png", 200, 150) for number in range(request.param))
    document = Document()
    document.open(project)
    yield document
    document.close()


def test_a_list_of_very_many_frames_holds_a_few_pages_only(qtbot, many):
    thumbnails = Thumbnails(lambda frame: many.project.source_of(frame), 128)
    panel = FilesPanel(many, thumbnails)
    qtbot.addWidget(panel)
    panel.resize(264, 800)
    many.frames_changed.emit()
    panel.show()
    qtbot.waitExposed(panel)
    bar = panel.view.verticalScrollBar()
    for place in np.linspace(0, bar.maximum(), 60).astype(int).tolist():
        bar.setValue(place)
        panel.view.viewport().repaint()
    assert panel.model.rowCount() == many.project.frame_count()
    assert len(panel.model._pages) <= PAGES_KEPT
    assert sum(map(len, panel.model._pages.values())) <= PAGE * PAGES_KEPT
    assert len(thumbnails._waiting) <= WAITING
    thumbnails.stop()


def test_thumbnails_are_made_for_rows_on_the_screen_and_missing_pictures_are_settled(files, document, pictures, until):
    thumbnails = files.view.itemDelegate()._thumbnails
    (pictures / "c.png").unlink()
    thumbnails.clear()
    frames = [document.project.frame(document.project.frame_at(place)) for place in range(3)]
    until(lambda: all(thumbnails.get(frame)[1] for frame in frames))
    assert thumbnails.get(frames[0])[0].width() == 128
    assert thumbnails.get(frames[2]) == (None, True)


# instances


def column(panel, number: int) -> list[str]:
    return [panel.model.index(row, number).data() for row in range(panel.model.rowCount())]


def test_the_table_says_what_each_instance_is(instances):
    assert column(instances, CATEGORY) == ["nucleus"] * 4
    assert column(instances, SCORE) == ["", "", "0.95", "0.70"]
    assert column(instances, ORIGIN) == ["by hand", "by hand", "test", "test"]
    assert column(instances, STATE) == ["drawn", "drawn", "proposed", "proposed"]


def test_what_was_carried_here_from_another_frame_is_said_to_be_and_how_sure_that_is():
    carried = replace(instance(1, square(10)), presence=Presence(track=7, made=Made.PROPAGATED, confidence=0.61))
    assert (origin_of(carried), sureness_of(carried)) == ("propagated", 0.61)
    confirmed = carried.accepted()
    assert (origin_of(confirmed), sureness_of(confirmed)) == ("by hand", None)


def test_the_category_has_the_room_first_and_what_nobody_has_is_no_column(instances, document):
    document.categories.new("baseball bat of the others")
    judging.relabel(document, [1], 3)
    for width, score_is_hidden in ((700, False), (280, True)):
        instances.resize(width, 400)
        QApplication.processEvents()
        assert instances.view.columnWidth(CATEGORY) >= min(instances.view.sizeHintForColumn(CATEGORY), 100)
        assert instances.view.isColumnHidden(SCORE) is score_is_hidden
    instances.resize(700, 400)
    document.apply(removed("Delete", document.frame.key, *(document.instances[id] for id in (3, 4, 5))))
    QApplication.processEvents()
    assert instances.view.isColumnHidden(SCORE)


def test_the_table_sorts_by_score(instances):
    instances.view.sortByColumn(SCORE, Qt.SortOrder.DescendingOrder)
    assert instances.model.ids == [3, 4, 2, 1]


def test_the_selection_goes_from_the_table_to_the_document(instances, document):
    instances.view.selectRow(2)
    assert document.selection == {3}


def test_the_selection_goes_from_the_document_to_the_table_also_when_sorted(instances, document):
    instances.view.sortByColumn(SCORE, Qt.SortOrder.DescendingOrder)
    document.select([1, 4])
    rows = {index.row() for index in instances.view.selectionModel().selectedRows()}
    assert {instances.model.ids[row] for row in rows} == {1, 4}


def test_ghosts_come_into_the_table_with_the_threshold(instances, document, until):
    document.set_threshold(0.1)
    until(lambda: instances.model.ids == [1, 2, 3, 4, 5])


def test_an_edit_keeps_the_rows_in_place(instances, document):
    instances.view.selectRow(2)
    judging.accept(document, [3])
    assert column(instances, STATE)[2] == "accepted"
    assert document.selection == {3}


def test_rejected_instances_are_listed_where_a_person_asks_for_them(instances, document, until):
    assert not instances.rejected.isVisible()
    judging.reject(document, [3, 4])
    assert instances.rejected.text() == "2 rejected"
    instances.rejected.setChecked(True)
    until(lambda: column(instances, STATE) == ["drawn", "drawn", "rejected", "rejected"])
    judging.accept(document, [3, 4])
    assert column(instances, STATE)[2:] == ["accepted"] * 2
    assert instances.rejected.text() == "0 rejected"


def test_crops_are_cut_from_the_picture_also_at_its_border(instances, document):
    pixels = np.full((150, 200, 3), 200, np.uint8)
    document.apply(added("Draw", document.frame.key, instance(90, square(-10, -10, 30))))
    instances.set_picture(Pyramid(pixels).shrunk)
    crops = [instances.model.index(row, 0).data(Qt.ItemDataRole.DecorationRole) for row in range(5)]
    assert all(not crop.isNull() for crop in crops)


def test_ten_thousand_instances_are_selected_as_one_range(qtbot, document):
    new = [proposal(1000 + number, 0.9, square(number % 190, number // 190, 3)) for number in range(10_000)]
    document.apply(added("Draw", document.frame.key, *new))
    panel = InstancesPanel(document)
    qtbot.addWidget(panel)
    panel.model.refresh()
    document.select(document.visible)
    assert len(panel.view.selectionModel().selection()) == 1
    assert panel.model.rowCount() == 10_004


def test_a_large_selection_is_painted_without_asking_for_every_cell(instances, document, monkeypatch):
    asked = []
    monkeypatch.setattr(type(instances.model), "columnCount", lambda *_: asked.append(1) or 5)
    new = [proposal(1000 + number, 0.9, square(number % 190, number // 190, 3)) for number in range(2000)]
    document.apply(added("Draw", document.frame.key, *new))
    document.select(document.visible)
    instances.grab()
    assert len(asked) < 2000


# categories


def test_the_categories_have_counts_and_digits(categories):
    rows = [[categories.model.index(row, part).data() for part in (NAME, COUNT, KEY)] for row in range(2)]
    assert rows == [["nucleus", "5", "1"], ["debris", "0", "2"]]


def test_a_category_is_added_by_typing_its_name(categories, document):
    QTest.keyClicks(categories.new, "artefact")
    QTest.keyClick(categories.new, Qt.Key.Key_Return)
    assert [one.name for one in document.project.categories().values()] == ["nucleus", "debris", "artefact"]
    assert document.project.categories()[document.categories.current].name == "artefact"


def test_a_category_is_renamed_in_place_and_two_of_one_name_are_refused(categories, document, sayings):
    index = categories.model.index(0, NAME)
    assert categories.model.setData(index, "cell")
    assert document.project.categories()[1].name == "cell"
    assert not categories.model.setData(categories.model.index(0, NAME), "debris")
    assert "debris" in sayings[-1][1]


def test_a_category_is_recoloured(categories, document):
    categories.model.recolour(0, "#aa4499")
    assert document.project.categories()[1].colour == "#aa4499"


def test_a_click_on_a_category_makes_it_the_one_that_is_drawn(categories, document):
    spot = categories.view.visualRect(categories.model.index(1, NAME)).center()
    QTest.mouseClick(categories.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert document.categories.current == 2


def test_the_digits_stay_beside_the_scroll_bar_where_there_are_many_categories(qtbot, categories, document):
    for number in range(20):
        document.categories.new(f"kind {number}")
    categories.resize(328, 400)
    qtbot.waitUntil(lambda: categories.view.verticalScrollBar().isVisible())
    last = categories.view.visualRect(categories.model.index(0, KEY))
    assert last.right() < categories.view.viewport().width()
    assert not categories.view.verticalScrollBar().geometry().intersects(last)


def test_the_colour_square_opens_sixteen_colours(categories):
    spot = categories.view.visualRect(categories.model.index(0, COLOUR)).center()
    QTest.mouseClick(categories.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    [popup] = [one for one in categories.children() if type(one).__name__ == "ColourPopup"]
    assert popup.layout().count() == 16
    popup.close()


def test_counts_follow_the_edits(categories, document):
    judging.relabel(document, [1, 2], 2)
    assert [categories.model.index(row, COUNT).data() for row in range(2)] == ["3", "2"]


# threshold


def test_dragging_on_the_histogram_sets_the_threshold_and_remembers_it(qtbot, document):
    panel = ThresholdPanel(document)
    qtbot.addWidget(panel)
    panel.resize(300, 120)
    panel.show()
    ground = panel.histogram._ground()
    spot = QPoint(round(ground.left() + 0.25 * ground.width()), 20)
    QTest.mouseClick(panel.histogram, Qt.MouseButton.LeftButton, pos=spot)
    assert document.showing.threshold == pytest.approx(0.25, abs=0.01)
    assert document.project.setting("threshold", None) == document.showing.threshold


def test_the_histogram_counts_what_is_shown_and_what_is_hidden(qtbot, document, until):
    panel = ThresholdPanel(document)
    qtbot.addWidget(panel)
    until(lambda: panel._words.text() == "2 shown, 1 hidden")
    assert panel.histogram._bars.sum() == 3
    judging.accept(document, [3])
    until(lambda: panel._words.text() == "1 shown, 1 hidden")
    assert document.instances[3].state is State.ACCEPTED


# jobs


@pytest.mark.parametrize(("done", "of", "seconds", "expected"), [
    (0, 10, 60, ""), (10, 10, 60, ""), (5, 10, 1, ""), (5, 10, 5, "a few seconds left"),
    (1, 5, 10, "about 40 s left"), (1, 13, 20, "about 4 min left"), (1, 1001, 20, "about 5.6 h left"),
])  # fmt: skip
def test_the_time_left_is_said_in_round_numbers(done, of, seconds, expected):
    assert time_left(done, of, seconds) == expected
