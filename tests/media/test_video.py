"""Frames of videos: frame n is the same picture whatever was looked at before, and what the decoder says it is."""

import random
import struct
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import VideoReformatter

from annotator.core.errors import BadInput, ImageUnreadable
from annotator.core.opencv import cv2
from annotator.media.allowance import ALLOWANCE
from annotator.media.decode import turned
from annotator.media.footage import Footage
from annotator.media.video import Video
from annotator.media.video_index import VideoIndex
from annotator.media.video_picture import picture_of_frame
from annotator.media.video_scan import scan
from annotator.media.videos import close_videos, index_of, open_video, remember_index
from benchmarks import clips

WIDTH, HEIGHT, FRAMES = 64, 48, 56
ONE = WIDTH * HEIGHT * 3 // 2


def pictures(frames: int = FRAMES, width: int = WIDTH, height: int = HEIGHT) -> list[np.ndarray]:
    return [one.pixels for one in clips.moments(clips.SCENES["camera"], width, height, frames)]


def clip(folder: Path, codec: str = "h264", times: tuple[int, ...] = (), frames: int = FRAMES) -> Path:
    if not clips.can_encode(codec):
        pytest.skip(f"this FFmpeg cannot encode {codec}")
    return clips.encode(folder / f"clip{clips.CODECS[codec].suffix}", pictures(frames), codec, times)


def decoded(file: Path, turn: int = 1) -> list[np.ndarray]:
    """What plain decoding from the start gives: no index, no seeking, one thread."""
    reformatter = VideoReformatter()
    with av.open(str(file)) as container:
        container.streams.video[0].thread_type = "SLICE"
        return [picture_of_frame(one, turn, reformatter).pixels for one in container.decode(video=0)]


def opened(file: Path, bytes_limit: int = 1 << 30) -> Video:
    return Video(file, VideoIndex.from_bytes(scan(file).to_bytes()), bytes_limit)


def assert_same_in_every_order(file: Path, expected: list[np.ndarray]) -> None:
    forwards = opened(file)
    assert len(forwards) == len(expected)
    assert all(np.array_equal(forwards.frame(k).pixels, one) for k, one in enumerate(expected))
    backwards = opened(file, 3 * ONE)
    assert all(np.array_equal(backwards.frame(k).pixels, expected[k]) for k in reversed(range(len(expected))))
    anywhere, draw = opened(file, 3 * ONE), random.Random(0)
    for number in [draw.randrange(len(expected)) for _ in range(2 * len(expected))]:
        assert np.array_equal(anywhere.frame(number).pixels, expected[number]), number


@pytest.mark.parametrize("codec", clips.CODECS)
def test_a_frame_is_the_same_picture_forwards_backwards_and_at_random(tmp_path: Path, codec: str) -> None:
    file = clip(tmp_path, codec)
    expected = decoded(file)
    assert len(expected) == FRAMES
    assert_same_in_every_order(file, expected)


@pytest.mark.parametrize("near", [0, 3])
@pytest.mark.parametrize("codec", ["h264", "h264-long", "h264-open", "hevc"])
def test_what_is_left_out_on_a_long_way_is_missed_by_no_frame(tmp_path: Path, codec: str, near: int, monkeypatch):
    monkeypatch.setattr("annotator.media.video._NEAR", near)
    file = clip(tmp_path, codec)
    assert_same_in_every_order(file, decoded(file))


@pytest.mark.parametrize("codec", ["h264", "h264-open", "h264-mkv", "hevc", "vp9"])
def test_frames_of_uneven_length_keep_their_number_and_their_time(tmp_path: Path, codec: str) -> None:
    times = tuple(np.cumsum(np.random.default_rng(0).integers(1, 9, FRAMES)).tolist())
    file = clip(tmp_path, codec, times)
    assert_same_in_every_order(file, decoded(file))
    expected = (np.array(times) - times[0]) / clips.RATE
    assert np.abs(scan(file).seconds - expected).max() < 0.002  # Matroska counts in thousandths of a second


@pytest.mark.parametrize("codec", ["h264", "h264-ts", "h264-mkv", "hevc", "vp9"])
def test_a_video_may_begin_at_any_time(tmp_path: Path, codec: str) -> None:
    file = clip(tmp_path, codec, tuple(range(1234, 1234 + FRAMES)))
    assert_same_in_every_order(file, decoded(file))
    assert scan(file).seconds[0] == 0


@pytest.mark.parametrize("codec", ["h264", "h264-open", "hevc"])
def test_what_an_edit_list_cuts_off_is_no_frame(tmp_path: Path, codec: str) -> None:
    file = clip(tmp_path, codec, tuple(range(-30, FRAMES - 30)))
    index, expected = scan(file), decoded(file)
    assert len(index) == FRAMES - 30 < len(index.times)  # what they are made of is still decoded
    assert_same_in_every_order(file, expected)


MATRICES = {
    3: (-1, 0, 0, -1), 6: (0, 1, -1, 0), 8: (0, -1, 1, 0),  # what cameras write
    2: (-1, 0, 0, 1), 4: (1, 0, 0, -1), 5: (0, 1, 1, 0), 7: (0, -1, -1, 0),  # mirrored as well
}  # fmt: skip


@pytest.mark.parametrize("turn", MATRICES)
def test_the_camera_s_rotation_is_applied(tmp_path: Path, turn: int) -> None:
    file = clip(tmp_path, frames=5)
    upright = decoded(file)
    a, b, c, d = (one << 16 for one in MATRICES[turn])
    data = bytearray(file.read_bytes())
    at = data.index(b"tkhd") + 44  # ISO 14496-12, 8.3.2: the track header's matrix
    data[at : at + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    file.write_bytes(data)
    video = opened(file)
    for number, one in enumerate(upright):
        picture = video.frame(number)
        assert np.array_equal(picture.pixels, turned(one, turn))
        assert (picture.width, picture.height) == (video.index.width, video.index.height)
        small = video.scaled(number, picture.width // 2, picture.height // 2)
        halved = cv2.resize(picture.pixels, small.shape[1::-1], interpolation=cv2.INTER_AREA)
        assert small.shape == (picture.height // 2, picture.width // 2, 4)
        assert np.abs(small[..., 2::-1].astype(int) - halved).mean() < 6


COLOURS = [(235, 30, 20), (20, 200, 40), (30, 40, 220), (128, 128, 128), (250, 250, 250), (5, 5, 5)]


@pytest.mark.parametrize("matrix", [1, 5])
@pytest.mark.parametrize("full", [False, True])
def test_colours_go_by_the_matrix_and_range_that_the_file_names(tmp_path: Path, matrix: int, full: bool) -> None:
    file, pixels = tmp_path / "flat.mp4", np.zeros((48, 96, 3), np.uint8)
    for place, colour in enumerate(COLOURS):
        pixels[:, 16 * place : 16 * place + 16] = colour
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"crf": "1"})
        stream.width, stream.height, stream.pix_fmt = 96, 48, "yuv444p"
        stream.codec_context.colorspace, stream.codec_context.color_range = matrix, 2 if full else 1
        frame = av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(
            format="yuv444p", dst_colorspace=matrix, src_color_range=2, dst_color_range=2 if full else 1
        )
        frame.colorspace, frame.color_range = matrix, 2 if full else 1
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    shown = opened(file).frame(0).pixels
    for place, colour in enumerate(COLOURS):
        assert np.abs(shown[24, 16 * place + 8].astype(int) - colour).max() <= 4, colour


@pytest.mark.parametrize("codec", ["h264", "h264-mkv", "h264-ts", "h264-avi", "hevc", "vp9", "mjpeg", "mpeg2"])
@pytest.mark.parametrize("share", [0.4, 0.75, 0.97])
def test_a_file_that_breaks_off_opens_up_to_the_break(tmp_path: Path, codec: str, share: float) -> None:
    file = clip(tmp_path, codec)
    whole, data = decoded(file), file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    if codec == "hevc" or not _numbered(file):  # its table of contents stands at the end; or there is no whole frame
        with pytest.raises(ImageUnreadable, match=r"clip\.\w+ cannot be read as a video"):
            scan(file)
        return
    video = opened(file)
    count = len(video)
    assert len(_numbered(file)) - 1 <= count <= len(_numbered(file))  # the last packet may be half there
    shown = [video.frame(number).pixels for number in range(count)]
    # the frames before the last key frame do not know of the break
    safe = int(video.index.sound_from[video.index.sound_from < count - 6][-1])
    assert all(np.array_equal(one, other) for one, other in zip(shown[:safe], whole, strict=False))
    again = opened(file, 3 * ONE)
    assert all(np.array_equal(again.frame(number).pixels, shown[number]) for number in reversed(range(count)))


def test_it_is_said_where_a_file_breaks_off(tmp_path: Path) -> None:
    file = clip(tmp_path)
    assert scan(file).note == ""
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    index = scan(file)
    assert f"{len(index)} frames can be read" in index.note
    assert "breaks off at" in index.note
    assert "of 1.9 s" in index.note


def test_a_recording_that_begins_in_the_middle_begins_at_its_first_whole_frame(tmp_path: Path) -> None:
    file = clip(tmp_path, "h264-ts")
    data = file.read_bytes()
    file.write_bytes(data[len(data) * 3 // 10 // 188 * 188 :])
    video = opened(file)
    assert 0 < len(video) < FRAMES
    expected = [one for number, one in _numbered(file) if video.index.frame_of[number] >= 0]
    assert_same_in_every_order(file, expected)


def _numbered(file: Path) -> list[tuple[int, np.ndarray]]:
    reformatter = VideoReformatter()
    with suppress(ImageUnreadable), Footage(file, at_once=False) as footage:
        return [(number, picture_of_frame(one, 1, reformatter).pixels) for number, one in footage.frames()]
    return []


@pytest.mark.parametrize(
    "content", [b"", b"no video", b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile a.mp4\n"]
)
def test_what_is_no_video_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.mp4").write_bytes(content)
    with pytest.raises(ImageUnreadable, match=r"^a\.mp4 cannot be read as a video: .*\.$"):
        index_of(tmp_path / "a.mp4")


def test_a_frame_that_is_not_there_is_refused(tmp_path: Path) -> None:
    video = opened(clip(tmp_path))
    for number in (-1, FRAMES):
        with pytest.raises(ImageUnreadable, match="has 56 frames"):
            video.frame(number)


def test_the_frames_kept_stay_within_the_limit(tmp_path: Path) -> None:
    file = clip(tmp_path, "h264-long")
    video = opened(file, 10 * 2 * ONE)
    for number in (50, 3, 44, 43, 42, 55, 0):
        video.frame(number)
        assert 0 < video.bytes <= 10 * 2 * ONE
    video.close()
    assert video.bytes == 0


def test_what_a_person_allows_holds_for_a_video_that_is_open(tmp_path: Path, monkeypatch) -> None:
    file = clip(tmp_path, "h264-long")
    for number in range(12):
        shown = open_video(file)
        shown.frame(number)
    assert shown.bytes > 2 * ONE
    monkeypatch.setattr(ALLOWANCE, "total", 2 * ONE)
    open_video(file).frame(12)
    assert shown.bytes <= 2 * ONE
    close_videos()


def test_many_threads_may_ask_one_video(tmp_path: Path) -> None:
    file = clip(tmp_path)
    expected, video, draw = decoded(file), opened(file, 4 * ONE), random.Random(1)
    asked = [draw.randrange(FRAMES) for _ in range(100)]
    with ThreadPoolExecutor(4) as pool:
        shown = list(pool.map(lambda number: video.frame(number).pixels, asked))
    assert all(np.array_equal(one, expected[number]) for number, one in zip(asked, shown, strict=True))


# the index as it is kept


def test_an_index_is_small(tmp_path: Path) -> None:
    index = scan(clip(tmp_path))
    assert len(index.to_bytes()) < 400 + 3 * FRAMES


def test_a_damaged_index_is_refused(tmp_path: Path) -> None:
    data = scan(clip(tmp_path, frames=8)).to_bytes()
    for place in range(0, len(data), 3):
        changed = bytearray(data)
        changed[place] ^= 0x55
        try:
            found = VideoIndex.from_bytes(bytes(changed))
        except BadInput:
            continue
        assert len(found.order) == len(found.seconds)
        assert found.frame_of.max() == len(found) - 1
    for length in range(0, len(data), 7):
        with pytest.raises(BadInput):
            VideoIndex.from_bytes(data[:length])


def test_an_index_is_made_once_and_anew_when_the_file_has_changed(tmp_path: Path) -> None:
    file = clip(tmp_path)
    read: list[int] = []
    first = index_of(file, read.append)
    assert index_of(file).to_bytes() == first.to_bytes()
    before = open_video(file)
    assert open_video(file) is before
    clip(tmp_path, frames=20)
    assert len(index_of(file)) == 20
    assert len(open_video(file)) == 20


def test_an_index_that_a_project_brings_is_believed_only_of_the_same_file(tmp_path: Path, monkeypatch) -> None:
    file = clip(tmp_path)
    kept = scan(file).to_bytes()
    remember_index(file, kept)
    monkeypatch.setattr("annotator.media.videos.scan", None)  # so that it cannot be made anew
    assert index_of(file).to_bytes() == kept
    monkeypatch.undo()
    clip(tmp_path, frames=20)
    remember_index(file, kept)
    assert len(index_of(file)) == 20
