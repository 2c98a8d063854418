"""What an outline has its colour from: the track that it is in, or else its category."""

from collections.abc import Iterable

from PySide6.QtGui import QColor

from annotator.core.annotations import Instance
from annotator.core.categories import Category
from annotator.core.tracks import Track


def hue(one: Instance) -> int:
    """The number under which its colour is in a palette: a category's, or the negative of a track's."""
    return -one.track if one.presence and one.track else one.category  # nearly all are in no track


def palette(categories: Iterable[Category], tracks: Iterable[Track], *, by_track: bool) -> dict[int, QColor]:
    """The colour of each hue; the objects of a video have colours of their own, or those of their categories."""
    colours = {one.id: QColor(one.colour) for one in categories}
    if by_track:
        return colours | {-one.id: QColor(one.colour) for one in tracks}
    return colours | {-one.id: colours[one.category] for one in tracks if one.category in colours}
