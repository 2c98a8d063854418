"""Thumbnails of a video's frames: one way through it, with a decoder that the canvas does not share."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
from PIL import Image

from annotator import media
from annotator.core.frames import Source
from annotator.media import videos
from annotator.ui.panels.thumbnails import Thumbnails, _next
from benchmarks import clips
from tests.conftest import frame


def order(*waiting, last=None) -> list[int]:
    """The keys of what is made, in turn."""
    left, made = list(waiting), []
    while left:
        last = _next(left, last)
        left.remove(last)
        made.append(last.key)
    return made


def test_frames_of_a_video_are_made_in_their_order_and_all_else_as_it_was_asked_for():
    clip = [replace(frame(10 + k, path="clip.mp4"), index=k) for k in range(5)]
    a, b = frame(1, path="a.png"), frame(2, path="b.png")
    assert order(b, clip[3], clip[1], a, clip[4]) == [2, 11, 13, 14, 1]
    assert order(clip[0], clip[4], clip[3], last=clip[2]) == [13, 14, 10]


def test_a_thumbnail_of_a_frame_leaves_the_canvas_s_decoder_where_it_is(tmp_path: Path):
    pictures = [one.pixels for one in clips.moments(clips.SCENES["rigid"], 96, 64, 12)]
    file = clips.encode(tmp_path / "clip.mp4", pictures, "h264")
    media.picture_of(Source(file, 2))
    shown = videos.open_video(file)
    before = shown.bytes
    small = media.thumbnail(Source(file, 9), 48)
    assert (small.shape, shown.bytes) == ((32, 48, 3), before)
    whole = media.picture_of(Source(file, 9)).pixels
    assert np.abs(whole.reshape(32, 2, 48, 2, 3).mean((1, 3)) - small).mean() < 8


def test_what_is_asked_for_of_another_project_is_made_though_the_first_is_still_busy(qapp, tmp_path: Path, until):
    Image.new("RGB", (40, 30)).save(tmp_path / "a.png")
    go = Event()

    def source_of(one):
        go.wait(10)
        return Source(tmp_path / "a.png")

    thumbnails, ready = Thumbnails(source_of, 32), []
    thumbnails.ready.connect(ready.append)
    for key in range(1, 12):
        thumbnails.get(frame(key))
    thumbnails.clear()
    for key in range(101, 106):
        thumbnails.get(frame(key))
    go.set()
    until(lambda: sorted(ready) == [101, 102, 103, 104, 105])
    assert thumbnails.get(frame(101))[0] is not None
    thumbnails.stop()
