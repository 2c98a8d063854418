"""The bin of deleted instances."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.annotations import added, changed, removed
from annotator.core.frames import FrameKey
from annotator.storage import Project
from tests.conftest import instance, proposal, square
from tests.storage.conftest import FIRST, SECOND
from tests.storage.script import do
from tests.storage.test_migrations import GOLDEN


def ids(project: Project) -> list[int]:
    return [one.id for one in project.deleted_page(0, 1000)]


def test_what_is_deleted_is_in_the_bin_with_where_what_and_when(project: Project) -> None:
    one = instance(1, square(3, 4), category=2)
    project.commit(added("Draw", FIRST, one))
    assert project.deleted_count() == 0
    project.commit(removed("Delete 1 instance", FIRST, one))
    [line] = project.deleted_page(0, 10)
    assert (line.id, line.frame, line.path, line.category, line.text) == (1, FIRST, "0.png", 2, "Delete 1 instance")
    assert line.at > 1_700_000_000
    assert project.deleted_instances([1]) == {FIRST: [one]}


def test_undo_takes_it_out_and_redo_puts_it_in_again(project: Project) -> None:
    project.commit(added("Draw", FIRST, instance(1)))
    project.commit(removed("Delete", FIRST, instance(1)))
    project.undo(FIRST)
    assert ids(project) == []
    project.redo(FIRST)
    assert ids(project) == [1]


def test_a_restored_instance_has_left_the_bin_until_that_is_undone(project: Project) -> None:
    project.commit(added("Draw", FIRST, instance(1)))
    project.commit(removed("Delete", FIRST, instance(1)))
    project.commit(added("Restore", FIRST, instance(1)))
    assert ids(project) == []
    project.undo(FIRST)
    assert ids(project) == [1]


def test_an_undone_drawing_was_not_deleted(project: Project) -> None:
    project.commit(added("Draw", FIRST, instance(1)))
    project.undo(FIRST)
    assert ids(project) == []


def test_a_model_that_replaces_its_own_proposals_fills_no_bin(project: Project) -> None:
    project.propose(FIRST, [proposal(0)], "Pre-label")
    project.propose(FIRST, [proposal(0, 0.5, square(40, 40))], "Pre-label")
    assert ids(project) == []


def test_what_changes_is_not_deleted(project: Project) -> None:
    old = instance(1)
    project.commit(added("Draw", FIRST, old))
    project.commit(changed("Move", FIRST, (old, old.reshaped(square(5, 5)))))
    assert ids(project) == []


def test_the_bin_is_of_the_whole_project_the_last_first_and_paged(project: Project) -> None:
    for id, frame in ((1, FIRST), (2, SECOND), (3, FIRST)):
        project.commit(added("Draw", frame, instance(id)))
        project.commit(removed("Delete", frame, instance(id)))
    assert ids(project) == [3, 2, 1]
    assert [one.id for one in project.deleted_page(1, 1)] == [2]
    assert project.deleted_count() == 3


def test_a_refused_edit_fills_no_bin(project: Project) -> None:
    project.commit(added("Draw", FIRST, instance(1)))
    try:
        project.commit(removed("Delete", SECOND, instance(1)))
    except Exception:  # noqa: BLE001
        assert ids(project) == []
        return
    raise AssertionError("an edit of another frame's instance was made")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 10_000), max_size=25))
def test_nothing_is_both_stored_and_in_the_bin(path: Path, tmp_path: Path, numbers: list[int]) -> None:
    with Project.open(Path(shutil.copy(path, tmp_path / "one.annotator"))) as project:
        for number in numbers:
            do(project, number)
        stored = {id for key in (1, 2, 3) for id in project.instances(FrameKey(key))}
        assert not stored & set(ids(project))
    shutil.rmtree(tmp_path / "one.annotator-backups", ignore_errors=True)


def test_what_was_deleted_before_there_was_a_bin_is_found(tmp_path: Path) -> None:
    path = Path(shutil.copy(GOLDEN / "format-3.annotator", tmp_path))
    with closing(sqlite3.connect(path)) as database:
        stored = {row[0] for row in database.execute("SELECT id FROM instance")}
    with Project.open(path) as project:
        assert not stored & set(ids(project))
        project.redo(FIRST)
        project.undo(FIRST)
    with Project.open(path) as project:
        deleted = list(project.instances(FIRST).values())[:1]
        project.commit(removed("Delete", FIRST, *deleted))
        assert ids(project)[0] == deleted[0].id
