"""The one door to state."""

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.annotations import State, added, changed
from annotator.core.categories import Category
from annotator.core.errors import StorageFull
from annotator.storage import FrameFilter, NewFrame, Project
from annotator.ui.commands import judging, review
from annotator.ui.state.backlog import FULL, SPACE_AGAIN
from annotator.ui.state.document import STAYS_OPEN, Document
from tests.conftest import instance, proposal, square


def draw(document: Document) -> int:
    id = document.scene().new_id()
    new = instance(id, square(120, 100, 20), category=document.scene().category)
    assert document.apply(added("Draw", document.frame.key, new))
    return id


def stored(document: Document) -> dict:
    """What another program would read."""
    with Project.open(document.project.path, read_only=True) as other:
        return other.instances(document.frame.key)


def fill_the_disk(document: Document) -> None:
    size = document.project._database.value("PRAGMA page_count")
    document.project._database.run(f"PRAGMA max_page_count = {size}")


def make_room(document: Document) -> None:
    document.project._database.run("PRAGMA max_page_count = 100000")


def draw_until_refused(document: Document) -> int:
    drawn = 0
    while not len(document.backlog):
        draw(document)
        drawn += 1
        assert drawn < 500
    return drawn


def test_what_is_drawn_is_in_the_project_file_at_once(document):
    id = draw(document)
    assert stored(document)[id] == document.instances[id]


def test_undo_and_redo_go_on_after_a_restart(document, project_file):
    id = draw(document)
    document.close()
    document.open(Project.open(project_file))
    document.undo()
    assert id not in document.instances
    assert id not in stored(document)
    document.redo()
    assert id in document.instances
    assert document.selection == {id}


def test_undo_without_anything_to_undo_says_so(document, sayings):
    document.next_frame()
    document.undo()
    assert sayings == [("info", "There is nothing left to undo on this frame.")]


def test_ghosts_are_hidden_and_show_again_at_once(document):
    assert set(document.visible) == {1, 2, 3, 4}
    document.set_threshold(0.1)
    assert set(document.visible) == {1, 2, 3, 4, 5}
    document.set_threshold(0.9)
    assert set(document.visible) == {1, 2, 3}


def test_what_the_threshold_hides_is_no_longer_selected(document):
    document.select([1, 4])
    document.set_threshold(0.9)
    assert document.selection == {1}


def test_the_threshold_is_remembered_in_the_project(document, project_file):
    document.set_threshold(0.7)
    document.keep_threshold()
    document.close()
    document.open(Project.open(project_file))
    assert document.showing.threshold == 0.7


def test_looking_at_every_frame_changes_no_byte_of_the_project(document, project_file):
    before = project_file.read_bytes()
    for _ in range(4):
        document.next_frame()
    document.select(document.visible)
    document.previous_frame()
    document.close()
    assert project_file.read_bytes() == before


def test_the_project_opens_at_the_frame_where_work_was_left(document, project_file):
    document.next_frame()
    draw(document)
    document.close()
    document.open(Project.open(project_file))
    assert document.frame.name == "b.png"


def test_accepting_all_above_leaves_what_is_under_the_score(document):
    judging.accept_above(document, 0.9)
    states = {id: one.state for id, one in document.instances.items()}
    assert states[3] is State.ACCEPTED
    assert states[4] is states[5] is State.PROPOSED
    document.undo()
    assert document.instances[3].state is State.PROPOSED


def test_rejected_proposals_leave_the_screen_and_stay_in_the_project(document):
    judging.reject(document, [3, 4])
    assert set(document.visible) == {1, 2}
    assert stored(document)[3].state is State.REJECTED


def test_what_was_rejected_can_be_shown_and_accepted_after_all(document):
    judging.reject(document, [3, 4])
    document.show_rejected(True)
    assert set(document.visible) == {1, 2, 3, 4}
    assert not judging.reject(document, [3])
    judging.accept(document, [3])
    document.show_rejected(False)
    assert set(document.visible) == {1, 2, 3}
    assert stored(document)[3].state is State.ACCEPTED


def test_selecting_all_leaves_out_what_is_rejected(document):
    judging.reject(document, [3])
    document.show_rejected(True)
    review.select_all(document)
    assert document.selection == {1, 2, 4}


def test_a_new_model_run_leaves_rejected_and_accepted_instances_alone(document):
    judging.reject(document, [3])
    judging.accept(document, [4])
    key = document.frame.key
    document.propose(key, [proposal(0, 0.9, square(10 + 40 * place, 60, 30)) for place in (0, 1)], "Pre-label")
    untouched = [one for one in document.instances.values() if one.untouched]
    assert untouched == []
    assert document.instances[4].state is State.ACCEPTED


def test_relabelling_to_the_same_category_is_no_edit(document):
    assert not judging.relabel(document, [1], 1)
    assert judging.relabel(document, [1], 2)
    assert document.instances[1].category == 2


def test_what_is_drawn_first_makes_the_first_category(qapp, tmp_path, pictures):
    project = Project.create(tmp_path / "new.annotator")
    project.add_frames([NewFrame(project.add_root(pictures), "a.png", 200, 150)])
    document = Document()
    document.open(project)
    id = draw(document)
    assert document.project.categories()[document.instances[id].category].name == "object"
    document.close()


def test_a_category_0_is_a_category_like_any_other(qapp, tmp_path, pictures):
    project = Project.create(tmp_path / "zero.annotator")
    project.add_frames([NewFrame(project.add_root(pictures), "a.png", 200, 150)])
    project.put_category(Category(id=0, name="cell", colour="#e69f00"))
    document = Document()
    document.open(project)
    id = draw(document)
    assert (document.instances[id].category, list(document.project.categories())) == (0, [0])
    document.close()


def test_a_project_open_for_looking_refuses_edits_in_a_sentence(document, project_file, sayings):
    document.close()
    document.open(Project.open(project_file, read_only=True))
    new = added("Draw", document.frame.key, instance(document.scene().new_id()))
    assert not document.apply(new)
    assert len(document.instances) == 5
    [(level, sentence)] = sayings
    assert level == "error"
    assert sentence.endswith(".")


def test_with_a_full_disk_the_edit_stays_on_the_screen_and_is_said_once(document, sayings):
    fill_the_disk(document)
    drawn = draw_until_refused(document)
    draw(document)
    assert len(document.instances) == 5 + drawn + 1
    assert sayings == [("error", FULL)]


def test_refused_edits_are_saved_in_order_when_there_is_space_again(document, sayings):
    fill_the_disk(document)
    draw_until_refused(document)
    last = draw(document)
    judging.relabel(document, [last], 2)
    make_room(document)
    assert document.backlog.retry()
    assert stored(document) == document.instances
    assert sayings[-1] == ("good", SPACE_AGAIN)


def test_refused_edits_survive_a_look_at_another_frame(document):
    fill_the_disk(document)
    draw_until_refused(document)
    before = document.instances
    document.next_frame()
    document.previous_frame()
    assert document.instances == before


def test_a_refused_edit_can_be_undone(document):
    fill_the_disk(document)
    draw_until_refused(document)
    count = len(document.instances)
    document.undo()
    assert len(document.instances) == count - 1
    assert len(document.backlog) == 0


def test_a_project_with_unsaved_changes_is_not_let_go(document, sayings):
    fill_the_disk(document)
    draw_until_refused(document)
    assert not document.let_go()
    assert document.project is not None
    assert sayings[-1] == ("error", STAYS_OPEN)
    make_room(document)
    here, shown = document.project.path, document.instances
    assert document.let_go()
    with Project.open(here, read_only=True) as project:
        assert project.instances(project.frame_at(0)) == shown


def test_a_model_never_overtakes_what_the_disk_has_refused(document):
    fill_the_disk(document)
    draw_until_refused(document)
    judging.delete(document, [one.id for one in document.instances.values() if one.untouched])
    with pytest.raises(StorageFull):
        document.propose(document.frame.key, [proposal(0, parts=square(200, 150, 20))], "Pre-label")
    make_room(document)
    assert document.propose(document.frame.key, [proposal(0, parts=square(200, 150, 20))], "Pre-label")
    assert len(document.backlog) == 0
    assert stored(document) == document.instances


def test_undo_on_another_frame_writes_what_waits_first(document):
    document.next_frame()
    drawn = draw(document)
    document.previous_frame()
    fill_the_disk(document)
    draw_until_refused(document)
    expected = document.instances
    make_room(document)
    document.next_frame()
    document.undo()
    assert drawn not in document.instances
    assert len(document.backlog) == 0
    document.previous_frame()
    assert stored(document) == expected


def test_an_edit_that_can_never_be_saved_is_told_and_does_not_hold_up_others(document, sayings):
    fill_the_disk(document)
    draw_until_refused(document)
    [waiting] = document.backlog.of(document.frame.key)
    after = draw(document)
    make_room(document)
    document.project.commit(waiting)  # as another writer would, so that it does not fit any more
    assert document.backlog.retry()
    assert [level for level, sentence in sayings if waiting.text in sentence] == ["error"]
    assert stored(document) == document.instances
    assert after in document.instances


def test_a_gesture_that_ends_after_a_model_has_answered_keeps_what_both_have_done(document):
    one = next(one for one in document.instances.values() if one.untouched)
    document.join(changed("Group", document.frame.key, (one, replace(one, group=4))))
    assert document.apply(changed("Move", document.frame.key, (one, one.reshaped(square(30, 30, 9)))))
    made = stored(document)[one.id]
    assert (made.group, made.state, made.parts) == (4, State.EDITED, square(30, 30, 9))
    document.undo()
    assert stored(document)[one.id] == replace(one, group=4) == document.instances[one.id]


def test_a_gesture_on_a_proposal_that_was_replaced_meanwhile_is_not_lost(document):
    one = next(one for one in document.instances.values() if one.untouched)
    document.propose(document.frame.key, [], "Pre-label")
    assert one.id not in document.instances
    assert document.apply(changed("Move", document.frame.key, (one, one.reshaped(square(30, 30, 9)))))
    assert stored(document)[one.id].parts == square(30, 30, 9)
    assert not judging.delete(document, [99])


def test_the_next_frame_follows_the_filter_also_after_the_frame_has_left_it(document):
    document.set_filter(FrameFilter("unreviewed"))
    document.set_reviewed(True)
    document.next_frame()
    assert document.frame.name == "b.png"


def test_the_next_frame_that_needs_work_goes_round_the_end(document):
    document.show(document.project.frame_at(2))
    document.next_needing_work()
    assert document.frame.name == "a.png"


def test_when_nothing_needs_work_that_is_said(document, sayings):
    for place in range(3):
        document.show(document.project.frame_at(place))
        document.set_reviewed(True)
    document.next_needing_work()
    assert sayings == [("good", "No other frame needs work.")]


def test_the_time_of_work_is_kept_with_the_instance(document):
    id = draw(document)
    assert document.instances[id].first_seen > 0
    assert document.instances[id].seconds >= 0


def test_relinking_a_moved_folder_finds_the_pictures_again(document, pictures, tmp_path: Path):
    moved = pictures.rename(tmp_path / "elsewhere")
    assert not document.project.file_of(document.frame).exists()
    assert document.relink(document.frame.root, moved)
    assert document.project.file_of(document.frame).exists()


def test_accepting_human_work_changes_nothing(document):
    assert not judging.accept(document, [1, 2])
