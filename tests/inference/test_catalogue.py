"""What menus show of the models."""

import subprocess
import sys

from annotator.inference import catalogue
from annotator.inference.detections import Detection, Found, names_used, proposals
from annotator.inference.models import MODELS
from tests.conftest import square
from tests.inference.tiny import write_tiny


def test_the_table_s_models_are_listed_in_order_and_folders_after_them(tmp_path):
    folder = write_tiny(tmp_path / "mine")
    names = [one.name for one in catalogue.entries((folder,))]
    assert names == [*MODELS, str(folder)]
    assert catalogue.DEFAULT in names


def test_a_model_folder_says_what_it_finds(tmp_path):
    entry = catalogue.entry(str(write_tiny(tmp_path / "mine")))
    assert (entry.title, entry.here, entry.categories) == ("tiny", True, ("cell", "speck"))


def test_a_model_whose_weights_are_elsewhere_says_where_they_belong():
    entry = catalogue.entry("maskrcnn_resnet50_fpn_v2")
    assert not entry.here
    assert "maskrcnn_resnet50_fpn_v2_coco-73cbd019.pth" in entry.why_not
    assert len(entry.categories) == 80


def test_a_damaged_folder_is_listed_with_the_reason(tmp_path):
    (tmp_path / "card.json").write_text("{")
    entry = catalogue.entry(str(tmp_path))
    assert not entry.here
    assert "card.json" in entry.why_not


def test_the_catalogue_loads_no_torch():
    code = (
        "from annotator.inference import catalogue; catalogue.entries(); import sys; sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_detections_become_proposals_that_know_where_they_came_from():
    found = Found(
        detections=(Detection(1, 0.9, square()), Detection(0, 0.8, square(5)), Detection(1, 0.7, ())),
        width=50, height=40, model="tiny", version="abc", categories=("cell", "speck"), device="cpu",
    )  # fmt: skip
    assert names_used([found]) == ["cell", "speck"]
    [only] = proposals(found, {"speck": 7}, lambda: 3)  # what is not asked for, or covers nothing, is left out
    assert (only.id, only.category, only.untouched, only.score) == (3, 7, True, 0.9)
    assert (only.origin.model, only.origin.version, only.origin.parts, only.origin.category) == (
        "tiny",
        "abc",
        square(),
        7,
    )
