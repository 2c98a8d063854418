"""A picture with its instances drawn over it: tinted masks, thin outlines and, on large ones, a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFont

from annotator.core.annotations import Instance, Part
from annotator.core.categories import Category
from annotator.core.geometry import area, box_xyxy
from annotator.core.opencv import cv2
from annotator.core.raster import local_mask
from annotator.core.tracks import Track

TINT = 0.35
"""How much of the category's colour covers a mask."""
_SHIFT = 4  # bits of a pixel that OpenCV draws outlines to
_NAMED_SHARE = 0.2  # of the picture's height: smaller objects would vanish behind their name
_PAD_PX = 4

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]


def overlay(
    pixels: Pixels,
    instances: Iterable[Instance],
    categories: Mapping[int, Category],
    tracks: Mapping[int, Track] = MappingProxyType({}),
) -> Pixels:
    """The picture (H, W, 3 RGB uint8) with the instances on it, small ones above large ones.

    What is on a track has that track's colour and title, all else those of its category.
    """
    drawn = pixels.copy()
    ordered = sorted(instances, key=lambda one: (one.level, -area(one.parts)))
    looks = [_look(one, categories[one.category], tracks.get(one.track)) for one in ordered]
    for one, look in zip(ordered, looks, strict=True):
        _tint(drawn, one.parts, look.colour)
    for one, look in zip(ordered, looks, strict=True):
        _outline(drawn, one.parts, look.colour)
    return _named(drawn, ordered, looks)


class _Look(NamedTuple):
    colour: Colour
    name: str


def _look(one: Instance, category: Category, track: Track | None) -> _Look:
    red, green, blue = ImageColor.getrgb((track or category).colour)[:3]
    score = "" if one.score is None else f" {one.score:.2f}"
    return _Look((red, green, blue), track.title(category) if track else f"{category.name}{score}")


def _tint(drawn: Pixels, parts: Sequence[Part], colour: Colour) -> None:
    height, width = drawn.shape[:2]
    x, y, mask = local_mask(parts, width, height)
    window = drawn[y : y + mask.shape[0], x : x + mask.shape[1]]
    window[mask] = ((1 - TINT) * window[mask] + TINT * np.array(colour)).astype(np.uint8)


def _outline(drawn: Pixels, parts: Sequence[Part], colour: Colour) -> None:
    thickness = 2 if min(drawn.shape[:2]) >= 400 and area(parts) > 2500 else 1
    # OpenCV's whole numbers are the centres of pixels, ours their corners
    rings = [np.round((ring - 0.5) * (1 << _SHIFT)).astype(np.int32) for part in parts for ring in part.rings]
    cv2.polylines(drawn, rings, True, colour, thickness, cv2.LINE_AA, _SHIFT)


def _named(drawn: Pixels, instances: Sequence[Instance], looks: Sequence[_Look]) -> Pixels:
    image = Image.fromarray(drawn)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(max(11, image.height // 40))
    for one, look in zip(instances, looks, strict=True):
        x0, y0, _, y1 = box_xyxy(one.rings)
        if y1 - y0 >= _NAMED_SHARE * image.height:
            _chip(draw, (x0, y0), look.name, look.colour, font)
    return np.asarray(image)


def _chip(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    colour: Colour,
    font: ImageFont.ImageFont | ImageFont.FreeTypeFont,
) -> None:
    left, top, right, bottom = draw.textbbox((0, 0), text, font=font)
    x, y = max(at[0], 0), max(at[1] - (bottom - top) - 2 * _PAD_PX, 0)
    draw.rounded_rectangle((x, y, x + right - left + 2 * _PAD_PX, y + bottom - top + 2 * _PAD_PX), 3, fill=colour)
    dark_text = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2] > 140
    draw.text((x + _PAD_PX - left, y + _PAD_PX - top), text, fill="black" if dark_text else "white", font=font)
