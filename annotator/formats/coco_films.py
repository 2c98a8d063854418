"""The videos of a COCO file, which `coco_videos` describes: which of them are there, and which frame an image is.

CocoVID's `frame_id` is taken, too. Where a video is not there, its frames are pictures like any other.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from annotator.core.dataset import Report
from annotator.core.films import Film
from annotator.formats.coco_annotation import kept_fields
from annotator.formats.coco_text import Fields, fields_of, joined
from annotator.formats.coco_values import integer, key_of, text_of
from annotator.formats.coco_videos import LISTS
from annotator.formats.films import FindFilm

_NULL = msgspec.Raw(b"null")
_FRAME = ("frame_index", "frame_id")


class Films(NamedTuple):
    """The videos of a file that are there, by the file's own ids, as JSON."""

    of_token: dict[bytes, Film]
    header: bytes
    """The file's header without what is said here."""
    tracks: list[Fields]
    """The records of the tracks of these videos."""

    def film(self, fields: Fields) -> Film | None:
        """The video that an image is a frame of."""
        return self.of_token.get(key_of(bytes(fields.get("video_id", _NULL)))) if self.of_token else None


NO_FILMS = Films({}, b"", [])


def read_films(header: bytes, find_film: FindFilm | None, report: Report) -> Films:
    """Find a file's videos; those that are not there stay in the header, with their tracks."""
    fields = kept_fields(header)
    lists = {name: _records(fields.get(name)) for name in LISTS}
    found: dict[bytes, Film] = {}
    for record in lists["videos"] if find_film else []:
        token = bytes(record.get("id", _NULL))
        names = [text_of(record.get(name)) for name in ("name", "file_name")]
        film = find_film(names) if find_film else None
        if film is None:
            said = f"there is no video {next(filter(None, names), '?')[:200]!r}; its frames are taken as pictures"
            report.add("noted", f"video {token.decode()[:60]}", said)
        elif token != b"null":
            found[key_of(token)] = film
    if not found:
        return Films({}, header, [])
    its_own = {"videos": "id", "tracks": "video_id"}
    for name, id in its_own.items():
        left = [one for one in lists[name] if key_of(bytes(one.get(id, _NULL))) not in found]
        fields.pop(name, None)
        if left:
            fields[name] = msgspec.Raw(b"[" + b",".join(map(joined, left)) + b"]")
    tracks = [one for one in lists["tracks"] if key_of(bytes(one.get("video_id", _NULL))) in found]
    return Films(found, joined(fields), tracks)


def _records(list_: msgspec.Raw | None) -> list[Fields]:
    try:
        records = msgspec.json.decode(list_ or b"[]", type=list[msgspec.Raw])
    except msgspec.DecodeError:
        return []
    return [fields for record in records if (fields := fields_of(record))]


def take_index(fields: Fields, film: Film) -> int | None:
    """The frame of the video that an image is; None where there is none of its number. Uses these fields up."""
    tokens = [bytes(fields.pop(name, _NULL)) for name in _FRAME]
    index = next((integer(token) for token in tokens if token != b"null"), None)
    return index if index is not None and 0 <= index < film.frames else None
