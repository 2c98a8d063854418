"""Ids, categories, images and boxes that are not as they should be."""

import json
import unicodedata

import numpy as np
import pytest
from PIL import Image, ImageOps
from pycocotools import mask as coco_mask

from annotator.core.annotations import State
from annotator.core.errors import FormatRefused
from annotator.core.raster import parts_mask
from annotator.formats import coco
from annotator.formats.coco import Questions
from tests.formats.files import SQUARE, annotation, document, image, imported, reexported, said, saved, written


def frames(tmp_path, content, **options):
    """The frames of a file, and the report."""
    dataset, report = coco.read(saved(tmp_path / "in.json", content), **options)
    return [labelled.frame for labelled in dataset.frames], report


def test_string_ids_are_given_back(tmp_path):
    content = document(
        annotation("b0c4", image_id="img-1"), annotation("b0c5", image_id="img-1"), images=[image("img-1")]
    )
    instances, _ = imported(tmp_path, content)
    assert [one.id for one in instances] == [1, 2]
    out = reexported(tmp_path, content)
    assert [record["id"] for record in out["annotations"]] == ["b0c4", "b0c5"]
    assert {record["image_id"] for record in out["annotations"]} == {"img-1"} == {out["images"][0]["id"]}


def test_doubled_annotation_ids_both_come_in_with_new_ids(tmp_path):
    content = document(annotation(5), annotation(5), annotation(9), annotation("x"), annotation("x"))
    instances, report = imported(tmp_path, content)
    assert len({one.id for one in instances}) == 5
    assert instances[2].id == 9
    assert said(report)[0] == "repaired annotation 5: its id stands 2 times, so each got a new one"
    ids = [record["id"] for record in reexported(tmp_path, content)["annotations"]]
    assert len(set(ids)) == 5
    assert 5 not in ids
    assert "x" not in ids


@pytest.mark.parametrize("id", [0, -3, 1.5, None, ..., True, [1]])
def test_exported_ids_start_at_one(tmp_path, id):
    content = document(annotation(id), annotation(2))
    assert [record["id"] for record in reexported(tmp_path, content)["annotations"]] == [3, 2]


def test_one_image_id_for_different_files_is_refused_with_the_list(tmp_path):
    with pytest.raises(FormatRefused, match=r"7 \(a.png, b.png\)"):
        imported(tmp_path, document(images=[image(7, "a.png"), image(7, "b.png")]))


def test_the_same_file_twice_is_one_frame(tmp_path):
    content = document(
        annotation(1, image_id=1), annotation(2, image_id=2), images=[image(1, "a.png"), image(2, "a.png")]
    )
    found, report = frames(tmp_path, content)
    assert [frame.path for frame in found] == ["a.png"]
    assert len(imported(tmp_path, content)[0]) == 2
    assert "merged" in said(report)[0]


def test_category_ids_are_kept_with_gaps_and_zero_and_out_of_order(tmp_path):
    categories = [{"id": 90, "name": "c"}, {"id": 0, "name": "a"}, {"id": 7, "name": "b", "supercategory": "s"}]
    content = document(annotation(category_id=0), categories=categories)
    assert reexported(tmp_path, content)["categories"] == categories


def test_categories_of_one_name_are_numbered_or_merged(tmp_path):
    content = document(annotation(1, category_id=1), annotation(2, category_id=2),
                       categories=[{"id": 1, "name": "cell"}, {"id": 2, "name": "cell"}])  # fmt: skip
    assert [one["name"] for one in reexported(tmp_path, content)["categories"]] == ["cell", "cell (2)"]
    merged = reexported(tmp_path, content, same_names="merge")
    assert merged["categories"] == [{"id": 1, "name": "cell"}]
    assert {record["category_id"] for record in merged["annotations"]} == {1}


def test_a_category_that_is_not_in_the_file_is_made(tmp_path):
    content = document(annotation(1, category_id=42), annotation(2, category_id=None), annotation(3, category_id=...))
    _, report = imported(tmp_path, content)
    assert said(report)[0] == "repaired annotation 1: its category is not in the file and became 'unknown #42'"
    names = {one["id"]: one["name"] for one in reexported(tmp_path, content)["categories"]}
    assert names == {3: "cell", 42: "unknown #42", 43: "unknown"}


def test_the_data_set_knows_all_its_categories_before_any_frame_is_read(tmp_path):
    dataset, _ = coco.read(saved(tmp_path / "in.json", document(annotation(category_id=42))))
    assert [one.id for one in dataset.categories] == [3, 42]


@pytest.mark.parametrize("width", [100.0, "100"])
def test_whole_sizes_in_any_spelling_are_sizes(tmp_path, width):
    assert frames(tmp_path, document(images=[image(width=width)]))[0][0].size == (100, 80)


@pytest.mark.parametrize("width", [640.5, 0, -1, "x", 10**12, 2**21, 1e400])
def test_an_image_of_no_size_is_left_out_with_its_annotations(tmp_path, width):
    text = json.dumps(document(annotation(), images=[image(width="@"), image(2, "b.png")]))
    content = text.replace('"@"', "1e400" if width == float("inf") else json.dumps(width))
    found, report = frames(tmp_path, content)
    assert [frame.path for frame in found] == ["b.png"]
    assert [line.split(":")[0] for line in said(report)] == ["skipped image 1", "skipped annotation 1"]


def test_missing_sizes_come_from_the_picture(tmp_path):
    content = document(annotation(), images=[image(width=..., height=...)])
    found, _ = frames(tmp_path, content, find_image=lambda name: (f"pictures/{name}", 100, 80))
    assert (found[0].path, found[0].size) == ("pictures/a.png", (100, 80))
    found, report = frames(tmp_path, content)
    assert not found
    assert "its size is not given" in said(report)[0]


def test_a_picture_of_another_size_is_told(tmp_path):
    _, report = frames(tmp_path, document(), find_image=lambda name: (name, 80, 100))
    assert "EXIF" in said(report)[0]
    found, report = frames(tmp_path, document(), find_image=lambda name: (name, 50, 50))
    assert "the file says 100 x 80" in said(report)[0]
    assert found[0].size == (50, 50)


def test_names_match_in_any_normal_form_and_then_by_the_files_own_name(tmp_path):
    find = coco.image_finder(["x/\u00e4.png", "x/b.png", "y/c.png", "z/c.png"], lambda path: (100, 80))
    assert find(unicodedata.normalize("NFD", "x/\u00e4.png")) == ("x/\u00e4.png", 100, 80)
    assert find("C:\\data\\b.png") == ("x/b.png", 100, 80)
    assert find("c.png") is None
    assert find("y\\c.png") == ("y/c.png", 100, 80)


def test_two_records_of_one_name_do_not_share_a_picture_that_only_looks_alike(tmp_path):
    content = document(images=[image(1, "train/1.png"), image(2, "val/1.png")])
    found, report = frames(tmp_path, content, find_image=coco.image_finder(["1.png"], lambda path: (100, 80)))
    assert [frame.path for frame in found] == ["train/1.png", "val/1.png"]
    assert report.count("noted") == 2


@pytest.mark.parametrize("name", ["/data/a.png", "C:\\a.png", "http://x/y/a.png", "../a.png", "\\\\host\\s\\a.png"])
def test_a_name_that_leads_elsewhere_is_looked_for_under_the_folder(tmp_path, name):
    content = document(annotation(), images=[image(1, name)])
    found, report = frames(tmp_path, content)
    assert [frame.path for frame in found] == ["a.png"]
    assert "was taken as 'a.png'" in said(report)[0]
    assert reexported(tmp_path, content)["images"][0]["file_name"] == name


@pytest.mark.parametrize("name", ["..", "/", "a\0.png", "a/..", "\x1b[2J"])
def test_a_name_that_no_file_has_leaves_the_image_out(tmp_path, name):
    found, report = frames(tmp_path, document(annotation(), images=[image(1, name)]))
    assert not found
    assert "leads out of the picture folder" in said(report)[0]


@pytest.mark.parametrize("record", [1, None, "a", [1], {}, {"id": 1}, {"file_name": "a.png", "width": 1, "height": 1}])
def test_an_image_record_that_is_none_is_left_out(tmp_path, record):
    found, report = frames(tmp_path, document(images=[record, image()]))
    assert len(found) == 1
    assert report.count("skipped") == 1


@pytest.mark.parametrize("record", [1, None, "a", [1], {}, {"image_id": 99}])
def test_an_annotation_that_stands_nowhere_is_left_out(tmp_path, record):
    instances, report = imported(tmp_path, document(record, annotation(2)))
    assert [one.id for one in instances] == [2]
    assert report.count("skipped") == 1


@pytest.mark.parametrize("image_id", ["1", 1.0])
def test_image_ids_match_in_any_spelling(tmp_path, image_id):
    assert len(imported(tmp_path, document(annotation(image_id=image_id)))[0]) == 1


@pytest.mark.parametrize(
    ("value", "crowd"), [(1, True), (0, False), (..., False), (True, True), ("1", True), (7, False)]
)
def test_the_crowd_flag_is_kept(tmp_path, value, crowd):
    [instance], _ = imported(tmp_path, document(annotation(iscrowd=value)))
    assert instance.crowd is crowd
    assert reexported(tmp_path, document(annotation(iscrowd=value)))["annotations"][0]["iscrowd"] == crowd


@pytest.mark.parametrize("bbox", [[10, 10, 30, 30], [10, 10, -20, 20], [], None, ..., "x", [1, 2, 3], ["a", 1, 2, 3]])
def test_a_wrong_box_is_computed_from_the_mask(tmp_path, bbox):
    content = document(annotation(bbox=bbox))
    assert imported(tmp_path, content)[1].count("repaired") == 1
    assert reexported(tmp_path, content)["annotations"][0]["bbox"] == [10, 10, 20, 20]


def test_a_box_of_two_corners_without_a_mask_is_known_by_the_pictures_border(tmp_path):
    content = document(annotation(segmentation=[], bbox=[60, 50, 90, 70], area=...))
    assert reexported(tmp_path, content)["annotations"][0]["bbox"] == [60, 50, 30, 20]


@pytest.mark.parametrize("area", [..., None, -1, "x"])
def test_a_missing_area_is_computed(tmp_path, area):
    assert reexported(tmp_path, document(annotation(area=area)))["annotations"][0]["area"] == 400


def test_a_score_makes_a_proposal(tmp_path):
    [instance], _ = imported(tmp_path, document(annotation(score=0.75)))
    assert (instance.state, instance.score, instance.origin.model) == (State.PROPOSED, 0.75, "imported")
    [instance], _ = imported(tmp_path, document(annotation()))
    assert (instance.state, instance.origin) == (State.ACCEPTED, None)


def test_a_list_of_results_comes_in_with_another_files_images(tmp_path):
    results = [{"image_id": 1, "category_id": 3, "segmentation": [SQUARE], "score": 0.5}]
    with pytest.raises(FormatRefused, match="list of results"):
        imported(tmp_path, results)
    images_from = saved(tmp_path / "images.json", document(annotation()))
    [instance], _ = imported(tmp_path, results, images_from=images_from)
    assert instance.state is State.PROPOSED


def test_what_to_ask_is_known_before_anything_is_imported(tmp_path):
    inner = [15.0, 15.0, 25.0, 15.0, 25.0, 25.0]
    content = document(annotation(1, segmentation=[SQUARE, inner]), annotation(2), annotation(3, segmentation="x"),
                       categories=[{"id": 1, "name": "cell"}, {"id": 2, "name": "cell"}])  # fmt: skip
    file = saved(tmp_path / "in.json", content)
    assert coco.questions(file) == Questions(inner_rings=1, same_names=("cell",))
    turned = coco.questions(file, None, lambda name: (name, 80, 100), lambda path: 6)
    assert turned == Questions(inner_rings=1, same_names=("cell",), unturned=1)
    results = saved(tmp_path / "results.json", [annotation()])
    assert coco.questions(results) == Questions(lacks_images=True)
    assert coco.questions(results, images_from=file) == Questions(same_names=("cell",))


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_outlines_from_before_the_exif_turn_are_turned_with_the_picture(tmp_path, orientation):
    stored = np.zeros((80, 100), np.uint8)
    stored[10:30, 20:70] = stored[60:75, 5:9] = 1
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = Image.fromarray(stored)
    picture.info["exif"] = exif.tobytes()
    shown = np.asarray(ImageOps.exif_transpose(picture))
    rle = coco_mask.encode(np.asfortranarray(stored))
    content = document(annotation(segmentation={"size": [80, 100], "counts": rle["counts"].decode()}))
    dataset, report = coco.read(saved(tmp_path / "in.json", content), lambda name: (name, 80, 100),
                                turn_of=lambda path: orientation)  # fmt: skip
    [labelled] = dataset.frames
    assert np.array_equal(parts_mask(labelled.instances[0].parts, 80, 100), shown)
    assert "turned with it" in said(report)[0]
    out, proof = written(tmp_path, dataset)
    assert (out["images"][0]["width"], out["images"][0]["height"], proof.findings) == (80, 100, [])
