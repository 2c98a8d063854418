import json
from pathlib import Path

import numpy as np
from PIL import Image

from annotator.training.data import CROWD, Source, category_names, load
from tests.training.scenes import squares


def test_crowds_and_instances_without_pixels_are_never_targets(tmp_path: Path) -> None:
    samples = load([squares(tmp_path, pictures=3)], ["cell"])
    assert samples.instances == 6


def test_what_stands_under_a_crowd_is_painted_over(tmp_path: Path) -> None:
    sample = load([squares(tmp_path)], ["cell"])[0]
    assert (sample.picture[:, :5] == CROWD).all()


def test_masks_stand_on_the_bright_squares(tmp_path: Path) -> None:
    for sample in load([squares(tmp_path)], ["cell"]):
        for found in sample.objects:
            height, width = found.mask.shape
            under = sample.picture[found.y : found.y + height, found.x : found.x + width][found.mask > 0]
            assert (under == 220).all()


def test_pictures_beyond_the_memory_are_decoded_at_each_use(tmp_path: Path) -> None:
    samples = load([squares(tmp_path)], ["cell"])
    before = [sample.picture for sample in samples]
    samples.kept.clear()
    assert all(np.array_equal(sample.picture, picture) for sample, picture in zip(samples, before, strict=True))


def test_a_picture_that_cannot_be_read_is_skipped_by_name(tmp_path: Path) -> None:
    source = squares(tmp_path)
    (source.images / "2.png").write_bytes(b"no picture")
    samples = load([source], ["cell"])
    assert len(samples) == 5
    assert ["2.png" in name + why for name, why in samples.skipped] == [True]


def test_a_picture_that_is_cut_short_is_not_trained_on(tmp_path: Path) -> None:
    source = squares(tmp_path)
    Image.new("RGB", (96, 96)).save(tmp_path / "whole.jpg")
    data = (tmp_path / "whole.jpg").read_bytes()
    (source.images / "1.png").write_bytes(data[: len(data) * 3 // 4])
    assert len(load([source], ["cell"])) == 5


def test_pictures_without_objects_can_be_left_out(tmp_path: Path) -> None:
    source = squares(tmp_path)
    coco = json.loads(source.coco.read_text())
    coco["annotations"] = [row for row in coco["annotations"] if row["image_id"] < 3]
    source.coco.write_text(json.dumps(coco))
    assert len(load([source], ["cell"])) == 6
    assert len(load([source], ["cell"], empty=False)) == 2


def test_categories_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    source = squares(tmp_path)
    assert category_names([source, Source(source.coco, source.images)]) == ("cell", "speck")
