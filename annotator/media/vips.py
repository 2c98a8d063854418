"""libvips' pixels as this program has them: 8-bit RGB, deep samples through a window, transparent parts over grey."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from annotator.core.adjustment import Window
from annotator.core.errors import ImageUnreadable
from annotator.media.picture import Pixels, Samples, over_grey, through_window

if TYPE_CHECKING:
    import pyvips

_DTYPES = {"uchar": np.uint8, "char": np.int8, "ushort": np.uint16, "short": np.int16, "uint": np.uint32,
           "int": np.int32, "float": np.float32, "double": np.float64}  # fmt: skip


class Reader:
    """Samples of a picture, piece by piece; what is asked for in order is decoded once."""

    def __init__(self, image: pyvips.Image) -> None:
        import pyvips

        self._image = image
        self._region: Any = pyvips.Region.new(image)

    def samples(self, left: int, top: int, width: int, height: int) -> Samples:
        """(height, width, channels) of any number type."""
        data = self._region.fetch(left, top, width, height)
        return np.frombuffer(data, _DTYPES[self._image.format]).reshape(height, width, self._image.bands)


def rgb(samples: Samples, window: Window | None) -> Pixels:
    """What is shown; `window` is for samples of more than 8 bits."""
    colours = 3 if samples.shape[2] >= 3 else 1
    colour, alpha = samples[..., :colours], samples[..., colours : colours + 1]
    shown: Pixels = colour if window is None else through_window(colour, window)
    if colours == 1:
        shown = np.repeat(shown, 3, axis=2)
    if alpha.size and window is None and alpha.min() < 255:
        return over_grey(shown, alpha[..., 0])
    return shown


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """libvips' errors as the program's own."""
    import pyvips

    try:
        yield
    except pyvips.Error as error:
        why = " ".join(str(error.detail or error.message).split()).rstrip(".")
        raise ImageUnreadable(f"{path.name} cannot be read as a picture: {why}.") from error
