"""Shape and clipboard commands on a real project."""

from dataclasses import replace

import pytest

from annotator.core.annotations import Part, State, added, ring
from annotator.core.crossings import crosses_itself
from annotator.core.raster import local_mask
from annotator.storage import NewFrame, Project
from annotator.ui.commands import clipboard, shaping
from annotator.ui.main_window import MainWindow
from annotator.ui.state.document import Document
from tests.conftest import instance, square


@pytest.fixture(autouse=True)
def _nothing_copied_yet(monkeypatch) -> None:
    monkeypatch.setattr(clipboard, "_held", None)


def draw(document: Document, *instances) -> None:
    document.apply(added("Draw", document.frame.key, *instances))
    document.select(one.id for one in instances)


def pixels(document: Document, id: int) -> int:
    return local_mask(document.instances[id].parts, *document.frame.size).area


def test_a_join_goes_into_the_largest_and_is_selected(document, sayings):
    draw(document, instance(20, square(100, 100, 5), category=2), instance(21, square(103, 100, 20)))
    shaping.join(document)
    assert (document.selection, pixels(document, 21)) == ({21}, 400 + 15)
    assert (document.instances[21].category, 20 in document.instances) == (1, False)
    assert sayings[-1] == ("info", "Joined 2 instances.")


def test_a_join_survives_closing_and_can_be_undone_afterwards(qapp, document):
    draw(document, instance(20, square(100, 100, 5)), instance(21, square(103, 100, 20)))
    before = dict(document.instances)
    shaping.join(document)
    path = document.project.path
    document.close()
    document.open(Project.open(path))
    document.undo()
    assert {id: one.parts for id, one in document.instances.items()} == {id: one.parts for id, one in before.items()}


def test_the_smaller_are_taken_out_of_the_largest_and_stay(document):
    draw(document, instance(20, square(100, 100, 5)), instance(21, square(98, 98, 20)))
    shaping.subtract(document)
    assert (pixels(document, 21), pixels(document, 20)) == (400 - 25, 25)
    shaping.fill_holes(document)
    assert pixels(document, 21) == 400


def test_what_cannot_be_done_is_said_and_changes_nothing(document, sayings):
    before = dict(document.instances)
    document.select([1])
    for command in (shaping.join, shaping.subtract, shaping.intersect, shaping.split, shaping.keep_largest,
                    shaping.fill_holes, shaping.mend):  # fmt: skip
        command(document)
        assert sayings[-1][0] == "info"
    assert (document.instances, len(sayings)) == (before, 7)


def test_pieces_become_instances_of_their_own_and_are_all_selected(document):
    draw(document, instance(20, square(100, 100, 5) + square(120, 100, 9)))
    shaping.split(document)
    assert len(document.selection) == 2
    assert pixels(document, 20) == 81


def test_without_a_selection_the_whole_frame_is_mended(document):
    draw(document, instance(20, (Part(ring([[100, 50], [120, 70], [120, 50], [100, 70]])),)))
    document.select(())
    shaping.mend(document)
    assert document.selection == {20}
    assert not any(crosses_itself(one) for one in document.instances[20].rings)


def test_a_rejected_instance_is_not_worked_on(document):
    draw(document, instance(20, square(100, 100, 5)), instance(21, square(103, 100, 20)))
    document.visible[21] = document.instances[21].rejected()
    document.selection = frozenset({20, 21})
    shaping.join(document)
    assert document.instances[20].parts == square(100, 100, 5)


def test_what_was_copied_is_pasted_in_place_on_another_frame(document):
    document.select([2, 3])
    clipboard.copy(document)
    document.next_frame()
    clipboard.paste(document)
    assert [one.parts for one in document.instances.values()] == [square(60, 10, 30), square(10, 60, 30)]
    assert {one.state for one in document.instances.values()} == {State.DRAWN}
    assert document.selection == document.instances.keys()
    document.undo()
    assert document.instances == {}


def test_what_was_cut_is_gone_and_can_be_pasted_again_and_again(document):
    document.select([1])
    clipboard.cut(document)
    assert 1 not in document.instances
    clipboard.paste(document)
    clipboard.paste(document)
    assert sum(one.parts == square(10, 10, 30) for one in document.instances.values()) == 2


def test_a_duplicate_lies_beside_its_original_and_on_the_picture(document):
    draw(document, instance(20, square(185, 100, 15)))
    clipboard.duplicate(document)
    [id] = document.selection
    assert document.instances[id].parts == square(177, 108, 15)


def test_with_nothing_copied_nothing_is_pasted(document, sayings):
    before = dict(document.instances)
    clipboard.paste(document)
    assert (document.instances, sayings[-1]) == (before, ("info", "Nothing has been copied yet."))


def test_what_a_person_confirmed_on_the_previous_frame_is_copied(document, sayings):
    clipboard.copy_previous_frame(document)
    assert sayings[-1][1] == "There is no frame before this one in the list."
    document.next_frame()
    clipboard.copy_previous_frame(document)
    assert [one.parts for one in document.instances.values()] == [square(10, 10, 30), square(60, 10, 30)]


def test_what_is_pasted_into_another_project_keeps_its_category_by_name(document, tmp_path):
    with Project.create(tmp_path / "other.annotator") as other:
        for name in ("car", "debris"):
            other.new_category(name)
        other.add_frames([NewFrame(other.add_root(tmp_path / "cells"), "a.png", 200, 150)])
    draw(document, instance(20, square(100, 100, 5), category=1), instance(21, square(110, 100, 5), category=2))
    clipboard.copy(document)
    document.open(Project.open(other.path))
    clipboard.paste(document)
    names = {one.id: one.name for one in document.project.categories().values()}
    assert names == {1: "car", 2: "debris", 3: "nucleus"}
    assert [names[one.category] for one in document.instances.values()] == ["nucleus", "debris"]


def test_what_is_pasted_where_its_category_was_renamed_is_still_of_it(document):
    document.select([1])
    clipboard.copy(document)
    document.categories.change(replace(document.project.categories()[1], name="core"), "Rename")
    clipboard.paste(document)
    [id] = document.selection
    assert document.instances[id].category == 1
    assert len(document.project.categories()) == 2


def test_what_is_pasted_where_its_category_was_merged_away_gets_the_one_in_use(document):
    document.select([1])
    clipboard.copy(document)
    document.project.merge_category(1, 2, lambda done, of: None)
    document.categories.use(2)
    clipboard.paste(document)
    [id] = document.selection
    assert document.instances[id].category == 2


def test_the_commands_are_at_hand_once_something_is_selected(qtbot, opened: MainWindow):
    actions = opened.actions_.by_name
    opened.document.select([1, 2])
    qtbot.waitUntil(lambda: actions["join"].isEnabled())
    actions["join"].trigger()
    assert len(opened.document.instances[1].parts) == 2
    opened.document.select(())
    qtbot.waitUntil(lambda: not actions["join"].isEnabled())
