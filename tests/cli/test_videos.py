"""Videos on the command line: into a project, out of it as COCO and pictures, and frames as a picture data set."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotator import media
from annotator.core.annotations import added
from annotator.core.categories import Category
from annotator.core.frames import Source
from annotator.media import sampling
from annotator.storage import ALL, FrameFilter, Project
from benchmarks import clips
from tests.conftest import instance


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Three scenes of 10 frames each, of which the second is blurred but for one frame."""
    (tmp_path / "films").mkdir()
    pictures = [one.pixels for one in clips.moments(clips.SCENES["rigid"], 96, 64, 10)]
    second = [np.full_like(one, (20, 90, 160)) for one in pictures]
    second[7][::4] = 255
    third = [255 - one for one in pictures]
    return clips.encode(tmp_path / "films" / "clip.mp4", [*pictures, *second, *third], "h264")


def test_a_video_becomes_a_project_of_its_frames(run, clip, tmp_path):
    Image.new("RGB", (8, 8)).save(clip.parent / "a.png")
    result = run("new", tmp_path / "p", clip.parent, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["frames"] == 31
    with Project.open(tmp_path / "p.annotator") as project:
        frame = project.frame_page(ALL, 30, 1)[0].frame
        assert (frame.path, frame.index, frame.size) == ("clip.mp4", 29, (96, 64))
        [video] = project.videos()
        assert (video.frames, video.rate) == (30, 30.0)


@pytest.mark.parametrize(("option", "expected"), [(("--every", "12"), [0, 12, 24]), (("--scenes",), [0, 10, 20])])
def test_the_frames_to_work_on_can_be_chosen(run, clip, tmp_path, option, expected):
    run("new", tmp_path / "p", clip, *option)
    with Project.open(tmp_path / "p.annotator") as project:
        rows = project.frame_page(FrameFilter("sampled"), 0, 100)
        assert [row.frame.index for row in rows] in (expected, [0, 10, 17, 18, 20])  # the sharp one is a scene, too
        assert project.frame_count() == 30


def test_a_video_that_breaks_off_is_added_up_to_the_break_and_that_is_said(run, clip, tmp_path):
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size * 2 // 3])
    result = run("new", tmp_path / "p", clip)
    assert result.exit_code == 1
    assert "breaks off" in result.stderr
    with Project.open(tmp_path / "p.annotator") as project:
        assert 0 < project.frame_count() < 30


def test_frames_are_exported_by_the_names_that_the_coco_file_has(run, clip, tmp_path):
    run("new", tmp_path / "p", clip)
    with Project.open(tmp_path / "p.annotator") as project:
        project.put_category(Category(id=1, name="head", colour="#ff0000"))
        for place in (3, 12):
            key = project.frame_at(place)
            project.commit(added("Draw", key, instance(project.new_id())))
    result = run(
        "export", tmp_path / "p.annotator", tmp_path / "o.json", "--no-empty-frames", "--frames", tmp_path / "o"
    )
    assert result.exit_code == 0, result.stderr
    names = [one["file_name"] for one in json.loads((tmp_path / "o.json").read_text())["images"]]
    assert names == ["clip/000003.jpg", "clip/000012.jpg"]
    written = sorted(file.relative_to(tmp_path / "o").as_posix() for file in (tmp_path / "o").rglob("*.jpg"))
    assert written == names
    shown = media.picture_of(Source(clip, 3)).pixels.astype(int)
    assert np.abs(media.open_picture(tmp_path / "o" / names[0]).pixels - shown).mean() < 4


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        (("--every", "7"), {0, 7, 14, 21, 28}),
        (("--sharp", "--count", "3"), {17}),
        (("--novel", "--count", "3"), {0}),
    ],
)
def test_frames_are_taken_out_by_interval_sharpness_and_novelty(run, clip, tmp_path, option, expected):
    result = run("frames", clip, tmp_path / "out", *option, "--png", "--json")
    assert result.exit_code == 0, result.stderr
    chosen = json.loads(result.stdout)["frames"]
    assert expected <= set(chosen)
    files = sorted((tmp_path / "out" / "clip").iterdir())
    assert [file.name for file in files] == [f"{number:06}.png" for number in sorted(chosen)]
    expected_pixels = media.picture_of(Source(clip, min(chosen))).pixels
    assert np.array_equal(media.open_picture(files[0]).pixels, expected_pixels)


def test_the_most_unlike_frames_are_of_different_scenes(clip):
    chosen = sampling.most_unlike(media.open_video(clip), 3)
    assert len({number // 10 for number in chosen}) >= 2
    assert len(set(chosen)) == 3


def test_one_way_to_choose_frames_has_to_be_named(run, clip, tmp_path):
    for options in ((), ("--sharp", "--novel")):
        result = run("frames", clip, tmp_path / "out", *options)
        assert result.exit_code == 2
        assert "Choose one of" in result.stderr


def test_prelabel_takes_a_video(run, tmp_path, tiny_folder):
    pictures = [one.pixels for one in clips.moments(clips.SCENES["rigid"], 96, 64, 2)]
    clip = clips.encode(tmp_path / "clip.mp4", pictures, "h264")
    result = run("prelabel", clip, "--model", tiny_folder, "--device", "cpu", "--export", tmp_path / "o.json", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["done"] == 2


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--range", "5:7"), [5, 6, 7]),
        (("--range", "0.5s:0.6s"), [15, 16, 17, 18]),
        (("--range", "20:", "--every", "4"), [20, 24, 28]),
    ],
)
def test_a_range_of_a_video_is_worked_on(run, clip, tmp_path, options, expected):
    assert run("new", tmp_path / "p", clip, *options).exit_code == 0
    with Project.open(tmp_path / "p.annotator") as project:
        assert [row.frame.index for row in project.frame_page(FrameFilter("sampled"), 0, 100)] == expected


def test_prelabel_takes_a_range_and_says_what_is_none(run, tmp_path, tiny_folder):
    pictures = [one.pixels for one in clips.moments(clips.SCENES["rigid"], 96, 64, 3)]
    clip = clips.encode(tmp_path / "clip.mp4", pictures, "h264")
    command = ("prelabel", clip, "--model", tiny_folder, "--device", "cpu", "--export", tmp_path / "o.json")
    result = run(*command, "--range", "1:1", "--json")
    assert (result.exit_code, json.loads(result.stdout)["done"]) == (0, 1), result.stderr
    assert [one["file_name"] for one in json.loads((tmp_path / "o.json").read_text())["images"]] == ["clip/000001.jpg"]
    for wrong, said in (("9:", "has 3 frames"), ("x", "is no range"), ("2:1", "write 1:2")):
        result = run(*command, "--range", wrong)
        assert result.exit_code == 2
        assert said in result.stderr
    assert "no one video 'other'" in run(*command, "--video", "other").stderr
