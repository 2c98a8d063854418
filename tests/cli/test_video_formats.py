"""Tracks of a video out of a project and into another one, by every format that has them."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from annotator import media
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


def test_what_pre_labelling_exports_is_what_exporting_writes(run, project, tiny_folder, tmp_path):
    with closing(sqlite3.connect(project)) as database:
        database.execute("UPDATE instance SET body = zeroblob(80) WHERE id = (SELECT max(id) FROM instance)")
        database.commit()
    made = run("prelabel", project, "--model", tiny_folder, "--export", tmp_path / "one.json")
    assert made.exit_code == 0, made.output
    written = run("export", project, tmp_path / "other.json", "--proposals")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()
    assert "is damaged and was left out" in made.stderr
    assert "is damaged and was left out" in written.stderr


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


FILES = {"youtube-vis": "o.json", "mots-png": "o", "mots-txt": "o"}


@pytest.mark.parametrize("name", FILES)
def test_formats_of_videos_bring_their_tracks_back(run, project, clip, tmp_path, name):
    out = tmp_path / FILES[name]
    result = run("export", project, out, "--format", name, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (
        0,
        {"frames": 8, "instances": 7, "unlike": 0, "findings": []},
    )
    result = run("import", tmp_path / "q", out, "--images", clip.parent, "--json")
    assert (result.exit_code, json.loads(result.stdout)["findings"]) == (0, []), result.output
    before, after = seen(project), seen(tmp_path / "q.annotator")
    assert before.pop(1)["person", True] == after.pop(1)["person", True]  # what is on no track there is on one here
    assert after == before
    with Project.open(tmp_path / "q.annotator") as made:
        assert len(made.all_tracks()) == 3
        assert [(one.place, one.outside) for one in made.sightings(1)] == [
            (0, False), (1, False), (2, False), (3, False), (4, True), (6, False), (7, True)
        ]  # fmt: skip
    again = run("import", tmp_path / "q", out, "--images", clip.parent, "--json")
    assert json.loads(again.stdout)["instances"] == 0


@pytest.mark.parametrize("name", FILES)
def test_a_range_of_a_video_goes_out_and_comes_back_where_it_was(run, project, clip, tmp_path, name):
    out = tmp_path / FILES[name]
    assert run("export", project, out, "--format", name, "--range", "2:3").exit_code == 0
    run("import", tmp_path / "q", out, "--images", clip.parent)
    before = seen(project)
    assert seen(tmp_path / "q.annotator") == {index: before[index] for index in (2, 3)}


@pytest.mark.parametrize("name", FILES)
def test_an_earlier_export_is_replaced_and_nothing_else_is(run, project, tmp_path, name):
    out = tmp_path / FILES[name]
    assert [run("export", project, out, "--format", name).exit_code for _ in range(2)] == [0, 0]
    if out.is_dir():
        (out / "mine.doc").write_text("mine")
        result = run("export", project, out, "--format", name)
        assert (result.exit_code, "choose a new or an empty one" in result.stderr) == (2, True)
        assert (out / "mine.doc").read_text() == "mine"
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".o")]


def test_a_video_is_drawn_with_what_is_on_it(run, project, clip, tmp_path):
    result = run("export", project, tmp_path / "o.mp4", "--json")
    assert (result.exit_code, json.loads(result.stdout)["frames"]) == (0, 8), result.output
    drawn, plain = media.open_video(tmp_path / "o.mp4"), media.open_video(clip)
    assert (len(drawn), drawn.index.width, drawn.index.height) == (8, *SIZE)
    assert np.allclose(drawn.index.seconds, plain.index.seconds, atol=1e-3)
    for number, x in ((0, 4), (6, 40)):
        unlike = np.abs(drawn.frame(number).pixels.astype(int) - plain.frame(number).pixels).mean(axis=2)
        inside = np.zeros(SIZE[::-1], bool)
        inside[8:28, x : x + 20] = True
        assert unlike[inside].mean() > 20
        assert unlike[40:].mean() < 8


def test_what_cannot_be_asked_for_is_a_sentence(run, project, tmp_path):
    for arguments, said in (
        (("o.xyz",), "give one of youtube-vis, coco"),
        (("o", "--format", "pascal"), "There is no format pascal"),
        (("o", "--format", "mots-png", "--split", "0.5"), "cannot be split"),
        (("o.json", "--range", "90:"), "has 8 frames"),
    ):
        result = run("export", project, tmp_path / arguments[0], *arguments[1:])
        assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    (tmp_path / "empty").mkdir()
    for arguments in ((), (tmp_path / "empty",), (project, "--format", "mp4")):
        assert run("import", tmp_path / "q", *arguments).exit_code == 2
