"""Jumping in a frame's history."""

from pathlib import Path

from annotator.core.annotations import added
from annotator.storage import Project
from tests.conftest import instance
from tests.storage.conftest import FIRST, SECOND


def draw(project: Project, count: int) -> None:
    for id in range(1, count + 1):
        project.commit(added(f"Draw {id}", FIRST, instance(id)))


def test_a_jump_is_as_many_steps_as_it_takes_and_goes_on_after_a_restart(path: Path) -> None:
    with Project.open(path) as project:
        draw(project, 5)
        assert len(project.travel(FIRST, 1)) == 4
    with Project.open(path) as project:
        assert list(project.instances(FIRST)) == [1]
        assert [entry.done for entry in project.history(FIRST)] == [True, False, False, False, False]
        assert len(project.travel(FIRST, 4)) == 3
        assert list(project.instances(FIRST)) == [1, 2, 3, 4]


def test_a_jump_beyond_the_ends_stops_there(project: Project) -> None:
    draw(project, 2)
    project.travel(FIRST, 9)
    assert list(project.instances(FIRST)) == [1, 2]
    project.travel(FIRST, -1)
    assert project.instances(FIRST) == {}
    assert project.travel(SECOND, 3) == ()
