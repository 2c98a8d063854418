"""Frames of videos in COCO: videos and tracks out, and in again."""

import json
from dataclasses import replace

import numpy as np
import pytest

from annotator.core.annotations import Made, Presence
from annotator.core.categories import Category
from annotator.core.dataset import Dataset, LabelledFrame
from annotator.core.films import Film
from annotator.core.tracks import Track
from annotator.formats import coco
from annotator.formats.films import film_finder
from tests.conftest import frame, instance, square
from tests.formats.files import said, written

CELL = Category(id=3, name="cell", colour="#e69f00")


def film(id: int = 1, path: str = "clip.mp4", name: str = "clip", root: str = "pictures") -> Film:
    """A video of 10 frames of 100 x 80 pixels."""
    return Film(id=id, root=root, path=path, name=name, frames=10, width=100, height=80, rate=25.0,
                seconds=np.arange(10) / 25)  # fmt: skip


def on(index: int, *instances: object, path: str = "clip.mp4", root: str = "pictures") -> LabelledFrame:
    """A frame of a video with instances."""
    key = index + 1 + (1000 if root != "pictures" else 0)
    return LabelledFrame(replace(frame(key, path=path), root=root, index=index), instances)


def seen(id: int, track: int, x: float = 0, **presence: object) -> object:
    """An instance of a track."""
    return instance(id, square(x, 5), 3, presence=Presence(track=track, **presence))


def clip_dataset(*labelled: LabelledFrame, films: tuple[Film, ...] = (film(),), **fields: object) -> Dataset:
    tracks = [Track(id=k, category=3, root="pictures", path="clip.mp4", name="left" if k == 7 else "") for k in (7, 8)]
    return Dataset(categories=[CELL], frames=iter(labelled), films=films, tracks=tracks, **fields)


def test_frames_of_a_video_say_which_and_their_objects_which_track(tmp_path):
    labelled = [
        on(0, seen(1, 7)), on(1, seen(2, 7, made=Made.INTERPOLATED, occluded=True), instance(3, category=3)), on(2),
    ]  # fmt: skip
    out, report = written(tmp_path, clip_dataset(*labelled))
    assert not report.findings
    assert out["videos"] == [
        {"id": 1, "name": "clip", "file_name": "clip.mp4", "width": 100, "height": 80, "fps": 25.0, "length": 10}
    ]
    assert out["tracks"] == [{"id": 7, "category_id": 3, "video_id": 1, "name": "left"}]
    assert [(one["file_name"], one["video_id"], one["frame_index"]) for one in out["images"]] == [
        ("clip/000000.jpg", 1, 0), ("clip/000001.jpg", 1, 1), ("clip/000002.jpg", 1, 2)
    ]  # fmt: skip
    told = [{name: one.get(name) for name in ("video_id", "track_id", "keyframe", "occluded")} for one in
            out["annotations"]]  # fmt: skip
    assert told == [
        {"video_id": 1, "track_id": 7, "keyframe": None, "occluded": None},
        {"video_id": 1, "track_id": 7, "keyframe": False, "occluded": True},
        {"video_id": 1, "track_id": None, "keyframe": None, "occluded": None},
    ]


def test_videos_of_one_name_and_pictures_go_out_side_by_side(tmp_path):
    films = (film(), film(2, name="clip.mp4", root="other"))
    labelled = [on(4), on(4, root="other"), LabelledFrame(frame(50, path="a.png"), [])]
    out, _ = written(tmp_path, clip_dataset(*labelled, films=films), coco.Choices(pictures="png"))
    assert [one["file_name"] for one in out["images"]] == ["clip/000004.png", "clip.mp4/000004.png", "a.png"]
    assert [one.get("video_id") for one in out["images"]] == [1, 2, None]


@pytest.mark.parametrize("value", [[{"id": 5, "name": "theirs"}], "a word", [1], []])
def test_videos_that_an_import_brought_keep_their_numbers(tmp_path, value):
    header = json.dumps({"videos": value, "info": 1}).encode()
    out, _ = written(tmp_path, clip_dataset(on(0, seen(1, 7)), header=header))
    mine = out["videos"][-1]
    assert (mine["name"], mine["id"]) == ("clip", 6 if value and value != "a word" and value != [1] else 1)
    assert out["images"][0]["video_id"] == out["tracks"][0]["video_id"] == mine["id"]
    without, _ = written(tmp_path, Dataset(categories=[CELL], frames=[], header=header))
    assert without["videos"] == (value if value != [1] else without["videos"])
    assert said(_) == []


def read_back(tmp_path, *labelled, finder=None, **fields):
    """What is written, read again onto the same videos."""
    coco.write(clip_dataset(*labelled, **fields), tmp_path / "out.json", coco.Choices(proposals=True))
    dataset, report = coco.read(tmp_path / "out.json", None, finder or film_finder([film()]))
    return list(dataset.frames), dataset, report


def test_tracks_come_back_onto_the_frames_of_the_video(tmp_path):
    made = [on(0, seen(1, 7)), on(1, seen(2, 7, 20, made=Made.INTERPOLATED, occluded=True), seen(3, 8)), on(2)]
    frames, dataset, report = read_back(tmp_path, *made)
    assert not report.findings
    assert [(one.frame.root, one.frame.path, one.frame.index) for one in frames] == [
        ("pictures", "clip.mp4", k) for k in range(3)
    ]
    assert [(one.name, one.category, one.path) for one in dataset.tracks] == [
        ("left", 3, "clip.mp4"), ("", 3, "clip.mp4")
    ]  # fmt: skip
    [first], [second, other], [] = [one.instances for one in frames]
    assert first.track == second.track != other.track
    assert (first.presence.made, second.presence.made) == (Made.KEYFRAME, Made.PROPAGATED)
    assert (first.presence.occluded, second.presence.occluded) == (False, True)
    assert second.parts == square(20, 5)
    assert b"videos" not in dataset.header + b"".join(one.imported.extra for one in (first, second))


def test_where_a_file_lists_a_frame_without_the_object_it_has_left_the_picture(tmp_path):
    made = [on(0, seen(1, 7)), on(2), on(3), on(5, seen(2, 7)), on(8, seen(3, 7))]
    frames, _, report = read_back(tmp_path, *made)
    outside = [one.frame.index for one in frames if any(each.presence.outside for each in one.instances)]
    assert outside == [2]  # frames 6 and 7 are not in the file, which says nothing of them
    assert report.instances == 3


def test_what_is_no_frame_of_the_video_or_twice_on_a_track_is_said(tmp_path):
    coco.write(clip_dataset(on(0, seen(1, 7), seen(2, 8)), on(1, seen(3, 7))), tmp_path / "out.json")
    whole = json.loads((tmp_path / "out.json").read_text())
    whole["annotations"][1]["track_id"] = 7
    whole["images"][1]["frame_index"] = 10
    (tmp_path / "out.json").write_text(json.dumps(whole))
    dataset, report = coco.read(tmp_path / "out.json", None, film_finder([film()]))
    [labelled] = dataset.frames
    assert [one.track for one in labelled.instances] == [1, 0]
    assert said(report) == [
        "skipped image 2: it says no frame that clip.mp4 has, which are 0 to 9",
        "skipped annotation 3: its image 2 was left out",
        "repaired annotation number 2: its track 7 is on this frame twice, so it was left out of it",
    ]


def test_without_the_video_its_frames_are_pictures_that_go_out_as_they_came(tmp_path):
    frames, dataset, report = read_back(tmp_path, on(0, seen(1, 7)), finder=film_finder([]))
    assert said(report) == ["noted video 1: there is no video 'clip'; its frames are taken as pictures"]
    assert [(one.frame.path, one.instances[0].track) for one in frames] == [("clip/000000.jpg", 0)]
    before = json.loads((tmp_path / "out.json").read_text())
    after, _ = written(tmp_path, replace(dataset, frames=frames))
    assert before == after


def test_a_video_is_found_by_its_name_its_path_or_its_file_s_name_where_only_one_has_it():
    one, other = film(1, "a/clip.mp4", "a/clip"), film(2, "b/clip.mov", "b/clip")
    find = film_finder([one, other])
    assert [find([name]) for name in ("a/clip", "b/clip.mov", "clip.mov", "clip", "nothing", "")] == [
        one, other, other, None, None, None
    ]  # fmt: skip
    assert find(["", "nothing", "a/clip"]) is one
