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
