"""What an export holds, and that it is whole or absent."""

import itertools
import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pycocotools.coco import COCO

from annotator.core.annotations import Imported, Part, State, ring
from annotator.core.categories import Category
from annotator.core.dataset import Dataset, LabelledFrame
from annotator.core.errors import ExportFailed
from annotator.core.raster import mask_parts
from annotator.formats import coco
from tests.conftest import frame, instance, proposal
from tests.formats.files import annotation, document, saved, written

CELL = Category(id=3, name="cell", colour="#e69f00")


def dataset(*labelled: LabelledFrame, header: bytes = b"") -> Dataset:
    """Frames whose instances are cells."""
    found = [LabelledFrame(one, [replace(each, category=3) for each in every]) for one, every in labelled]
    return Dataset(categories=[CELL], frames=iter(found), header=header)


def one_frame(*instances: object) -> Dataset:
    """A data set of one frame."""
    return dataset(LabelledFrame(frame(), instances))


def test_a_drawn_square_is_a_polygon_with_box_and_area_of_its_mask(tmp_path):
    out, report = written(tmp_path, one_frame(instance(7)))
    assert out["annotations"] == [{
        "id": 7, "image_id": 1, "category_id": 3, "segmentation": [[0, 0, 10, 0, 10, 10, 0, 10]],
        "bbox": [0, 0, 10, 10], "area": 100, "iscrowd": 0,
    }]  # fmt: skip
    assert out["images"] == [{"id": 1, "file_name": "a.png", "width": 100, "height": 80}]
    assert out["categories"] == [{"id": 3, "name": "cell"}]
    assert (report.frames, report.instances, report.findings) == (1, 1, [])


def test_holes_go_out_as_run_lengths_and_read_back_as_the_mask(tmp_path):
    mask = np.zeros((80, 100), bool)
    mask[5:40, 5:60] = True
    mask[10:20, 10:20] = False
    mask[70, 99] = True
    written(tmp_path, one_frame(instance(1, mask_parts(mask))))
    read = COCO(str(tmp_path / "out.json"))
    assert np.array_equal(read.annToMask(read.anns[1]), mask)
    assert read.anns[1]["iscrowd"] == 0


def test_only_confirmed_work_goes_out_unless_proposals_are_chosen(tmp_path):
    every = [instance(1), proposal(2, 0.625), instance(3, state=State.REJECTED), proposal(4).accepted()]
    assert [one["id"] for one in written(tmp_path, one_frame(*every))[0]["annotations"]] == [1, 4]
    with_proposals, _ = written(tmp_path, one_frame(*every), coco.Choices(proposals=True))
    assert [(one["id"], one.get("score")) for one in with_proposals["annotations"]] == [
        (1, None),
        (2, 0.625),
        (4, None),
    ]
    without_scores, _ = written(tmp_path, one_frame(*every), coco.Choices(proposals=True, scores=False))
    assert "score" not in without_scores["annotations"][1]


def test_frames_that_are_not_reviewed_or_empty_stay_out_when_so_chosen(tmp_path):
    labelled = [
        LabelledFrame(frame(1, path="a.png"), [instance(1)]),
        LabelledFrame(replace(frame(2, path="b.png"), reviewed=True), []),
        LabelledFrame(replace(frame(3, path="c.png"), reviewed=True), [proposal(2)]),
    ]
    for choices, names in [
        (coco.Choices(), ["a.png", "b.png", "c.png"]),
        (coco.Choices(reviewed_only=True), ["b.png", "c.png"]),
        (coco.Choices(empty_frames=False), ["a.png"]),
        (coco.Choices(reviewed_only=True, empty_frames=False, proposals=True), ["c.png"]),
    ]:
        out, _ = written(tmp_path, dataset(*labelled), choices)
        assert [one["file_name"] for one in out["images"]] == names


def split(tmp_path, count, share, seed=0):
    """The file names of a split's two files."""
    labelled = [LabelledFrame(frame(k + 1, path=f"{k}.png"), [instance(k + 1)]) for k in range(count)]
    coco.write(dataset(*labelled), tmp_path / "cells.json", coco.Choices(split=share, seed=seed))
    files = [json.loads((tmp_path / f"cells_{part}.json").read_text()) for part in ("train", "val")]
    for one in files:
        assert {record["image_id"] for record in one["annotations"]} == {record["id"] for record in one["images"]}
    return [[record["file_name"] for record in one["images"]] for one in files]


def test_a_split_shares_the_frames_out_by_seed(tmp_path):
    train, val = split(tmp_path, 20, 0.8)
    assert (len(train), len(val)) == (16, 4)
    assert not set(train) & set(val)
    assert split(tmp_path, 20, 0.8) == [train, val]
    assert split(tmp_path, 20, 0.8, seed=1) != [train, val]
    assert not (tmp_path / "cells.json").exists()


@pytest.mark.parametrize("share", [0.0, 0.01, 0.99, 1.0])
def test_no_file_of_a_split_is_empty(tmp_path, share):
    assert all(split(tmp_path, 3, share))


def videos(*lengths):
    """The frames of videos of so many frames."""
    keys = itertools.count(1)
    return [LabelledFrame(replace(frame(next(keys), path=f"{k}.mp4"), index=index), [])
            for k, length in enumerate(lengths) for index in range(length)]  # fmt: skip


@pytest.mark.parametrize("share", [0.01, 0.5, 0.8, 0.99])
@pytest.mark.parametrize("lengths", [(5, 5), (1, 9), (9, 1), (5, 5, 5), (5, 5, 5, 5)])
def test_frames_of_one_video_stay_together_and_neither_file_is_empty(tmp_path, lengths, share):
    coco.write(dataset(*videos(*lengths)), tmp_path / "c.json", coco.Choices(split=share))
    files = [json.loads((tmp_path / f"c_{part}.json").read_text()) for part in ("train", "val")]
    names = [{one["file_name"].partition("/")[0] for one in file["images"]} for file in files]
    assert all(names)
    assert not names[0] & names[1]


def test_a_split_of_one_video_is_refused(tmp_path):
    with pytest.raises(ExportFailed, match="never parts the frames of a video"):
        coco.write(dataset(*videos(9)), tmp_path / "c.json", coco.Choices(split=0.8))
    assert not any(tmp_path.iterdir())


def imported(id: bytes) -> Imported:
    """An instance's record of where it came from."""
    return Imported(id=id)


def test_an_imported_id_wins_and_others_do_not_change_when_more_are_drawn(tmp_path):
    first = [instance(3), instance(8, imported=imported(b"3")), instance(9, imported=imported(b"3"))]
    ids = [one["id"] for one in written(tmp_path, one_frame(*first))[0]["annotations"]]
    assert ids == [6, 3, 9]
    more = [*first, instance(50), instance(51)]
    assert [one["id"] for one in written(tmp_path, one_frame(*more))[0]["annotations"]] == [6, 3, 9, 50, 51]


def test_two_imported_files_with_the_same_image_ids_do_not_collide(tmp_path):
    labelled = [LabelledFrame(replace(frame(k, path=f"{k}.png"), extra=b'{"id":5,"license":1}'), [instance(k)])
                for k in (1, 2)]  # fmt: skip
    out, _ = written(tmp_path, dataset(*labelled))
    assert [one["id"] for one in out["images"]] == [5, 2]
    assert [one["image_id"] for one in out["annotations"]] == [5, 2]
    assert out["images"][0]["license"] == 1


def test_geometry_that_somebody_broke_in_the_project_is_written_anew(tmp_path):
    for geometry in (b'{"segmentation":[[1e308,0,5,5,9,9]]}', b'{"segmentation":{"size":[80,100],"counts":"zz"}}',
                     b"nonsense", b'{"segmentation":[[1,2,3,4]],"bbox":[1,2,3,4]}'):  # fmt: skip
        out, report = written(tmp_path, one_frame(instance(1, imported=Imported(geometry=geometry, extra=b"{"))))
        assert out["annotations"][0]["area"] == 100
        assert not report.findings


def test_what_reads_back_unlike_the_canvas_is_named(tmp_path):
    moved = Imported(id=b"4", geometry=b'{"segmentation":[[0,0,10,0,10,9,0,9]]}')
    _, report = written(tmp_path, one_frame(instance(1, imported=moved), instance(2)))
    [finding] = report.findings
    assert (finding.where, finding.text) == ("annotation 4 on image 1", "it reads back unlike the canvas: IoU 0.9000")


def test_outlines_that_the_canvas_shows_and_polygons_could_not_are_run_lengths(tmp_path):
    thin = (Part(ring([[5, 5], [30.5, 5.1], [30.5, 30.7]]), (ring([[10, 6], [12, 6], [12, 8]]),)),)
    out, report = written(tmp_path, one_frame(instance(1, thin)))
    assert isinstance(out["annotations"][0]["segmentation"], dict)
    assert not report.findings


def test_a_header_and_unknown_fields_are_written_as_they_came_in(tmp_path):
    header = b'{"info":{"year":2017.50},"licenses":[{"id":1}],"videos":[ 1 ]}'
    coco.write(dataset(LabelledFrame(frame(), []), header=header), tmp_path / "out.json")
    assert b'"info":{"year":2017.50},\n"licenses":[{"id":1}],\n"videos":[ 1 ],' in (tmp_path / "out.json").read_bytes()


def test_an_export_that_fails_leaves_the_old_file_and_no_other(tmp_path):
    def broken():
        yield LabelledFrame(frame(), [instance(1)])
        raise OSError(28, "No space left on device")

    (tmp_path / "out.json").write_text("old")
    with pytest.raises(ExportFailed, match="No space left"):
        coco.write(Dataset(categories=[CELL], frames=broken()), tmp_path / "out.json")
    assert [one.name for one in tmp_path.iterdir()] == ["out.json"]
    assert (tmp_path / "out.json").read_text() == "old"


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(ExportFailed, match="was not written"):
        coco.write(one_frame(), tmp_path / "nowhere" / "out.json")


def test_stopping_an_export_leaves_the_old_file(tmp_path):
    class Stopped(Exception):
        """The person pressed cancel."""

    def stop(frames: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        coco.write(one_frame(instance(1)), tmp_path / "out.json", progress=stop)
    assert not list(tmp_path.iterdir())


def test_a_large_export_is_proved_in_slices(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.proof._WHOLE", 0)
    monkeypatch.setattr("annotator.formats.proof._SLICE", 2)
    moved = Imported(id=b"4", geometry=b'{"segmentation":[[0,0,10,0,10,9,0,9]]}')
    every = [instance(1), instance(2), instance(3), instance(4, imported=moved), instance(5)]
    _, report = written(tmp_path, one_frame(*every))
    assert [finding.where for finding in report.findings] == ["annotation 4 on image 1"]
    assert not written(tmp_path, one_frame())[1].findings


EXPORT = """
import sys
from pathlib import Path
from annotator.formats import coco
source, target = map(Path, sys.argv[1:])
print("ready", flush=True)
while True:
    for seed in range(2):
        dataset, _ = coco.read(source)
        coco.write(dataset, target, coco.Choices(empty_frames=bool(seed)))
"""


def kill_exports(tmp_path: Path, kills: int) -> None:
    """Kill exports at random moments; each must leave one of the two whole files, and the next start no rubbish."""
    images = [{"id": k, "file_name": f"{k}.png", "width": 100, "height": 80} for k in range(1, 41)]
    source = saved(tmp_path / "in.json", document(*[annotation(k, image_id=k) for k in range(1, 31)], images=images))
    target = tmp_path / "out" / "out.json"
    target.parent.mkdir()
    whole = set()
    for choice in (True, False):
        coco.write(coco.read(source)[0], target, coco.Choices(empty_frames=choice))
        whole.add(target.read_bytes())
    random = np.random.default_rng(0)
    for _ in range(kills):
        child = subprocess.Popen([sys.executable, "-c", EXPORT, source, target], stdout=subprocess.PIPE, cwd=Path.cwd())
        with child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(random.uniform(0, 0.08))
            child.send_signal(signal.SIGKILL)
        assert target.read_bytes() in whole
    coco.write(coco.read(source)[0], target)
    assert [one.name for one in target.parent.iterdir()] == ["out.json"]


def test_killing_an_export_leaves_the_old_or_the_new_file_and_the_next_one_cleans_up(tmp_path):
    kill_exports(tmp_path, 30)


@pytest.mark.long
def test_killing_an_export_a_hundred_times(tmp_path):
    kill_exports(tmp_path, 100)
