"""Tracks of a video out of a project and into another one, by every format that has them."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from annotator.core.annotations import Made, Presence, added, changed
from annotator.core.categories import Category
from annotator.core.keyframes import outside
from annotator.core.raster import parts_mask
from annotator.storage import ALL, Project
from benchmarks import clips
from tests.conftest import instance, square

SIZE = (96, 64)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Eight frames."""
    (tmp_path / "films").mkdir()
    pictures = [one.pixels for one in clips.moments(clips.SCENES["rigid"], *SIZE, 8)]
    return clips.encode(tmp_path / "films" / "clip.mp4", pictures, "h264")


@pytest.fixture
def project(run, clip: Path, tmp_path: Path) -> Path:
    """One track with keyframes on 0 and 3, gone on 5 and there on 6; one on 1 alone; and an instance on no track."""
    run("new", tmp_path / "p", clip)
    with Project.open(tmp_path / "p.annotator") as made:
        for id, name in ((1, "person"), (2, "car")):
            made.put_category(Category(id=id, name=name, colour="#ff0000"))
        rows = [row.frame for row in made.frame_page(ALL, 0, 100)]
        first, second = (made.new_track(rows[0], category) for category in (1, 2))
        made.put_track(replace(first, name="left one"))
        for place, x in ((0, 4), (3, 10), (5, 0), (6, 40)):
            one = instance(made.new_id(), square(x, 8, 20), presence=Presence(track=first.id))
            made.commit(added("Draw", rows[place].key, outside(one) if place == 5 else one))
        other = instance(made.new_id(), square(60, 30, 12), 2, presence=Presence(track=second.id))
        made.commit(added("Draw", rows[1].key, other, instance(made.new_id(), square(1, 50, 9), 2)))
    return tmp_path / "p.annotator"


def seen(file: Path) -> dict[int, dict[tuple[str, str], bytes]]:
    """By frame, the masks of what is on the screen, by category and track's place among the tracks."""
    with Project.open(file, read_only=True) as project:
        names = {id: one.name for id, one in project.categories().items()}
        return {
            frame.index: {
                (names[one.category], one.track > 0): parts_mask(one.parts, *frame.size).tobytes() for one in instances
            }
            for frame, instances in project.labelled(interpolated=True)
            if instances
        }


def test_a_coco_file_brings_tracks_onto_the_video_again(run, project, clip, tmp_path):
    assert run("export", project, tmp_path / "o.json").exit_code == 0
    for target in ("fresh", "made"):
        if target == "made":
            run("new", tmp_path / target, clip)
        result = run("import", tmp_path / target, "--coco", tmp_path / "o.json", "--images", clip.parent, "--json")
        assert (result.exit_code, json.loads(result.stdout)["instances"]) == (0, 7), result.output
        assert seen(tmp_path / f"{target}.annotator") == seen(project)
    with Project.open(tmp_path / "made.annotator") as made:
        assert [one.name for one in made.all_tracks().values()] == ["left one", ""]
        assert [one.made for one in made.sightings(1)][:3] == [Made.KEYFRAME, Made.PROPAGATED, Made.PROPAGATED]
        assert made.frame_count() == 8
        assert len(made.videos()) == 1
    again = run("import", tmp_path / "made", "--coco", tmp_path / "o.json", "--images", clip.parent, "--json")
    assert json.loads(again.stdout)["instances"] == 0
    assert seen(tmp_path / "made.annotator") == seen(project)


def test_what_a_person_has_worked_on_stays_and_a_track_is_on_a_frame_once(run, project, clip, tmp_path):
    run("export", project, tmp_path / "o.json")
    run("import", tmp_path / "q", "--coco", tmp_path / "o.json", "--images", clip.parent)
    with Project.open(tmp_path / "q.annotator") as made:
        key = made.frame_at(3)
        [one] = made.instances(key).values()
        made.commit(changed("Move", key, (one, one.reshaped(square(0, 0, 5)))))
    before = seen(tmp_path / "q.annotator")
    run("import", tmp_path / "q", "--coco", tmp_path / "o.json", "--images", clip.parent)
    assert seen(tmp_path / "q.annotator") == before
    assert np.frombuffer(before[3]["person", True], bool).sum() == 25
