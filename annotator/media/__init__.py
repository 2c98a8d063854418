"""Pictures from files: decoded once for all, listed, kept and shrunk."""

from annotator.core.adjustment import Window
from annotator.media.cache import PictureCache
from annotator.media.decode import open_picture
from annotator.media.folders import inside, list_images, list_videos, natural_key
from annotator.media.headers import MAX_PIXELS, SUFFIXES, orientation_of, size_of
from annotator.media.picture import Picture
from annotator.media.sources import index_of, open_video, picture_of, remember_index
from annotator.media.thumbnails import thumbnail
from annotator.media.writing import write_picture

__all__ = [
    "MAX_PIXELS",
    "SUFFIXES",
    "Picture",
    "PictureCache",
    "Window",
    "index_of",
    "inside",
    "list_images",
    "list_videos",
    "natural_key",
    "open_picture",
    "open_video",
    "orientation_of",
    "picture_of",
    "remember_index",
    "size_of",
    "thumbnail",
    "write_picture",
]
