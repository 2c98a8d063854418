"""Pixels into a picture file: the frames of a video, where a data set wants pictures."""

from pathlib import Path

from PIL import Image

from annotator.core.errors import ExportFailed
from annotator.media.headers import reachable
from annotator.media.picture import Pixels

_JPEG = {"quality": 95, "subsampling": 0}


def write_picture(pixels: Pixels, file: Path) -> None:
    """As PNG or JPEG, by the name's ending, wholly or not at all; its folder is made; ExportFailed."""
    half = file.with_name(f".{file.name}.part")
    kind = "PNG" if file.suffix.lower() == ".png" else "JPEG"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(reachable(half), kind, **(_JPEG if kind == "JPEG" else {}))
        half.replace(file)
    except OSError as error:
        half.unlink(missing_ok=True)
        why = error.strerror or error
        raise ExportFailed(f"{file} was not written: {why}. Make room, or choose another place.") from error
