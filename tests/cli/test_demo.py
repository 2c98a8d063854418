"""The demo: the main job on the sample pictures, without a window."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO

from annotator.cli import demo
from annotator.inference.models import MODELS
from annotator.paths import shipped

SAMPLES = shipped("resources") / "samples"


def test_every_sample_is_there_with_its_source_and_licence():
    samples = demo.read_samples()
    assert all((SAMPLES / one.file).is_file() and one.source and one.licence for one in samples)
    assert {one.model for one in samples} == {"starter-nuclei", "starter-people"}
    assert {file.name for file in SAMPLES.glob("*.png")} == {one.file for one in samples}


def test_without_a_window_the_demo_writes_coco_and_pictures(run, tiny_folder, tmp_path, monkeypatch):
    samples = [replace(one, model=str(tiny_folder)) for one in demo.read_samples()[1:]]
    monkeypatch.setattr(demo, "read_samples", lambda: samples)
    monkeypatch.setattr(demo, "SHOWN_SCORE", 0.1)  # the tiny network is never sure
    result = run("demo", "--headless", "--out", tmp_path / "demo", "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    coco = COCO(str(tmp_path / "demo" / "coco.json"))
    assert len(coco.anns) == sum(one["found"] for one in said["pictures"]) > 0
    drawn = np.asarray(Image.open(tmp_path / "demo" / "astronaut-overlay.png"))
    assert drawn.shape == (512, 512, 3)
    assert (drawn != np.asarray(Image.open(SAMPLES / "astronaut.png"))).any()


@pytest.mark.skipif(
    not all(MODELS[name].here for name in ("starter-nuclei", "starter-people")), reason="the starters are not trained"
)
def test_the_demo_finds_nuclei_and_people(run, tmp_path):
    result = run("demo", "--headless", "--out", tmp_path / "demo", "--json")
    found = {one["picture"]: one["found"] for one in json.loads(result.stdout)["pictures"]}
    assert result.exit_code == 0, result.output
    assert found["nuclei.png"] >= 60
    assert found["astronaut.png"] >= 1
    assert found["photographer.png"] >= 1
    assert Path(tmp_path / "demo" / "demo.annotator").is_file()
