"""How pictures are shown is kept in the project: of a frame, or for all."""

import pytest

from annotator.core.adjustment import PLAIN, Adjustment, Window
from annotator.core.frames import FrameKey
from annotator.storage import NewFrame, Project
from annotator.storage.connection import Database
from annotator.storage.videos import Video

DARK, BRIGHT = Adjustment(brightness=-0.5, window=Window(100, 40000)), Adjustment(gamma=2.0, channel="red")
ONE, OTHER = FrameKey(1), FrameKey(2)


@pytest.fixture
def project(tmp_path):
    with Project.create(tmp_path / "p.annotator") as made:
        root = made.add_root(tmp_path)
        made.add_frames(NewFrame(root, name, 10, 10, extra=b"{}") for name in ("a.png", "b.png"))
        yield made


def test_a_frame_is_plain_until_somebody_says_otherwise(project):
    assert project.adjustment(ONE) == PLAIN


def test_a_frame_keeps_its_own_and_leaves_the_others_alone(project):
    project.adjust(ONE, DARK)
    with project.reader() as again:
        assert (again.adjustment(ONE), again.adjustment(OTHER)) == (DARK, PLAIN)
        assert again.frame(ONE).extra == b"{}"


def test_what_is_for_all_holds_for_frames_with_their_own_and_for_those_that_come_later(project, tmp_path):
    project.adjust(ONE, DARK)
    project.adjust_all(BRIGHT)
    [later] = project.add_frames([NewFrame(next(iter(project.roots())), "c.png", 10, 10)])
    assert {project.adjustment(key) for key in (ONE, OTHER, later)} == {BRIGHT}


def test_one_frame_can_be_plain_where_all_are_not(project):
    project.adjust_all(BRIGHT)
    project.adjust(ONE, PLAIN)
    assert (project.adjustment(ONE), project.adjustment(OTHER)) == (PLAIN, BRIGHT)
    project.adjust(ONE, BRIGHT)  # as all are again, so it goes with them from now on
    project.adjust_all(DARK)
    assert project.adjustment(ONE) == DARK


def test_a_video_has_one_for_all_its_frames(project):
    root = next(iter(project.roots()))
    project.add_video(Video(root=root, path="clip.mp4", frames=3, rate=25.0, packets=b""), 10, 10)
    first, last = (project.find_frame(root, "clip.mp4", index) for index in (0, 2))
    project.adjust(first, DARK)
    assert (project.adjustment(last), project.adjustment(ONE)) == (DARK, PLAIN)
    project.adjust_all(BRIGHT)
    assert (project.adjustment(first), project.adjustment(last)) == (BRIGHT, BRIGHT)
    project.adjust(last, PLAIN)
    assert project.adjustment(first) == PLAIN


def test_what_cannot_be_read_is_plain(project):
    project.adjust(ONE, DARK)
    database = Database(project.path, read_only=False)
    database.run("UPDATE frame_extra SET view = x'ff7b'")
    database.close()
    assert project.adjustment(ONE) == PLAIN
