"""Import, export, import: the same masks, ids and unknown fields, and a second export that is the first to the byte."""

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO

from annotator.core.annotations import Instance
from annotator.core.dataset import Dataset, LabelledFrame
from annotator.core.raster import iou, local_mask, mask_parts
from annotator.formats import coco
from annotator.storage import Project
from tests.conftest import frame
from tests.formats.files import document, image, saved
from tests.formats.test_coco_write import CELL

WIDTH, HEIGHT = 90, 70


def random_mask(rng: np.random.Generator) -> np.ndarray:
    """A mask with holes, islands, single pixels or parts at the border."""
    noise = rng.random((HEIGHT, WIDTH))
    reach = int(rng.integers(1, 5))
    smooth = sum(np.roll(noise, (dy, dx), (0, 1)) for dy in range(-reach, reach + 1) for dx in range(-reach, reach + 1))
    mask = smooth > np.quantile(smooth, rng.choice([0.3, 0.7, 0.95, 0.9998]))
    if rng.random() < 0.2:
        mask[:] = False
        mask[rng.integers(HEIGHT), rng.integers(WIDTH)] = True
    return mask


def random_polygon(rng: np.random.Generator) -> list[float]:
    """A polygon, at times beyond the border or crossing itself."""
    points = rng.normal(rng.uniform(0, [WIDTH, HEIGHT]), rng.uniform(1, 20), (int(rng.integers(3, 12)), 2))
    return np.round(points, int(rng.integers(0, 5))).ravel().tolist()


def random_file(count: int) -> dict:
    """A file of masks in every spelling, with unknown fields everywhere."""
    rng = np.random.default_rng(5)
    annotations = []
    for k in range(count):
        segmentation: object = [random_polygon(rng) for _ in range(int(rng.integers(1, 4)))]
        if k % 2:
            mask = coco_mask.encode(np.asfortranarray(random_mask(rng).astype(np.uint8)))
            segmentation = {"size": mask["size"], "counts": mask["counts"].decode()}
        annotations.append({
            "id": 3 * k + 7 if k % 9 else f"name-{k}", "image_id": k % 20, "category_id": k % 3 * 45,
            "segmentation": segmentation, "iscrowd": int(k % 11 == 0), "keypoints": [k, 2.50, 1],
            "attributes": {"occluded": None, "\u00e4": [{}]},
        })  # fmt: skip
    images = [image(k, f"{k}.png", width=WIDTH, height=HEIGHT, license=4, coco_url="http://x/1") for k in range(20)]
    categories = [{"id": 45 * k, "name": f"c{k}", "keypoints": ["nose"], "skeleton": [[1, 2]]} for k in range(3)]
    return document(*annotations, images=images, categories=categories, info={"year": 2017}, licenses=[{"id": 1}])


def masks(file) -> dict:
    """The mask of each annotation as pycocotools reads the file, by id."""
    whole = COCO(str(file))
    return {one["id"]: whole.annToMask(one) for one in whole.dataset["annotations"]}


def unknown(file, name: str, known: set[str]) -> dict:
    """The fields that the program does not know, by id."""
    return {one["id"]: {key: one[key] for key in one if key not in known} for one in json.loads(file.read_text())[name]}


KNOWN = {"id", "image_id", "category_id", "segmentation", "bbox", "area", "iscrowd", "width", "height"}


def check_round_trip(first, second, third):
    """The second file is the first one exported, the third the second one."""
    before, after = masks(first), masks(second)
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[id], after[id]) for id in before)
    for name in ("annotations", "images", "categories"):
        assert unknown(first, name, KNOWN) == unknown(second, name, KNOWN)
    one, other = json.loads(first.read_text()), json.loads(second.read_text())
    assert (one["info"], one["licenses"]) == (other["info"], other["licenses"])
    assert second.read_bytes() == third.read_bytes()


def test_five_hundred_masks_come_back_the_same_and_the_second_export_is_the_first(tmp_path):
    first = saved(tmp_path / "1.json", random_file(500))
    for source, target in (("1.json", "2.json"), ("2.json", "3.json")):
        report = coco.write(coco.read(tmp_path / source)[0], tmp_path / target)
        assert (report.instances, report.findings) == (500, [])
    check_round_trip(first, tmp_path / "2.json", tmp_path / "3.json")


def test_masks_on_the_canvas_are_those_of_the_file(tmp_path):
    first = saved(tmp_path / "1.json", random_file(300))
    expected = masks(first)
    dataset, _ = coco.read(first)
    for _, instances in dataset.frames:
        for one in instances:
            id = json.loads(one.imported.id)
            covered = local_mask(one.parts, WIDTH, HEIGHT)
            assert covered.area == expected[id].sum()


def test_the_way_through_a_project_changes_nothing(tmp_path):
    first = saved(tmp_path / "1.json", random_file(120))
    for source, target in ((1, 2), (2, 3)):
        with Project.create(tmp_path / f"{source}.annotator") as project:
            root = project.add_root(tmp_path)
            dataset, report = coco.read(tmp_path / f"{source}.json")
            project.import_dataset(dataset, root, report)
            assert report.instances == 120
            out = Dataset(categories=list(project.categories().values()), frames=project.labelled(),
                          header=project.header())  # fmt: skip
            assert not coco.write(out, tmp_path / f"{target}.json").findings
    check_round_trip(first, tmp_path / "2.json", tmp_path / "3.json")


def test_example_files_come_back_the_same(shared_data, tmp_path):
    for name in (
        "coco/annotations/val.json",
        "coco/annotations/person_keypoints_val.json",
        "people/annotations/val.json",
    ):
        for source, target in ((shared_data / name, "2.json"), (tmp_path / "2.json", "3.json")):
            assert not coco.write(coco.read(source)[0], tmp_path / target).findings
        before, after = masks(shared_data / name), masks(tmp_path / "2.json")
        assert before.keys() == after.keys()
        assert all(np.array_equal(before[id], after[id]) for id in before)
        assert (tmp_path / "2.json").read_bytes() == (tmp_path / "3.json").read_bytes()


@settings(max_examples=50)
@given(st.lists(arrays(bool, (9, 11)), min_size=1, max_size=5))
def test_drawn_masks_come_back_exactly(tmp_path_factory, drawn):
    file = tmp_path_factory.getbasetemp() / "drawn.json"
    instances = [Instance(id=k, category=3, parts=mask_parts(mask)) for k, mask in enumerate(drawn, 1) if mask.any()]
    out = Dataset(categories=[CELL], frames=[LabelledFrame(frame(width=11, height=9), instances)])
    assert not coco.write(out, file).findings
    [labelled] = coco.read(file)[0].frames
    assert [one.id for one in labelled.instances] == [one.id for one in instances]
    for one, other in zip(labelled.instances, instances, strict=True):
        assert iou(local_mask(one.parts, 11, 9), local_mask(other.parts, 11, 9)) == 1.0


BIG = """
import re, sys
from pathlib import Path
from annotator.formats import coco
used = lambda: int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
before = used()
dataset, report = coco.read(Path(sys.argv[1]))
for labelled in dataset.frames:
    pass
coco.write(dataset, Path(sys.argv[2]))
print(report.instances, before, used())
"""


def big_file(path, count: int) -> None:
    """A file of this many annotations, eight on an image, of 24 corners each: 0.5 KB an annotation."""
    t = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    circle = np.stack([np.cos(t), np.sin(t)], axis=1)
    rng = np.random.default_rng(0)
    with path.open("w") as out:
        images = ",".join(json.dumps(image(k, f"{k}.png", width=640, height=480)) for k in range(1, count // 8 + 1))
        out.write('{"categories":[{"id":1,"name":"a"}],"images":[' + images + '],"annotations":[')
        for k in range(1, count + 1):
            ring = circle * rng.uniform(3, 40) + rng.uniform(0, [640, 480])
            one = {"id": k, "image_id": (k - 1) // 8 + 1, "category_id": 1, "area": 500.5, "bbox": [1, 2, 3, 4],
                   "segmentation": [np.round(ring, 2).ravel().tolist()], "iscrowd": 0}  # fmt: skip
            out.write(("" if k == 1 else ",") + json.dumps(one))
        out.write("]}")


def memory_of(tmp_path, count: int) -> tuple[int, int, int]:
    """The memory in MiB before and at the height of an import and export in a process, and the size of the file."""
    file = tmp_path / "big.json"
    big_file(file, count)
    done = subprocess.run([sys.executable, "-c", BIG, file, tmp_path / "out.json"], capture_output=True, check=True)
    instances, before, height = map(int, done.stdout.split())
    assert instances == count
    return before, height, file.stat().st_size >> 20


@pytest.mark.skipif(sys.platform != "linux", reason="reads the process's memory from /proc")
def test_import_and_export_hold_little_more_than_the_files_bytes(tmp_path):
    before, height, size = memory_of(tmp_path, 4_000)
    assert height - before < 3 * size + 40


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="reads the process's memory from /proc")
def test_a_million_annotations_fit_into_two_gigabytes(tmp_path):
    _, height, _ = memory_of(tmp_path, 1_000_000)
    assert height < 2_000
