"""The demo: the main job on the sample pictures, without a window."""

import json

import numpy as np
from PIL import Image
from pycocotools.coco import COCO

from annotator.cli import demo
from annotator.paths import shipped

SAMPLES = shipped("resources") / "samples"


def test_every_sample_is_there_with_its_source_and_licence():
    samples = demo.read_samples()
    assert all((SAMPLES / one.file).is_file() and one.source and one.licence for one in samples)
    assert {one.model for one in samples} == {"starter-nuclei", "starter-people"}
    assert {file.name for file in SAMPLES.glob("*.png")} == {one.file for one in samples}


def test_without_a_window_the_demo_finds_nuclei_and_people_and_writes_coco_and_pictures(run, tmp_path):
    result = run("demo", "--headless", "--out", tmp_path / "demo", "--json")
    assert result.exit_code == 0, result.output
    found = {one["picture"]: one["found"] for one in json.loads(result.stdout)["pictures"]}
    assert found["nuclei.png"] >= 60
    assert min(found["astronaut.png"], found["photographer.png"]) >= 1
    coco = COCO(str(tmp_path / "demo" / "coco.json"))
    assert len(coco.anns) == sum(found.values())
    drawn = np.asarray(Image.open(tmp_path / "demo" / "astronaut-overlay.png"))
    assert drawn.shape == (512, 512, 3)
    assert (drawn != np.asarray(Image.open(SAMPLES / "astronaut.png"))).any()
    assert (tmp_path / "demo" / "demo.annotator").is_file()
