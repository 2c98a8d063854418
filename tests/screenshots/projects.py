"""The projects that the pictures show, over what ships in resources/samples alone."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from annotator.cli.adding import add_media
from annotator.cli.proposing import all_frames, prelabel_frames
from annotator.core.annotations import Instance, Presence, State, added, changed
from annotator.core.raster import mask_parts
from annotator.inference.lane import Model
from annotator.media import index_of
from annotator.paths import shipped
from annotator.storage import NewFrame, Project, Video
from benchmarks.clips import SCENES, encode, moments

SAMPLES = shipped("resources") / "samples"
FIELDS = [(x, y) for y in (0, 128, 256) for x in (0, 85, 170, 256)]
"""Corners of views of the nuclei, 256 px wide: as a microscope moves on."""
CLIP = 640, 360, 48
"""Width, height and frames of the video."""
KEYED = 12
"""A keyframe on every so many-th frame."""


def make_projects(folder: Path) -> Path:
    """The folder with all of them, pre-labelled by the models that ship, and with some work of a person."""
    folder.mkdir(parents=True)
    _cells(folder)
    _people(folder)
    _film(folder)
    _long_names(folder)
    _coco(folder)
    return folder


def _cells(folder: Path) -> None:
    pictures = folder / "cells"
    pictures.mkdir()
    with Image.open(SAMPLES / "nuclei.png") as opened:
        opened.save(pictures / "plate 1 overview.png")
        for number, (x, y) in enumerate(FIELDS, 1):
            opened.crop((x, y, x + 256, y + 256)).save(pictures / f"plate 1 field {number:02}.png")
    with Project.create(folder / "cells.annotator") as project:
        for name in ("nucleus", "mitosis", "debris"):
            project.new_category(name)
        add_media(project, [pictures])
        prelabel_frames(project, list(all_frames(project)), Model("starter-nuclei", "cpu"), 0.05)
        _work_on(project)


def _work_on(project: Project) -> None:
    """What a person has done so far: two fields are gone over, the overview is begun."""
    overview = next(frame for frame in all_frames(project) if "overview" in frame.path)
    sure = [one for one in project.instances(overview.key).values() if (one.score or 0) >= 0.5]
    by_place = sorted(sure, key=lambda one: float(one.parts[0].outer[0, 1]))
    _judge(project, overview.key, "Accept 24 instances", by_place[:24], State.ACCEPTED)
    _judge(project, overview.key, "Reject 3 instances", by_place[30:33], State.REJECTED)
    there = project.instances(overview.key)
    bright = [there[by_place[number].id] for number in (5, 11)]
    project.commit(
        changed(
            "Relabel 2 instances",
            overview.key,
            *((one, replace(one, category=2, state=State.EDITED)) for one in bright),
        )
    )
    fields = [frame for frame in all_frames(project) if "field" in frame.path]
    for frame in fields[:2]:
        found = project.instances(frame.key).values()
        _judge(
            project,
            frame.key,
            "Accept all above 0.50",
            [one for one in found if (one.score or 0) >= 0.5],
            State.ACCEPTED,
        )
        project.set_reviewed(frame.key, True)


def _judge(project: Project, frame, text: str, instances: Iterable[Instance], state: State) -> None:
    project.commit(changed(text, frame, *((one, replace(one, state=state)) for one in instances)))


def _people(folder: Path) -> None:
    with Project.create(folder / "people.annotator") as project:
        project.new_category("person")
        project.new_category("helmet")
        add_media(project, [SAMPLES / "astronaut.png", SAMPLES / "photographer.png"])
        prelabel_frames(project, list(all_frames(project)), Model("starter-people", "cpu"), 0.05)


def _film(folder: Path) -> None:
    """Two heads that cross, with a track each."""
    width, height, count = CLIP
    there = list(moments(SCENES["crossing"], width, height, count))
    file = encode(folder / "two heads.mp4", [one.pixels for one in there], "h264")
    with Project.create(folder / "film.annotator") as project:
        root, index = project.add_root(folder), index_of(file)
        project.add_video(Video(root=root, path=file.name, frames=len(index), rate=float(index.rate),
                                packets=index.to_bytes()), width, height)  # fmt: skip
        person = project.new_category("person").id
        frames = list(all_frames(project))
        for which in range(len(SCENES["crossing"].objects)):
            track = project.new_track(frames[0], person)
            for number in [*range(0, count, KEYED), count - 1]:
                mask = np.asarray(there[number].masks[which], bool)
                if mask.sum() > 50:
                    one = Instance(id=project.new_id(), category=person, parts=mask_parts(mask),
                                   presence=Presence(track=track.id))  # fmt: skip
                    project.commit(added("Draw", frames[number].key, one))


def _long_names(folder: Path) -> None:
    """A project whose every name is too long, and some of whose pictures are not there or not readable."""
    pictures = folder / "pictures of the second campaign in the northern reserve, camera traps"
    pictures.mkdir()
    name = "2026-11-03 14-22-59 camera trap north ridge burst 0001 exposure corrected final version 2.png"
    with Image.open(SAMPLES / "photographer.png") as opened:
        opened.crop((0, 100, 400, 400)).save(pictures / name)
    (pictures / "broken.png").write_bytes(b"this is no picture")
    with Project.create(folder / "a project with quite a long name as people give them in real life.annotator") as made:
        root = made.add_root(pictures)
        made.add_frames([NewFrame(root, name, 400, 300), NewFrame(root, "gone.png", 400, 300),
                         NewFrame(root, "broken.png", 400, 300)])  # fmt: skip
        for one in ("Eurasian red squirrel (Sciurus vulgaris), juvenile", "Lynx", "x" * 60):
            made.new_category(one)


def _coco(folder: Path) -> None:
    """A COCO file that leaves things open: an inner ring, and two categories of one name."""
    outer, inner = [20, 20, 120, 20, 120, 120, 20, 120], [40, 40, 80, 40, 80, 80, 40, 80]
    row = {"image_id": 1, "iscrowd": 0, "bbox": [20, 20, 100, 100], "area": 10000}
    (folder / "cells.json").write_text(json.dumps({
        "images": [{"id": 1, "file_name": "plate 1 overview.png", "width": 512, "height": 512}],
        "categories": [{"id": 1, "name": "nucleus"}, {"id": 2, "name": "nucleus"}],
        "annotations": [{**row, "id": 1, "category_id": 1, "segmentation": [outer, inner]},
                        {**row, "id": 2, "category_id": 2, "segmentation": [outer]}],
    }))  # fmt: skip
