"""A data set comes in whole or not at all, never over a person's work, never twice."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.annotations import Imported, State, added, changed, removed
from annotator.core.categories import Category
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.frames import Frame, FrameKey
from annotator.storage import Project
from tests.conftest import frame, instance, proposal, square
from tests.storage.conftest import FIRST
from tests.storage.script import assert_sound, dataset, digest, imported

ONE = Category(id=1, name="one", colour="#ffffff")


def on_frame(*instances: object, path: str = "0.png", categories: tuple[Category, ...] = (ONE,)) -> Dataset:
    """A data set of one frame."""
    there = replace(frame(path=path), root="")
    return Dataset(categories=categories, frames=[LabelledFrame(there, instances)])  # type: ignore[arg-type]


def take(project: Project, dataset: Dataset) -> Report:
    """Import it from the media folder that the project has."""
    return project.import_dataset(dataset, "pictures", Report())


def test_an_import_adds_frames_and_instances_with_new_numbers(project: Project) -> None:
    project.commit(added("Draw", FrameKey(2), instance(1)))
    report = take(project, on_frame(imported(1), imported(2), path="new.png"))
    assert (report.frames, report.instances, report.findings) == (1, 2, [])
    key = project.find_frame("pictures", "new.png")
    assert key == FrameKey(4)
    assert list(project.instances(key)) == [2, 3]
    assert [one.imported.id for one in project.instances(key).values() if one.imported] == [b"1", b"2"]


def test_an_import_meets_the_frames_of_its_folder(project: Project) -> None:
    take(project, on_frame(imported(1)))
    assert project.frame_count() == 3
    assert len(project.instances(FIRST)) == 1


def test_importing_again_adds_nothing(path: Path) -> None:
    with Project.open(path) as project:
        take(project, dataset(1, frames=3))
        before = digest(path)
        report = take(project, dataset(1, frames=3))
        assert (report.frames, report.instances) == (3, 0)
        assert digest(path) == before


def test_instances_without_a_number_of_their_own_come_once_too(project: Project) -> None:
    for _ in range(2):
        take(project, on_frame(instance(1, state=State.ACCEPTED, imported=Imported()), instance(2, square(9, 9))))
    assert len(project.instances(FIRST)) == 2


def test_a_second_file_adds_to_what_the_first_brought(project: Project) -> None:
    take(project, on_frame(imported(1)))
    report = take(project, on_frame(imported(2)))
    assert (report.instances, len(project.instances(FIRST))) == (1, 2)


WORK = {
    "drawn": lambda project: project.commit(added("Draw", FIRST, instance(project.new_id()))),
    "edited": lambda project: reshape(project),
    "deleted": lambda project: project.commit(removed("Delete", FIRST, *project.instances(FIRST).values())),
    "reviewed": lambda project: project.set_reviewed(FIRST, True),
}


def test_groups_of_two_files_stay_apart_and_those_of_one_file_together(project: Project) -> None:
    def bring(*ids: int) -> None:
        take(project, on_frame(*(replace(imported(id), group=1) for id in ids), path="new.png"))

    bring(1, 2)
    bring(3, 4)
    bring(1, 5)
    key = project.find_frame("pictures", "new.png")
    assert key
    assert [one.group for one in project.instances(key).values()] == [1, 1, 2, 2, 1]


def reshape(project: Project) -> None:
    [old] = project.instances(FIRST).values()
    project.commit(changed("Move", FIRST, (old, old.reshaped(square(3, 3)))))


@pytest.mark.parametrize("work", WORK)
def test_a_frame_that_a_person_worked_on_stays_as_it_is(project: Project, work: str) -> None:
    take(project, on_frame(imported(1)))
    WORK[work](project)
    before = project.instances(FIRST)
    report = take(project, on_frame(imported(1), imported(2)))
    assert project.instances(FIRST) == before
    [finding] = report.findings
    assert (finding.kind, finding.where) == ("skipped", "0.png")


def test_untouched_proposals_are_no_work_of_a_person(project: Project) -> None:
    project.propose(FIRST, [proposal(0)], "Pre-label")
    take(project, on_frame(imported(1)))
    assert len(project.instances(FIRST)) == 2


def test_categories_meet_by_name_and_keep_their_number_where_it_is_free(project: Project) -> None:
    incoming = (Category(id=2, name="one", colour=""), Category(id=1, name="new", colour=""),
                Category(id=90, name="far", colour="#123456"))  # fmt: skip
    marks = [replace(imported(number), category=id) for number, id in ((1, 2), (2, 1), (3, 90))]
    report = take(project, on_frame(*marks, categories=incoming))
    assert {one.name: one.id for one in project.categories().values()} == {"one": 1, "two": 2, "new": 3, "far": 90}
    assert [one.category for one in project.instances(FIRST).values()] == [1, 3, 90]
    assert report.count("noted") == 2
    assert all(one.colour for one in project.categories().values())


def test_the_header_and_what_the_file_said_of_a_frame_are_kept(project: Project) -> None:
    said = Frame(key=FIRST, root="", path="0.png", width=100, height=80, extra=b'{"id": "x"}')
    project.import_dataset(Dataset(categories=[], frames=[LabelledFrame(said, [])], header=b'{"info":1}'),
                           "pictures", Report())  # fmt: skip
    assert (project.header(), project.frame(FIRST).extra) == (b'{"info":1}', b'{"id": "x"}')


def test_a_size_unlike_the_picture_is_said(project: Project) -> None:
    other = Frame(key=FIRST, root="", path="0.png", width=80, height=100)
    report = take(project, Dataset(categories=[ONE], frames=[LabelledFrame(other, [imported(1)])]))
    assert "80 x 100" in report.findings[0].text
    assert project.frame(FIRST).size == (100, 80)


def stop_at(call: int) -> Iterator[bool]:
    """Says yes from this call on."""
    count = 0
    while True:
        count += 1
        yield count >= call


def test_a_cancelled_import_leaves_the_project_as_it_was(path: Path) -> None:
    dice = random.Random(6)
    with Project.open(path) as project:
        take(project, dataset(1, frames=5))
        before = digest(path)
        for _ in range(100):
            answers = stop_at(dice.randint(1, 60))
            report = project.import_dataset(dataset(2, frames=60), "pictures", Report(), lambda: next(answers))  # noqa: B023
            assert (report.frames, report.instances) == (0, 0)
            assert digest(path) == before
        assert "cancelled" in report.findings[0].text
    assert_sound(path)


def test_a_stream_that_breaks_off_leaves_the_project_as_it_was(path: Path) -> None:
    def broken() -> Iterator[LabelledFrame]:
        yield from dataset(2, frames=3).frames
        raise ValueError("the file ends here")

    with Project.open(path) as project:
        before = digest(path)
        with pytest.raises(ValueError, match="ends here"):
            take(project, Dataset(categories=[ONE], frames=broken()))
        assert digest(path) == before


def test_a_second_files_header_is_said_to_be_left_out(project: Project) -> None:
    take(project, Dataset(categories=[], frames=[], header=b'{"info":1}'))
    report = take(project, Dataset(categories=[], frames=[], header=b'{"info":2}'))
    assert project.header() == b'{"info":1}'
    assert report.count("noted") == 1
