"""What is kept of what a model finds on the frames of a project, and what is said of frames that fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.errors import ImageUnreadable
from annotator.inference.detections import Detection, Found
from annotator.inference.lane import Model
from annotator.inference.prelabelling import Prelabelling, located
from annotator.storage import ALL, NewFrame, Project
from tests.conftest import square

WIDTH, HEIGHT = 60, 40


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Three frames whose pictures nobody needs."""
    (tmp_path / "pictures").mkdir()
    with Project.create(tmp_path / "it.annotator") as project:
        root = project.add_root(tmp_path / "pictures")
        project.add_frames(NewFrame(root, name, WIDTH, HEIGHT) for name in ("a.png", "b.png", "c.png"))
        yield project


def work(project: Project, frames: int = 3) -> Prelabelling:
    """Over the first so many frames."""
    there = [row.frame for row in project.frame_page(ALL, 0, frames)]
    return Prelabelling(project, located(project, there), 0.05)


def found(width: int = WIDTH, *notes: str) -> Found:
    """A thing in the corner."""
    return Found(
        detections=(Detection(0, 0.9, square()),), width=width, height=HEIGHT, model="tiny", version="0" * 12,
        categories=("thing",), device="cpu", notes=notes,
    )  # fmt: skip


def take(work: Prelabelling, *answers: Found | ImageUnreadable) -> None:
    """An answer for each frame."""
    project = work.project
    for (key, _), answer in zip(work.frames, answers, strict=False):
        work.take(key, answer, project.propose, lambda name: project.new_category(name).id)


def test_a_frame_that_fails_is_named_and_the_others_are_kept(project):
    over = work(project)
    take(over, found(), ImageUnreadable("b.png is no picture."), found(WIDTH + 1))
    assert over.done == [over.frames[0][0]]
    assert over.proposals == 1
    assert [(name, why.split(":")[0]) for name, why in over.failed] == [
        ("b.png", "b.png is no picture."),
        ("c.png", "The picture is 61 x 40 pixels now, and 60 x 40 in the project"),
    ]


def test_what_a_model_says_of_several_frames_is_noted_once(project):
    over = work(project)
    take(over, found(WIDTH, "Memory ran out."), found(WIDTH, "Memory ran out."), found(WIDTH, "It is dark."))
    assert over.notes == ["Memory ran out.", "It is dark."]


def test_a_list_is_patient_and_the_frame_that_a_person_waits_for_is_not(project):
    assert [work(project, count).run(Model("tiny")).patient for count in (1, 2)] == [False, True]
