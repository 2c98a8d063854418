"""The main job of a video on a real X server: pre-labels, a correction that is propagated, COCO and YouTube-VIS."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO

from annotator import media
from annotator.core.annotations import HUMAN_WORK, Made, State
from annotator.core.dataset import LabelledFrame
from annotator.core.opencv import cv2
from annotator.core.raster import parts_mask
from annotator.storage import Project
from benchmarks import clips
from tests.ui.person import (
    MODEL_PATIENCE_S,
    NEEDS_X_SERVER,
    REPOSITORY,
    eventually,
    frames,
    instances,
    of_state,
    screen_places,
)

pytestmark = NEEDS_X_SERVER

WIDTH, HEIGHT, FRAMES = 160, 120, 18
START = 10
"""The frame that is pre-labelled and corrected."""
STEP = 2

Mask = NDArray[np.bool_]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A person who goes to the right, by a step a frame, before a grey wall."""
    picture = media.open_picture(REPOSITORY / "resources" / "samples" / "astronaut.png").pixels
    small = cv2.resize(picture, (HEIGHT, HEIGHT), interpolation=cv2.INTER_AREA)
    pictures = np.full((FRAMES, HEIGHT, WIDTH, 3), 128, np.uint8)
    for place, pixels in enumerate(pictures):
        pixels[:, STEP * place : STEP * place + HEIGHT] = small
    return clips.encode(tmp_path / "walk.mp4", list(pictures), "h264")


def test_from_a_clip_to_a_track_in_two_formats(person, clip: Path):
    project = clip.with_suffix(".annotator")
    someone = person(clip)
    eventually(lambda: frames(project) == FRAMES)
    someone.sees("walk - Annotator")
    someone.key("alt+e")

    someone.key("g")
    eventually(lambda: instances(project, START), MODEL_PATIENCE_S)
    proposed = max(instances(project, START), key=lambda one: one.score or 0)
    on_screen = screen_places(someone, project, START)
    left = int(np.argmin(proposed.parts[0].outer[:, 0]))
    x, y = on_screen(proposed.parts[0].outer[left])
    someone.key("c")
    someone.drag((x, y), (x - 12, y - 6))
    eventually(lambda: of_state(project, State.EDITED, START))
    [corrected] = of_state(project, State.EDITED, START)
    assert corrected.id == proposed.id

    someone.key("alt+f")
    eventually(lambda: propagated(project) == list(range(START + 1, FRAMES)), MODEL_PATIENCE_S)
    for place in range(START + 1, FRAMES):
        someone.key("d", "e")
        eventually(lambda place=place: of_state(project, State.ACCEPTED, place))

    coco, vis = project.with_suffix(".json"), project.with_name("walk-youtube-vis.json")
    someone.key("ctrl+e")
    someone.press_until("Return", coco.exists)
    someone.key("Escape", "ctrl+e", "Tab", "Up", "shift+Tab")  # the format above COCO, and back to the primary button
    someone.press_until("Return", vis.exists)
    assert someone.leave() == 0
    kept = confirmed(project)
    assert len(kept) == FRAMES - START
    walked = {place: np.roll(kept[START], STEP * (place - START), axis=1) for place in kept}
    assert min(overlap(kept[place], walked[place]) for place in kept) > 0.7
    for written in (of_coco(coco), of_youtube_vis(vis)):
        assert written.keys() == kept.keys()
        assert all(overlap(written[place], kept[place]) == 1 for place in kept)


def overlap(one: Mask, other: Mask) -> float:
    """Intersection over union."""
    return float((one & other).sum() / (one | other).sum())


def propagated(project: Path) -> list[int]:
    """The frames that the only track was propagated to."""
    with Project.open(project, read_only=True) as seen:
        sightings = [one for track in seen.all_tracks() for one in seen.sightings(track)]
    return [one.place for one in sightings if one.made is Made.PROPAGATED]


def confirmed(project: Path) -> dict[int, Mask]:
    """By frame, the mask of the only track; nothing else is confirmed."""
    with Project.open(project, read_only=True) as seen:
        return {frame.index: one for frame, one in human(seen.labelled())}


def human(labelled: Iterator[LabelledFrame]) -> Iterator[tuple]:
    for frame, there in labelled:
        for one in there:
            if one.state in HUMAN_WORK:
                assert one.track
                yield frame, parts_mask(one.parts, *frame.size)


def of_coco(file: Path) -> dict[int, Mask]:
    """By frame, the mask of the only track."""
    coco = COCO(str(file))
    assert len(coco.dataset["images"]) == FRAMES
    [track] = {one["track_id"] for one in coco.dataset["annotations"]}
    assert [one["id"] for one in coco.dataset["tracks"]] == [track]
    place = {one["id"]: one["frame_index"] for one in coco.dataset["images"]}
    return {place[one["image_id"]]: coco.annToMask(one).astype(bool) for one in coco.dataset["annotations"]}


def of_youtube_vis(file: Path) -> dict[int, Mask]:
    """The same of the only annotation."""
    [one] = json.loads(file.read_text())["annotations"]
    assert len(one["segmentations"]) == FRAMES
    return {place: coco_mask.decode(rle).astype(bool) for place, rle in enumerate(one["segmentations"]) if rle}
