"""Pictures from files: decoded once for all, listed, kept and shrunk."""

from annotator.media.cache import PictureCache
from annotator.media.decode import open_picture
from annotator.media.folders import inside, list_images, natural_key
from annotator.media.headers import MAX_PIXELS, SUFFIXES, orientation_of, size_of
from annotator.media.picture import Picture, Window
from annotator.media.sources import picture_of
from annotator.media.thumbnails import thumbnail

__all__ = [
    "MAX_PIXELS",
    "SUFFIXES",
    "Picture",
    "PictureCache",
    "Window",
    "inside",
    "list_images",
    "natural_key",
    "open_picture",
    "orientation_of",
    "picture_of",
    "size_of",
    "thumbnail",
]
