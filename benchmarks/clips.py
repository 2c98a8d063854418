"""Clips to try videos on: cut-outs of the sample pictures move over another, and every object's mask is known.

    python -m benchmarks.clips OUT [--size 320x240] [--frames 60] [--codec h264 ...]

Seven scenes: `rigid` (one object goes across), `scale` (it comes nearer and turns), `bending` (it bends like jelly),
`occlusion` (it passes behind a bar that never hides all of it), `hidden` (behind one that does), `camera` (the picture
behind moves too) and `crossing` (two alike objects cross). What is written for each is
NAME.mp4 (or .webm, .avi, as the codec has it) and NAME.npz with `masks` (frames, objects, height, width) of bool: what
can be seen of each object. All is computed from the frame's number alone: the same call gives the same clip.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

from annotator import media, paths
from annotator.core.opencv import cv2

Pixels = NDArray[np.uint8]
Masks = NDArray[np.bool_]
"""(objects, height, width): what can be seen of each."""

RATE = 30


class Moment(NamedTuple):
    """One frame and its truth."""

    pixels: Pixels
    masks: Masks


class Pose(NamedTuple):
    """Where a cut-out is: its centre and size in shares of the picture's height and width, turned by degrees, and how
    far it is bent sideways in a wave, in shares of its size."""

    x: float
    y: float
    size: float = 0.35
    degrees: float = 0.0
    bend: float = 0.0


@dataclass(frozen=True)
class Scene:
    """Objects and a camera, each a function of the time from 0 to 1. Later objects are nearer."""

    objects: Sequence[Callable[[float], Pose]]
    camera: Callable[[float], tuple[float, float]] = lambda t: (0.0, 0.0)
    """How far the picture behind has moved, in shares of the frame's size."""
    bar: tuple[float, float] | None = None
    """From where to where a bar stands in front of all, in shares of the width."""


SCENES: dict[str, Scene] = {
    "rigid": Scene([lambda t: Pose(0.2 + 0.6 * t, 0.5 + 0.1 * np.sin(6 * t))]),
    "scale": Scene([lambda t: Pose(0.35 + 0.3 * t, 0.5, 0.25 + 0.4 * t, 40 * t)]),
    "bending": Scene([lambda t: Pose(0.3 + 0.4 * t, 0.5, 0.5, 0.0, 0.08 * np.sin(9 * t))]),
    "occlusion": Scene([lambda t: Pose(0.15 + 0.7 * t, 0.5)], bar=(0.45, 0.55)),
    "hidden": Scene([lambda t: Pose(0.12 + 0.76 * t, 0.5)], bar=(0.38, 0.62)),
    "camera": Scene([lambda t: Pose(0.5 + 0.1 * np.sin(5 * t), 0.55)], lambda t: (0.4 * t, 0.15 * np.sin(4 * t))),
    "crossing": Scene([lambda t: Pose(0.2 + 0.6 * t, 0.42), lambda t: Pose(0.8 - 0.6 * t, 0.58)]),
}


@dataclass(frozen=True)
class Codec:
    """How a clip is encoded: FFmpeg's names."""

    encoder: str
    suffix: str
    options: dict[str, str] = field(default_factory=dict)
    pixels: str = "yuv420p"
    container: dict[str, str] = field(default_factory=dict)


def _h264(**more: str) -> dict[str, str]:
    return {"preset": "veryfast", "crf": "20", "bf": "3", **more}


CODECS: dict[str, Codec] = {
    "h264": Codec("libx264", ".mp4", _h264(g="24", sc_threshold="0"), container={"movflags": "faststart"}),
    "h264-long": Codec("libx264", ".mp4", _h264(g="250", keyint_min="250", sc_threshold="0")),
    "h264-open": Codec(
        "libx264", ".mp4", _h264(**{"x264-params": "keyint=24:min-keyint=24:open-gop=1:scenecut=0:bframes=3"})
    ),
    "hevc": Codec(
        "libx265",
        ".mp4",
        {"preset": "ultrafast", "x265-params": "keyint=24:open-gop=1:bframes=3:scenecut=0:log-level=none:pools=1"},
    ),
    "vp9": Codec(
        "libvpx-vp9",
        ".webm",
        {"g": "24", "deadline": "realtime", "cpu-used": "8", "auto-alt-ref": "1", "lag-in-frames": "12", "b": "2M"},
    ),
    "mjpeg": Codec("mjpeg", ".avi", {"q:v": "3"}, pixels="yuvj420p"),
    "h264-avi": Codec("libx264", ".avi", _h264(g="24", sc_threshold="0")),
    "h264-ts": Codec("libx264", ".ts", _h264(g="24", sc_threshold="0")),
    "h264-mkv": Codec("libx264", ".mkv", _h264(g="24", sc_threshold="0")),
    "h264-raw": Codec("libx264", ".h264", _h264(g="24", sc_threshold="0")),
    "mpeg2": Codec("mpeg2video", ".mpg", {"g": "12", "bf": "2", "q:v": "4"}),
    "mpeg4": Codec("mpeg4", ".avi", {"g": "24", "bf": "2", "q:v": "4"}),
}


def can_encode(codec: str) -> bool:
    """Whether this machine's FFmpeg has the encoder."""
    try:
        av.codec.Codec(CODECS[codec].encoder, "w")
    except av.codec.codec.UnknownCodecError:
        return False
    return True


def moments(scene: Scene, width: int, height: int, frames: int) -> Iterator[Moment]:
    """The scene's frames and what can be seen of each object."""
    behind, cut = _behind(width, height), _cut_out()
    for number in range(frames):
        t = number / max(1, frames - 1)
        yield _moment(scene, t, behind, cut, width, height)


def _sample(name: str) -> Pixels:
    return media.open_picture(paths.shipped("resources") / "samples" / name).pixels


def _behind(width: int, height: int) -> Pixels:
    """Larger than the frame, so that a camera can move over it."""
    return np.asarray(cv2.resize(_sample("photographer.png"), (width * 3 // 2, height * 3 // 2)), np.uint8)


def _cut_out() -> tuple[Pixels, NDArray[np.uint8]]:
    """A head: the object, and where in its square it is."""
    square = _sample("astronaut.png")[0:256, 96:352]
    mask = np.zeros(square.shape[:2], np.uint8)
    cv2.ellipse(mask, (128, 120), (84, 112), 0, 0, 360, 255, -1)
    return square, mask


def _moment(
    scene: Scene, t: float, behind: Pixels, cut: tuple[Pixels, NDArray[np.uint8]], width: int, height: int
) -> Moment:
    dx, dy = scene.camera(t)
    x = int(np.clip(round(width * (0.05 + dx)), 0, behind.shape[1] - width))
    y = int(np.clip(round(height * (0.15 + dy)), 0, behind.shape[0] - height))
    pixels = behind[y : y + height, x : x + width].copy()
    masks: list[NDArray[np.bool_]] = []
    for pose_at in scene.objects:
        placed, mask = _placed(cut, pose_at(t), width, height)
        pixels[mask] = placed[mask]
        masks = [*(one & ~mask for one in masks), mask]
    if scene.bar is not None:
        left, right = (round(width * share) for share in scene.bar)
        pixels[:, left:right] = (90, 110, 70)
        for one in masks:
            one[:, left:right] = False
    return Moment(pixels, np.array(masks))


def _placed(
    cut: tuple[Pixels, NDArray[np.uint8]], pose: Pose, width: int, height: int
) -> tuple[Pixels, NDArray[np.bool_]]:
    square, mask = (_bent(one, pose.bend) for one in cut)
    side = square.shape[0]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), pose.degrees, pose.size * height / side)
    turn[:, 2] += pose.x * width - side / 2, pose.y * height - side / 2
    placed = cv2.warpAffine(square, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    where = cv2.warpAffine(mask, turn, (width, height), flags=cv2.INTER_LINEAR)
    return np.asarray(placed, np.uint8), np.asarray(where) > 127


def _bent(square: NDArray[np.uint8], by: float) -> NDArray[np.uint8]:
    """Its rows shifted in a wave."""
    if not by:
        return square
    side = square.shape[0]
    x, y = np.meshgrid(np.arange(side, dtype=np.float32), np.arange(side, dtype=np.float32))
    wave = np.float32(by * side) * np.sin(2 * np.pi * y / side)
    return np.asarray(cv2.remap(square, x - wave, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def encode(file: Path, pictures: Iterator[Pixels] | Sequence[Pixels], codec: str, times: Sequence[int] = ()) -> Path:
    """The pictures as a video; `times` are when each is shown in thirtieths of a second, else one after the other."""
    how = CODECS[codec]
    with av.open(str(file), "w", options=how.container) as container:
        stream = container.add_stream(how.encoder, rate=RATE, options=how.options)
        stream.pix_fmt, stream.codec_context.time_base = how.pixels, Fraction(1, RATE)
        stream.thread_count = 1  # some encoders decide otherwise with more: the clip is to be the same everywhere
        for number, pixels in enumerate(pictures):
            if number == 0:
                stream.height, stream.width = pixels.shape[:2]
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = times[number] if times else number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file


def make(folder: Path, scene: str, codec: str = "h264", width: int = 320, height: int = 240, frames: int = 60) -> Path:
    """SCENE and its truth in a folder; the video's path."""
    truth = []

    def pictures() -> Iterator[Pixels]:
        for moment in moments(SCENES[scene], width, height, frames):
            truth.append(moment.masks)
            yield moment.pixels

    file = encode(folder / f"{scene}{CODECS[codec].suffix}", pictures(), codec)
    np.savez_compressed(folder / f"{scene}.npz", masks=np.array(truth))
    return file


class Asked(NamedTuple):
    """Which clips a table is of, and whose detections."""

    width: int
    height: int
    model: str
    scenes: Sequence[str]

    @property
    def size(self) -> str:
        """As it was given."""
        return f"{self.width}x{self.height}"


def asked(about: str | None, scenes: Sequence[str], arguments: Sequence[str]) -> Asked:
    """The options that all tables over clips have; `scenes` are usual."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--model", default="starter-people")
    parser.add_argument("--scenes", nargs="*", default=scenes, choices=SCENES)
    chosen = parser.parse_args(arguments)
    width, height = map(int, chosen.size.split("x"))
    return Asked(width, height, chosen.model, chosen.scenes)


def main() -> None:
    """Write the scenes."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("out", type=Path)
    asked.add_argument("--size", default="320x240")
    asked.add_argument("--frames", type=int, default=60)
    asked.add_argument("--codec", choices=sorted(CODECS), default="h264")
    chosen = asked.parse_args()
    width, height = map(int, chosen.size.split("x"))
    chosen.out.mkdir(parents=True, exist_ok=True)
    for scene in SCENES:
        print(make(chosen.out, scene, chosen.codec, width, height, chosen.frames))


if __name__ == "__main__":
    main()
