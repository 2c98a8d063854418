"""The main job as one run on a real X server: pictures, pre-labels, a corrected corner, COCO, ten steps of training."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pycocotools.coco import COCO

from annotator.core.annotations import Instance, State
from annotator.core.raster import parts_mask
from annotator.inference.cards import read_card
from annotator.storage import Project
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

PEOPLE = ("astronaut.png", "photographer.png")
SHOWN = 0.5
"""The threshold of a new project: what lies under it stays a proposal."""


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """A folder of those pictures that ship and show people."""
    folder = tmp_path / "people"
    folder.mkdir()
    for name in PEOPLE:
        shutil.copyfile(REPOSITORY / "resources" / "samples" / name, folder / name)
    return folder


def test_from_pictures_to_a_model_that_has_learned_from_the_corrections(person, samples: Path, tmp_path: Path):
    project = tmp_path / "people.annotator"
    someone = person(samples)
    someone.press_until("Return", project.exists)
    eventually(lambda: frames(project) == len(PEOPLE))
    someone.sees("people - Annotator")

    someone.key("ctrl+shift+g")
    eventually(lambda: frames(project, "proposals") == len(PEOPLE), MODEL_PATIENCE_S)
    on_screen = screen_places(someone, project)

    proposed = max(instances(project), key=lambda one: one.score or 0)
    top = int(np.argmin(proposed.parts[0].outer[:, 1]))
    x, y = on_screen(proposed.parts[0].outer[top])
    someone.key("c")
    someone.drag((x, y), (x - 30, y - 12))
    eventually(lambda: of_state(project, State.EDITED))
    [corrected] = of_state(project, State.EDITED)
    assert corrected.id == proposed.id
    before, after = proposed.parts[0].outer, corrected.parts[0].outer
    assert np.flatnonzero((before != after).any(axis=1)).tolist() == [top]
    assert np.allclose(np.subtract(on_screen(after[top]), (x, y)), (-30, -12), atol=1)

    for place in range(len(PEOPLE)):
        someone.key("shift+e")
        eventually(lambda place=place: not any(sure(one) for one in instances(project, place)))
        someone.key("f")
        eventually(lambda place=place: frames(project, "reviewed") == place + 1)

    exported = project.with_suffix(".json")
    someone.key("ctrl+e")
    someone.press_until("Return", exported.exists)
    assert someone.leave() == 0
    assert_same_as_in_the_project(exported, project)
    train_ten_steps(exported, samples, tmp_path / "better")


def sure(one: Instance) -> bool:
    return one.untouched and (one.score or 0) >= SHOWN


def assert_same_as_in_the_project(exported: Path, project: Path) -> None:
    """Every mask that a person has confirmed, pixel for pixel, and nothing else."""
    coco = COCO(str(exported))
    with Project.open(project, read_only=True) as seen:
        labelled = list(seen.labelled())
        names = {one.id: one.name for one in seen.categories().values()}
    images = {image["file_name"]: image for image in coco.dataset["images"]}
    assert set(images) == set(PEOPLE)
    for frame, all_there in labelled:
        kept = {one.id: one for one in all_there if one.state in (State.ACCEPTED, State.EDITED)}
        written = {one["id"]: one for one in coco.imgToAnns[images[frame.path]["id"]]}
        assert kept
        assert written.keys() == kept.keys()
        for id, one in kept.items():
            mask = parts_mask(one.parts, *frame.size)
            assert np.array_equal(coco.annToMask(written[id]).astype(bool), mask)
            assert written[id]["area"] == mask.sum()
            assert written[id]["iscrowd"] == 0
            assert coco.cats[written[id]["category_id"]]["name"] == names[one.category]


def train_ten_steps(coco: Path, images: Path, out: Path) -> None:
    """With the command, in a process of its own; one picture a step."""
    words = ["train", "--coco", coco, "--images", images, "--model", "starter-people", "--out", out]
    length = ["--batch", "1", "--epochs", "5", "--device", "cpu", "--json"]
    done = subprocess.run(
        [sys.executable, REPOSITORY / "main.py", *words, *length],
        capture_output=True, text=True, timeout=MODEL_PATIENCE_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert [step["step"] for step in steps] == list(range(1, 11))
    assert all(np.isfinite(list(step["losses"].values())).all() for step in steps)
    assert read_card(out).categories == ("person",)
