"""The main job with real mouse and keys on a real X server: a folder, a polygon, undo, redo, accept, export."""

import json
from pathlib import Path

import pytest

from annotator.core.annotations import State
from annotator.core.geometry import box_xyxy
from tests.ui.person import NEEDS_X_SERVER, eventually, frames, instances

pytestmark = NEEDS_X_SERVER


def test_from_a_folder_of_pictures_to_a_coco_file(person, pictures: Path, tmp_path: Path):
    project = tmp_path / "cells.annotator"
    someone = person(pictures)
    someone.press_until("Return", project.exists)  # the sheet's primary button has the focus
    eventually(lambda: frames(project) == 3)
    someone.sees("cells - Annotator")

    someone.key("p")  # the picture lies between the files at the left and the panels at the right
    for corner in ((500, 350), (650, 350), (650, 480), (500, 350)):
        someone.click(*corner)
    eventually(lambda: len(instances(project)) == 1)
    [drawn] = instances(project)
    assert drawn.state is State.DRAWN
    x0, y0, x1, y1 = box_xyxy(drawn.rings)
    assert 0 <= x0 < x1 <= 200
    assert 0 <= y0 < y1 <= 150

    someone.key("ctrl+z")
    eventually(lambda: instances(project) == [])
    someone.key("ctrl+shift+z")
    eventually(lambda: instances(project) == [drawn])

    someone.key("f")
    eventually(lambda: frames(project, "reviewed") == 1)

    someone.key("ctrl+e")
    exported = project.with_suffix(".json")
    someone.press_until("Return", exported.exists)
    assert someone.leave() == 0
    coco = json.loads(exported.read_text())
    [annotation] = coco["annotations"]
    assert annotation["iscrowd"] == 0
    assert annotation["bbox"][2] == pytest.approx(x1 - x0, abs=2)
    assert [one["name"] for one in coco["categories"]] == ["object"]


def test_proposals_are_accepted_and_rejected_with_single_keys(person, project_file: Path):
    someone = person(project_file)
    someone.sees("cells - Annotator")
    someone.key("e")  # nothing is selected yet: go to the first proposal
    someone.key("e")
    someone.key("q")
    states = {State.DRAWN: 2, State.ACCEPTED: 1, State.REJECTED: 1, State.PROPOSED: 1}
    eventually(lambda: [one.state for one in instances(project_file)].count(State.REJECTED) == 1)
    counted = [one.state for one in instances(project_file)]
    assert {state: counted.count(state) for state in states} == states
    someone.key("d")
    someone.key("a")
    someone.key("ctrl+z")
    eventually(lambda: [one.state for one in instances(project_file)].count(State.REJECTED) == 0)
    assert someone.leave() == 0


def test_a_polygon_is_drawn_by_keyboard_alone_from_wherever_the_keyboard_is(person, project_file: Path):
    someone = person(project_file)
    someone.sees("cells - Annotator")
    someone.key("ctrl+f", "Escape")  # into the field over the frames, and on to their list
    someone.key("p", "F8", "space", *["shift+Right"] * 6, "space", *["shift+Down"] * 6, "space", "Return")
    eventually(lambda: len(instances(project_file)) == 6)
    [drawn] = [one for one in instances(project_file) if one.state is State.DRAWN and one.id > 5]
    assert len(drawn.parts[0].outer) == 3
