"""Linked detections become tracks, of which each is on a frame once."""

from pathlib import Path

from annotator.core.annotations import added
from annotator.core.frames import Source
from annotator.core.keyframes import joined
from annotator.inference.tracking import Links
from annotator.storage import NewFrame, Project
from tests.conftest import instance, proposal, square

HERE, THERE = square(10, 10, 20), square(60, 10, 20)


def test_of_two_objects_that_were_seen_in_one_track_only_one_joins_it(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.annotator") as project:
        root = project.add_root(tmp_path)
        keys = project.add_frames(NewFrame(root, "a.mp4", 100, 100, index) for index in range(3))
        project.new_category("car")
        track = project.new_track(project.frame(keys[0]), 1).id
        project.commit(added("Draw", keys[0], joined(instance(1, HERE), track, 1)))
        project.commit(added("Draw", keys[1], joined(instance(2, THERE), track, 1)))
        project.commit(added("Draw", keys[2], proposal(3, parts=HERE), proposal(4, parts=THERE)))
        links = Links(project, [(key, Source(tmp_path / "a.mp4", at)) for at, key in enumerate(keys)], lowest=0.1)
        for key, numbers in zip(keys, ([5], [7], [5, 7]), strict=True):
            links.given(key)
            links.take(key, numbers, project.join)
        assert [one.track for one in project.instances(keys[2]).values()] == [track, 0]
        assert (links.joined, links.tracks) == (1, {track})
