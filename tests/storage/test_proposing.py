"""A model run replaces proposals that nobody touched, and nothing else."""

from annotator.core.annotations import added, changed
from annotator.storage import Project
from tests.conftest import instance, proposal, square
from tests.storage.conftest import FIRST


def test_a_new_run_replaces_the_last_runs_proposals(project: Project) -> None:
    project.propose(FIRST, [proposal(0)], "Pre-label")
    edit = project.propose(FIRST, [proposal(0, parts=square(40, 40))], "Pre-label")
    assert edit is not None
    assert list(edit.before) == [1]
    assert project.instances(FIRST) == {2: proposal(2, parts=square(40, 40))}


def test_what_a_person_judged_stays_and_is_not_proposed_again(project: Project) -> None:
    drawn, right, wrong = instance(1), proposal(2, parts=square(30, 0)), proposal(3, parts=square(60, 0))
    project.commit(added("Found", FIRST, drawn, right, wrong))
    project.commit(changed("Judge", FIRST, (right, right.accepted()), (wrong, wrong.rejected())))
    again = [proposal(0, parts=square(x + 1, 0)) for x in (0, 30, 60)]
    new = proposal(0, parts=square(0, 40))
    edit = project.propose(FIRST, [*again, new], "Pre-label")
    assert edit is not None
    assert [one.parts for one in edit.after.values()] == [square(0, 40)]
    assert edit.before == {}


def test_a_neighbour_that_overlaps_little_is_proposed(project: Project) -> None:
    project.commit(added("Draw", FIRST, instance(1)))
    project.propose(FIRST, [proposal(0, parts=square(6, 0))], "Pre-label")
    assert project.instances(FIRST) == {1: instance(1), 2: proposal(2, parts=square(6, 0))}


def test_nothing_found_where_nothing_was_is_no_edit(project: Project) -> None:
    assert project.propose(FIRST, [], "Pre-label") is None
    assert project.history(FIRST) == []


def test_nothing_found_takes_the_old_proposals_away(project: Project) -> None:
    project.propose(FIRST, [proposal(0)], "Pre-label")
    project.propose(FIRST, [], "Pre-label")
    assert project.instances(FIRST) == {}
