"""Undo and redo, over restarts and without end."""

import time
from pathlib import Path

import pytest

from annotator.core.annotations import added, changed
from annotator.core.errors import ProjectError
from annotator.core.frames import FrameKey
from annotator.storage import Project
from tests.conftest import instance, proposal, square
from tests.storage.conftest import FIRST, SECOND
from tests.storage.script import FRAMES, assert_sound, do, new_project


def test_undo_and_redo_return_the_edit_that_was_applied(project: Project) -> None:
    edit = added("Draw", FIRST, instance(1))
    project.commit(edit)
    assert project.undo(FIRST) == (edit.inverse(),)
    assert project.instances(FIRST) == {}
    assert project.redo(FIRST) == (edit,)
    assert project.instances(FIRST) == {1: instance(1)}


def test_there_is_nothing_to_undo_before_the_first_edit(project: Project) -> None:
    assert project.undo(FIRST) == ()
    assert project.redo(FIRST) == ()


def test_each_frame_has_its_own_undo(project: Project) -> None:
    project.commit(added("Draw", FIRST, instance(1)))
    project.commit(added("Draw", SECOND, instance(2)))
    project.undo(FIRST)
    assert project.instances(SECOND) == {2: instance(2)}


def test_undo_goes_on_after_a_restart(path: Path) -> None:
    old = instance(1)
    with Project.open(path) as project:
        project.commit(added("Draw", FIRST, old))
        project.commit(changed("Move", FIRST, (old, old.reshaped(square(5, 5)))))
        project.undo(FIRST)
    with Project.open(path) as project:
        assert project.instances(FIRST) == {1: old}
        project.redo(FIRST)
        assert project.instances(FIRST)[1].parts == square(5, 5)
        project.undo(FIRST)
        project.undo(FIRST)
        assert project.instances(FIRST) == {}


def test_an_edit_after_undo_takes_the_place_of_what_was_undone(project: Project) -> None:
    project.commit(added("First", FIRST, instance(1)))
    project.commit(added("Second", FIRST, instance(2)))
    project.undo(FIRST)
    project.commit(added("Third", FIRST, instance(3)))
    assert [entry.text for entry in project.history(FIRST)] == ["First", "Third"]
    assert project.redo(FIRST) == ()


def test_the_history_says_what_when_and_whether_it_holds(project: Project) -> None:
    started = time.time()
    project.commit(added("First", FIRST, instance(1)))
    project.commit(added("Second", FIRST, instance(2)))
    project.undo(FIRST)
    first, second = project.history(FIRST)
    assert (first.text, first.done, second.text, second.done) == ("First", True, "Second", False)
    assert started <= first.at <= second.at


def test_a_pre_label_run_can_be_undone(project: Project) -> None:
    project.propose(FIRST, [proposal(0)], "Pre-label")
    project.propose(FIRST, [proposal(0, parts=square(30, 30)), proposal(0, parts=square(60, 30))], "Pre-label again")
    assert len(project.instances(FIRST)) == 2
    project.undo(FIRST)
    assert [one.parts for one in project.instances(FIRST).values()] == [square()]


def hurry(project: Project) -> None:
    """Nothing falls in these tests, so nothing has to be on the disk."""
    for pragma in ("synchronous = OFF", "journal_mode = MEMORY"):
        project._database.run(f"PRAGMA {pragma}")


def travel(path: Path, operations: int) -> None:
    """Any operations; then all undone is the first state, all redone the last, over a restart in between."""
    keys = [FrameKey(number + 1) for number in range(FRAMES)]

    def state(project: Project) -> list[object]:
        return [project.instances(key) for key in keys]

    with new_project(path) as project:
        hurry(project)
        for number in range(operations):
            do(project, number)
        last = state(project)
        steps = [sum(entry.done for entry in project.history(key)) for key in keys]
    with Project.open(path) as project:
        hurry(project)
        assert state(project) == last
        for key, count in zip(keys, steps, strict=True):
            assert sum(len(project.undo(key)) for _ in range(count + 1)) == count
        assert state(project) == [{}, {}, {}]
    with Project.open(path) as project:
        hurry(project)
        for key, count in zip(keys, steps, strict=True):
            for _ in range(count):
                project.redo(key)
        assert state(project) == last
    assert_sound(path)


def test_ten_thousand_operations_undone_and_redone(tmp_path: Path) -> None:
    travel(tmp_path / "a.annotator", operations=10_000)


@pytest.mark.long
def test_a_hundred_thousand_operations_undone_and_redone(tmp_path: Path) -> None:
    travel(tmp_path / "a.annotator", operations=100_000)


def draw_on_both(project: Project) -> None:
    project.commit(added("Draw", FIRST, instance(1)), added("Draw", SECOND, instance(2)))


def test_one_step_on_several_frames_is_undone_and_redone_on_all(project: Project) -> None:
    draw_on_both(project)
    assert {edit.frame for edit in project.undo(SECOND)} == {FIRST, SECOND}
    assert project.instances(FIRST) == project.instances(SECOND) == {}
    project.redo(FIRST)
    assert project.instances(FIRST) == {1: instance(1)}
    assert project.instances(SECOND) == {2: instance(2)}


def test_one_step_on_several_frames_stays_where_one_was_changed_since(project: Project) -> None:
    draw_on_both(project)
    project.commit(added("Draw", FIRST, instance(3)))
    with pytest.raises(ProjectError, match=r"0\.png too, and that was changed again"):
        project.undo(SECOND)
    assert project.instances(SECOND) == {2: instance(2)}
    project.undo(FIRST)
    project.undo(SECOND)
    assert project.instances(FIRST) == project.instances(SECOND) == {}


def test_half_of_a_step_is_never_redone(project: Project) -> None:
    draw_on_both(project)
    project.undo(FIRST)
    project.commit(added("Draw", FIRST, instance(3)))
    with pytest.raises(ProjectError, match="stays undone"):
        project.redo(SECOND)
    assert project.instances(SECOND) == {}


def test_one_step_on_several_frames_fails_as_a_whole(project: Project) -> None:
    with pytest.raises(ProjectError):
        project.commit(added("Draw", FIRST, instance(1)), added("Draw", SECOND, instance(2, category=9)))
    assert project.instances(FIRST) == {}
    assert project.history(FIRST) == []
