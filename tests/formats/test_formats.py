"""What holds for every format of the table."""

import json
import random
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from annotator.core.annotations import Presence
from annotator.core.dataset import Dataset, LabelledFrame
from annotator.core.errors import ExportFailed, FormatRefused, ImageUnreadable
from annotator.core.raster import mask_parts, parts_mask
from annotator.formats import FORMATS, Choices, Format, format_of
from annotator.formats.films import film_finder
from tests.conftest import frame, instance, proposal, square
from tests.formats.fuzz import spoil, spoilt_bytes
from tests.formats.test_coco_videos import CELL, clip_dataset, film, on, seen

READABLE = [one for one in FORMATS.values() if one.read]
OF_VIDEOS = [one for one in READABLE if one.of_videos]


def place_of(folder: Path, kind: Format) -> Path:
    """Where an export goes."""
    return folder / (kind.pattern.replace("*", "out") or "out")


def named(kinds: list[Format]) -> pytest.MarkDecorator:
    """A test for each of these formats."""
    return pytest.mark.parametrize("kind", kinds, ids=[one.name for one in kinds])


def holed() -> tuple:
    """Two parts, one with a hole."""
    mask = np.zeros((80, 100), bool)
    mask[5:40, 5:60] = True
    mask[10:20, 10:20] = False
    mask[70, 99] = True
    return mask_parts(mask)


@named(READABLE)
def test_every_format_reads_what_it_writes(tmp_path, kind):
    hollow = instance(2, holed(), 3, presence=Presence(track=8))
    labelled = [on(0, seen(1, 7, 70), hollow), on(1), on(2, seen(3, 7, 60))]
    report = kind.write(clip_dataset(*labelled), place_of(tmp_path, kind), Choices())
    assert (report.findings, report.frames, report.instances) == ([], 3, 3)
    assert format_of(place_of(tmp_path, kind)) is kind
    found, report = kind.reader(place_of(tmp_path, kind), None, film_finder([film()]))
    masks = {
        one.frame.index: sorted(parts_mask(each.parts, 100, 80).tobytes() for each in one.instances if each.parts)
        for one in found.frames
    }
    assert [index for index in masks if masks[index]] == [0, 2]
    for one in labelled:
        assert masks[one.frame.index] == sorted(parts_mask(each.parts, 100, 80).tobytes() for each in one.instances)
    assert [one.name for one in found.categories] == ["cell"]
    assert not report.findings
    tracks = [[each.track for each in one.instances if each.parts] for one in found.frames]
    assert tracks[0][0] == tracks[2][0] != tracks[0][1]


@named(READABLE)
def test_an_export_that_is_cancelled_at_any_frame_leaves_what_was_there(tmp_path, kind):
    """R8: 100 moments for each format."""

    class Cancelled(Exception):
        """As a job raises it."""

    def frames():
        return [on(k, seen(k + 1, 7, 5 * k), seen(k + 11, 8, 50)) for k in range(10)]

    def stop_at(frame: int):
        def told(done: int) -> None:
            if done >= frame:
                raise Cancelled

        return told

    def there():
        return {one.relative_to(tmp_path): one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()}

    place = place_of(tmp_path, kind)
    kind.write(clip_dataset(*frames()[:5]), place, Choices())
    before = there()
    for moment in random.Random(8).choices(range(1, 11), k=100):
        with pytest.raises(Cancelled):
            kind.write(clip_dataset(*frames()), place, Choices(), stop_at(moment))
        assert there() == before


@named(OF_VIDEOS)
def test_without_the_video_its_frames_are_pictures(tmp_path, kind):
    kind.write(clip_dataset(on(0, seen(1, 7)), on(2, seen(2, 7, 40))), place_of(tmp_path, kind), Choices())
    sizes = {"clip/000000.jpg": (100, 80)}
    found, report = kind.reader(
        place_of(tmp_path, kind), lambda name: (name, *sizes[name]) if name in sizes else None, film_finder([])
    )
    there = [(one.frame.path, [(each.parts, each.track) for each in one.instances]) for one in found.frames]
    assert there == [("clip/000000.jpg", [(square(0, 5), 0)]), ("clip/000002.jpg", [(square(40, 5), 0)])]
    assert any("there is no video 'clip'" in one.text for one in report.findings)


@named(OF_VIDEOS)
def test_a_video_of_another_size_is_left_out_and_said(tmp_path, kind):
    kind.write(clip_dataset(on(0, seen(1, 7))), place_of(tmp_path, kind), Choices())
    found, report = kind.reader(place_of(tmp_path, kind), None, film_finder([replace(film(), width=50)]))
    assert list(found.frames) == []
    assert [one.text for one in report.findings] == ["its masks are 100 x 80 and clip.mp4 is 50 x 80"]


@named(OF_VIDEOS)
def test_pictures_stay_out_of_formats_of_videos_and_that_is_said(tmp_path, kind):
    labelled = [on(0, seen(1, 7)), LabelledFrame(frame(90, path="a.png"), [instance(9, category=3)])]
    report = kind.write(clip_dataset(*labelled), place_of(tmp_path, kind), Choices())
    assert [(one.where, one.text[:30]) for one in report.findings] == [("a.png", "1 picture is no frame of a vid")]
    assert (report.frames, report.instances) == (1, 1)


@pytest.mark.parametrize("name", ["mots-png", "mots-txt"])
def test_where_masks_overlap_the_upper_one_keeps_the_pixels_and_the_report_says_which(tmp_path, name):
    kind = FORMATS[name]
    low, high = seen(1, 7), replace(seen(2, 8, 4), level=1)
    covered = instance(3, square(6, 7, 2), 3)
    report = kind.write(clip_dataset(on(0, low, high, covered)), place_of(tmp_path, kind), Choices())
    assert [(one.kind, one.where, one.text) for one in report.findings] == [
        ("noted", "frame 0 of clip", "cell (track 7) gave up 4 of 100 pixels, x 6 to 8 and y 7 to 9, to "
         "cell (instance 3), which lies above it"),
        ("noted", "frame 0 of clip", "cell (track 7) gave up 56 of 100 pixels, x 4 to 10 and y 5 to 15, to "
         "cell (track 8), which lies above it"),
        ("noted", "frame 0 of clip", "cell (instance 3) gave up 4 of 4 pixels, x 6 to 8 and y 7 to 9, to "
         "cell (track 8), which lies above it"),
        ("skipped", "instance 3 on frame 0 of clip", "nothing of it is to be seen, so it is not there"),
    ]  # fmt: skip
    assert (report.instances, report.unlike) == (2, 1)
    found, _ = kind.reader(place_of(tmp_path, kind), None, film_finder([film()]))
    first = next(iter(found.frames))
    areas = sorted(int(parts_mask(one.parts, 100, 80).sum()) for one in first.instances)
    assert areas == [40, 100]


def test_mots_numbers_are_class_and_object_and_a_crowd_is_not_looked_at(tmp_path):
    crowd = instance(9, square(50, 50), 3, crowd=True)
    FORMATS["mots-png"].write(clip_dataset(on(4, seen(1, 7), seen(2, 8, 30), crowd)), tmp_path / "out", Choices())
    labels = np.asarray(Image.open(tmp_path / "out" / "clip" / "000004.png"))
    assert labels.dtype == np.uint16
    assert sorted(np.unique(labels).tolist()) == [0, 3001, 3002, 10000]
    assert json.loads((tmp_path / "out" / "categories.json").read_text()) == [{"id": 3, "name": "cell"}]
    FORMATS["mots-txt"].write(clip_dataset(on(4, seen(1, 7), crowd)), tmp_path / "text", Choices())
    lines = (tmp_path / "text" / "clip.txt").read_text().splitlines()
    assert [line.split()[:5] for line in lines] == [["4", "3001", "3", "80", "100"], ["4", "10000", "10", "80", "100"]]


def test_mots_classes_are_those_of_kitti_where_nothing_names_them_and_frames_may_count_from_1(tmp_path):
    FORMATS["mots-txt"].write(clip_dataset(*(on(k, seen(k + 1, 7)) for k in range(10))), tmp_path / "out", Choices())
    lines = [line.split() for line in (tmp_path / "out" / "clip.txt").read_text().splitlines()]
    (tmp_path / "clip.txt").write_text("".join(f"{int(f) + 1} 2001 2 {h} {w} {rle}\n" for f, _, _, h, w, rle in lines))
    found, report = FORMATS["mots-txt"].reader(tmp_path / "clip.txt", None, film_finder([film()]))
    assert [one.name for one in found.categories] == ["pedestrian"]
    assert [(one.frame.index, len(one.instances)) for one in found.frames] == [(k, 1) for k in range(10)]
    assert [one.text for one in report.findings] == ["its frames were counted from 1"]


def test_proposals_go_to_youtube_vis_with_their_score_and_come_back_as_proposals(tmp_path):
    made = [on(k, replace(proposal(k + 1, 0.5 + k / 4), category=3, presence=Presence(track=7))) for k in range(2)]
    FORMATS["youtube-vis"].write(clip_dataset(*made), tmp_path / "o.json", Choices(proposals=True))
    [record] = json.loads((tmp_path / "o.json").read_text())["annotations"]
    assert (record["score"], record["bboxes"], record["areas"]) == (0.625, [[0, 0, 10, 10]] * 2, [100, 100])
    found, _ = FORMATS["youtube-vis"].reader(tmp_path / "o.json", None, film_finder([film()]))
    assert [[(each.untouched, each.score) for each in one.instances] for one in found.frames] == [[(True, 0.625)]] * 2


def vis_file() -> dict:
    """A right file with a little of everything."""
    masks = [{"size": [80, 100], "counts": [810, 20, 7170]}, None, [[1, 1, 30, 1, 30, 30]]]
    return {
        "info": {}, "categories": [{"id": 3, "name": "cell"}],
        "videos": [{"id": 1, "width": 100, "height": 80, "length": 3, "name": "clip",
                    "file_names": [f"clip/00000{k}.jpg" for k in range(3)]}],
        "annotations": [{"id": k, "video_id": 1, "category_id": 3, "iscrowd": 0, "segmentations": masks,
                         "bboxes": [None] * 3, "areas": [1, None, 2]} for k in (1, 2)],
    }  # fmt: skip


def consistent(kind: Format, place: Path) -> None:
    """An import ends with a data set whose masks are on its frames, or with a sentence."""
    try:
        found, report = kind.reader(place, None, film_finder([film()]))
        frames = list(found.frames)
    except FormatRefused as refused:
        if str(refused).endswith("."):
            return
        raise
    known = {one.id for one in found.categories}
    for one in frames:
        assert {each.category for each in one.instances} <= known
        tracks = [each.track for each in one.instances if each.track]
        assert len(tracks) == len(set(tracks))
    assert all(one.where and one.text for one in report.findings)
    there = [each for one in frames for each in one.instances if not (each.presence and each.presence.outside)]
    assert len(there) == report.instances


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_any_coco_file_of_a_video_is_imported_as_far_as_it_goes_or_refused_in_a_sentence(tmp_path, seed):
    rng = random.Random(seed)
    labelled = [on(0, seen(1, 7), seen(2, 8, 40, occluded=True)), on(1), on(4, seen(3, 7, 60), instance(4, category=3))]
    FORMATS["coco"].write(clip_dataset(*labelled), tmp_path / "right.json", Choices())
    tree = json.loads((tmp_path / "right.json").read_text())
    for _ in range(rng.randint(1, 5)):
        spoil(tree, rng)
    (tmp_path / "in.json").write_bytes(json.dumps(tree).encode("utf-8", "surrogatepass"))
    consistent(FORMATS["coco"], tmp_path / "in.json")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_any_youtube_vis_file_is_imported_as_far_as_it_goes_or_refused_in_a_sentence(tmp_path, seed):
    rng = random.Random(seed)
    tree = vis_file()
    for _ in range(rng.randint(1, 4)):
        spoil(tree, rng)
    data = json.dumps(tree).encode("utf-8", "surrogatepass")
    for _ in range(rng.choice([0, 0, 1, 2])):
        data = spoilt_bytes(data, rng)
    (tmp_path / "in.json").write_bytes(data)
    consistent(FORMATS["youtube-vis"], tmp_path / "in.json")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_any_mots_text_is_imported_as_far_as_it_goes_or_refused_in_a_sentence(tmp_path, seed):
    rng = random.Random(seed)
    lines = [b"0 3001 3 80 100 P6:P2000000000000000000000000000000000000ebV1", b"4 10000 10 80 100 " + b"0" * 9]
    data = b"\n".join([*rng.choices(lines, k=4), b"2 3002 3 80 100 Y1:`0\n"])
    for _ in range(rng.randint(1, 4)):
        data = spoilt_bytes(data, rng)
    (tmp_path / "clip.txt").write_bytes(data)
    (tmp_path / "categories.json").write_bytes(spoilt_bytes(b'[{"id": 3, "name": "cell"}]', rng))
    consistent(FORMATS["mots-txt"], tmp_path / "clip.txt")


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_any_mots_png_is_imported_as_far_as_it_goes_or_refused_in_a_sentence(tmp_path, seed):
    rng = random.Random(seed)
    (tmp_path / "clip").mkdir(exist_ok=True)
    size = rng.choice([(80, 100), (80, 100), (8, 9)])
    for number in range(3):
        labels = np.zeros(size, rng.choice([np.uint16, np.uint16, np.uint8]))
        labels[2:6, 1:5] = rng.choice([0, 10, 200])
        Image.fromarray(labels).save(tmp_path / "clip" / f"{number:06}.png")
    file = tmp_path / "clip" / "000001.png"
    file.write_bytes(spoilt_bytes(file.read_bytes(), rng))
    consistent(FORMATS["mots-png"], tmp_path)


def test_a_file_of_no_format_is_refused(tmp_path):
    (tmp_path / "a.xml").write_text("<a/>")
    with pytest.raises(FormatRefused, match="is of no kind that can be imported: YouTube-VIS JSON, COCO JSON"):
        format_of(tmp_path / "a.xml")


def test_a_data_set_without_frames_goes_out_and_comes_back(tmp_path):
    empty = Dataset(categories=[CELL], frames=[], films=(film(),))
    assert FORMATS["youtube-vis"].write(empty, tmp_path / "o.json", Choices()).frames == 0
    found, report = FORMATS["youtube-vis"].reader(tmp_path / "o.json")
    assert (list(found.frames), report.findings) == ([], [])


class Stopped(Exception):
    """Somebody asked to stop."""


@named([one for one in FORMATS.values() if one.name != "mp4"])
def test_an_export_that_is_stopped_leaves_what_was_there(tmp_path, kind):
    place = place_of(tmp_path, kind)
    labelled = [on(0, seen(1, 7)), on(1, seen(2, 7))]
    kind.write(clip_dataset(*labelled), place, Choices())
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}

    def stop(frames):
        if frames == 2:
            raise Stopped

    with pytest.raises(Stopped):
        kind.write(clip_dataset(on(3, seen(5, 8)), on(4)), place, Choices(), stop)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_a_folder_that_a_killed_export_had_set_aside_comes_back(tmp_path):
    kind = FORMATS["mots-txt"]
    kind.write(clip_dataset(on(0, seen(1, 7))), tmp_path / "out", Choices())
    (tmp_path / "out").rename(tmp_path / ".out.old")
    (tmp_path / ".out.part").mkdir()
    (tmp_path / ".out.part" / "clip.txt").write_text("half")
    with pytest.raises(ExportFailed):
        kind.write(Dataset(categories=[], frames=broken()), tmp_path / "out", Choices())
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out"]
    assert (tmp_path / "out" / "clip.txt").is_file()


def broken():
    """Frames on a disk that fails."""
    raise OSError(5, "Input/output error")
    yield


def test_a_video_is_drawn_at_its_own_times_and_at_odd_sizes_and_lost_frames_are_said(tmp_path):
    seconds = np.array([0, 0.1, 0.15, 0.4])
    clip = replace(film(), width=99, height=79, frames=4, seconds=seconds)

    def pixels(one):
        if one.index == 2:
            raise ImageUnreadable("Frame 2 of clip.mp4 is damaged and cannot be decoded.")
        return np.full((79, 99, 3), 60 * one.index, np.uint8)

    labelled = [on(k, seen(k + 1, 7)) for k in range(4)]
    labelled = [one._replace(frame=replace(one.frame, width=99, height=79)) for one in labelled]
    made = replace(clip_dataset(*labelled, films=(clip,)), pixels=pixels)
    report = FORMATS["mp4"].write(made, tmp_path / "o.mp4", Choices())
    assert [one.text for one in report.findings] == ["Frame 2 of clip.mp4 is damaged and cannot be decoded."]
    with av.open(tmp_path / "o.mp4") as read:
        frames = [(one.time, one.to_ndarray(format="rgb24")) for one in read.decode(video=0)]
    assert np.allclose([time for time, _ in frames], seconds, atol=1e-3)
    assert [picture.shape for _, picture in frames] == [(80, 100, 3)] * 4
    assert np.allclose([picture[60, 60, 0] for _, picture in frames], (0, 60, 128, 180), atol=6)


def test_each_of_several_videos_is_drawn_beside_the_others(tmp_path):
    films = (film(), film(2, "more/clip.mp4", "more/clip"))
    made = clip_dataset(on(0, seen(1, 7)), on(0, path="more/clip.mp4"), films=films)
    report = FORMATS["mp4"].write(made, tmp_path / "o.mp4", Choices())
    assert report.files == ["o_clip.mp4", "o_more_clip.mp4"]
    assert sorted(one.name for one in tmp_path.iterdir()) == report.files
    with pytest.raises(ExportFailed, match="no frame of a video"):
        FORMATS["mp4"].write(clip_dataset(LabelledFrame(frame(), [])), tmp_path / "p.mp4", Choices())
