"""Instances whose bytes are damaged: the rest stays usable, and what the history has comes back."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from unittest.mock import ANY

import pytest

from annotator.core.annotations import Imported, added, changed, removed
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.errors import ProjectError
from annotator.core.frames import FrameKey
from annotator.storage import ALL, Damaged, Project, backups
from tests.conftest import frame, instance, square

A, B = FrameKey(1), FrameKey(2)
EDITED, DRAWN, IMPORTED, SOUND = 2, 3, 1, 4


@pytest.fixture
def path(project: Project) -> Path:
    """A project with an imported instance, one that was drawn and edited, one that was drawn, and a sound one."""
    [root] = project.roots()
    [first, *_] = [row.frame for row in project.frame_page(ALL, 0, 9)]
    brought = LabelledFrame(frame(1, path=first.path), [instance(7, imported=Imported(id=b"7"))])
    categories = list(project.categories().values())
    project.import_dataset(Dataset(categories=categories, frames=[brought]), root, Report())
    drawn = instance(EDITED, square(20, 20))
    project.commit(added("Draw", A, drawn))
    project.commit(changed("Move", A, (drawn, drawn.reshaped(square(30, 30)))))
    project.commit(added("Draw", B, instance(DRAWN), instance(SOUND, square(40, 40))))
    project.undo(B)
    project.redo(B)
    project.close()
    return project.path


def damage(path: Path, ids: Iterable[int]) -> None:
    with closing(sqlite3.connect(path)) as database:
        for id in ids:
            database.execute("UPDATE instance SET body = zeroblob(80) WHERE id = ?", (id,))
        database.commit()


def test_all_but_the_damaged_stays_usable_and_the_damaged_are_listed(path: Path) -> None:
    damage(path, [IMPORTED, DRAWN])
    with Project.open(path) as project:
        assert project.damaged() == [Damaged(IMPORTED, A, ANY), Damaged(DRAWN, B, ANY)]
        assert [project.instances(key).keys() for key in (A, B)] == [{EDITED}, {SOUND}]
        assert [one.id for each in project.labelled() for one in each.instances] == [EDITED, SOUND]
        there = project.instances(B)[SOUND]
        project.commit(changed("Move", B, (there, there.reshaped(square(1, 1)))))
        assert project.damaged(cancelled=lambda: True) == []


def test_what_the_history_has_comes_back_as_it_was_last_and_the_rest_is_taken_out(path: Path) -> None:
    with Project.open(path) as project:
        before = {key: project.instances(key) for key in (A, B)}
    damage(path, [IMPORTED, EDITED, DRAWN])
    with Project.open(path) as project:
        restored, removed = project.mend(project.damaged())
        assert [one.id for one in restored] == [EDITED, DRAWN]
        assert [one.id for one in removed] == [IMPORTED]
        assert project.damaged() == []
        assert project.instances(B) == before[B]
        assert project.instances(A) == {EDITED: before[A][EDITED]}
        assert [row.human for row in project.frame_page(ALL, 0, 9)] == [1, 2, 0]
        assert sum(project.category_counts().values()) == 3
        assert project.undo(A)
    kept = [file for file in backups.copies(path) if file.name.startswith("before-mending")]
    with Project.open(kept[0], read_only=True) as as_it_was:
        assert len(as_it_was.damaged()) == 3


def test_what_was_undone_tells_how_an_imported_instance_was(path: Path) -> None:
    with Project.open(path) as project:
        imported = project.instances(A)[IMPORTED]
        project.commit(changed("Relabel", A, (imported, replace(imported, note="seen"))))
        project.undo(A)
    damage(path, [IMPORTED])
    with Project.open(path) as project:
        project.mend(project.damaged())
        assert project.instances(A)[IMPORTED] == imported


@pytest.mark.parametrize("state", [9, -1])
def test_a_state_that_there_is_not_is_damage_and_mended(path: Path, state: int) -> None:
    with Project.open(path) as project:
        before = project.instances(B)
        imported = project.instances(A)[IMPORTED]
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE instance SET state = ? WHERE id IN (?, ?)", (state, DRAWN, IMPORTED))
        database.commit()
    with Project.open(path) as project:
        assert project.instances(B).keys() == {SOUND}
        with pytest.raises(ProjectError, match="does not fit"):
            project.commit(removed("Delete", A, imported))
        with pytest.raises(ProjectError, match="does not fit"):
            project.undo(B)
        assert project.damaged() == [Damaged(IMPORTED, A, ANY), Damaged(DRAWN, B, ANY)]
        project.mend(project.damaged())
        assert project.damaged() == []
        assert project.instances(B) == before
        assert project.instances(A).keys() == {EDITED}
        assert [row.human for row in project.frame_page(ALL, 0, 9)] == [1, 2, 0]
        assert sum(project.category_counts().values()) == 3
