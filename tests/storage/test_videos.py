"""Videos in a project: their frames are rows like any other, and their index comes back as it went in."""

from pathlib import Path

import pytest

from annotator.core.errors import ProjectError
from annotator.storage import FrameFilter, Project, Video


@pytest.fixture
def project(tmp_path: Path):
    with Project.create(tmp_path / "it.annotator") as made:
        made.add_root(tmp_path / "films")
        yield made


def video(frames: int = 100, **fields: object) -> Video:
    return Video(**{"root": "films", "path": "a/clip.mp4", "frames": frames, "rate": 29.97, "packets": b"\0x"} | fields)


def test_a_video_s_frames_are_in_the_list_and_know_their_source(project, tmp_path):
    project.add_video(video(), 640, 480)
    assert project.frame_count() == 100
    last = project.frame(project.frame_at(99))
    assert (last.index, last.size) == (99, (640, 480))
    assert last.name == "clip.mp4 000099"
    source = project.source_of(last)
    assert (source.file, source.index, source.of_video) == (tmp_path / "films" / "a" / "clip.mp4", 99, True)


def test_what_is_known_of_a_video_comes_back(project, tmp_path):
    project.add_video(video(), 640, 480)
    assert project.videos() == [video()] == [project.video("films", "a/clip.mp4")]
    assert project.video_file(video()) == tmp_path / "films" / "a" / "clip.mp4"
    with pytest.raises(ProjectError, match="no video"):
        project.video("films", "b.mp4")


def test_a_video_added_again_keeps_its_frames_and_takes_none_away(project):
    project.add_video(video(), 640, 480)
    keys = [row.frame.key for row in project.frame_page(FrameFilter(), 0, 1000)]
    project.add_video(video(120, packets=b"new"), 640, 480)
    project.add_video(video(90, packets=b"newer"), 640, 480)
    assert [row.frame.key for row in project.frame_page(FrameFilter(), 0, 1000)][:100] == keys
    assert project.frame_count() == 120
    assert project.videos() == [video(90, packets=b"newer")]


def test_frames_that_are_not_sampled_are_there_and_passed_over(project):
    project.add_video(video(), 640, 480, range(0, 100, 30))
    assert project.frame_count() == 100
    assert [row.frame.index for row in project.frame_page(FrameFilter("sampled"), 0, 100)] == [0, 30, 60, 90]
    first = project.next_needing_work(None)
    assert project.frame(project.next_needing_work(first)).index == 30
    project.sample("films", "a/clip.mp4", [7])
    assert project.frame(project.next_needing_work(None)).index == 7
    assert project.frame(project.next_needing_work(None, backwards=True)).index == 7


def test_an_hour_of_video_is_one_short_step(project):
    project.add_video(video(108_000), 1920, 1080)
    assert project.frame_count() == 108_000
    assert project.path.stat().st_size < 20_000_000
    assert len(project.frame_page(FrameFilter(), 107_990, 100)) == 10


def test_what_is_not_sampled_needs_no_work(project):
    project.add_video(video(), 640, 480, range(0, 100, 30))
    assert project.frame_count(FrameFilter("unreviewed")) == 4
    project.set_reviewed(project.frame_at(1, FrameFilter("sampled")), True)
    needing = project.frame_page(FrameFilter("unreviewed"), 0, 9)
    assert [row.frame.index for row in needing] == [0, 60, 90]
    project.sample("films", "a/clip.mp4", range(100))
    assert project.frame_count(FrameFilter("unreviewed")) == 99


@pytest.mark.parametrize(("index", "backwards", "beside"), [(30, False, 60), (45, False, 60), (45, True, 30),
                                                            (90, False, None), (0, True, None)])  # fmt: skip
def test_the_frame_beside_is_one_of_the_list_wherever_one_stands(project, index, backwards, beside):
    project.add_video(video(), 640, 480, range(0, 100, 30))
    here = project.find_frame("films", "a/clip.mp4", index)
    found = project.frame_beside(here, FrameFilter("sampled"), backwards=backwards)
    assert (found and project.frame(found).index) == beside


def test_reviewed_frames_are_found_in_runs(project):
    project.add_video(video(), 640, 480)
    project.add_video(video(path="b.mp4"), 640, 480)
    for index in (0, 1, 2, 50, 98, 99):
        project.set_reviewed(project.find_frame("films", "a/clip.mp4", index), True)
    assert project.reviewed("films", "a/clip.mp4", 1, 98) == [(1, 2), (50, 50), (98, 98)]
    assert project.reviewed("films", "b.mp4", 0, 99) == []
