"""Videos and tracks in COCO JSON, in the terms of TAO (Dave et al. 2020).

"videos": [{"id": 1, "name": "clip", "file_name": "films/clip.mp4", "width": 640, "height": 360, "fps": 25.0,
            "length": 1500}]
"tracks": [{"id": 7, "category_id": 3, "video_id": 1, "name": "left one", "attributes": {...}}]
an image of a video:       "video_id": 1, "frame_index": 123           counted from 0
an annotation on it:       "video_id": 1, "track_id": 7
                           "keyframe": false      where it follows from others; they are what a person has said
                           "occluded": true       where it is
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from annotator.core.annotations import Instance, Made
from annotator.core.dataset import Dataset
from annotator.core.films import Film
from annotator.core.frames import Frame
from annotator.formats.coco_annotation import body, kept_fields, raw
from annotator.formats.coco_text import Fields, fields_of
from annotator.formats.coco_values import integer
from annotator.formats.frame_names import FrameNames

LISTS = ("videos", "tracks")


class Videos:
    """The two lists of a data set, and what its images and annotations say of them."""

    def __init__(self, dataset: Dataset, names: FrameNames) -> None:
        self._names = names
        self._films = dataset.films
        self._tracks = {one.id: one for one in dataset.tracks}
        self._kept = {name: _records(kept_fields(dataset.header).get(name)) for name in LISTS}
        # an import has brought lists of its own, which its images still speak of
        self._above = {name: max((_id_of(one) for one in records), default=0) for name, records in self._kept.items()}
        self._used: set[int] = set()

    def of_image(self, frame: Frame) -> Fields:
        """What an image says; nothing where it is no frame of a video."""
        film = self._names.film(frame)
        return {"video_id": raw(self._video(film)), "frame_index": raw(frame.index)} if film else {}

    def of_annotation(self, instance: Instance, frame: Frame) -> Fields:
        """What an annotation on this frame says."""
        film = self._names.film(frame)
        if film is None:
            return {}
        said: Fields = {"video_id": raw(self._video(film))}
        if instance.presence is not None:
            self._used.add(instance.track)
            said["track_id"] = raw(self._track(instance.track))
            if instance.presence.made is not Made.KEYFRAME:
                said["keyframe"] = raw(False)
            if instance.presence.occluded:
                said["occluded"] = raw(True)
        return said

    def lists(self) -> Iterator[tuple[str, list[bytes]]]:
        """The names and the records of the lists that are not empty, once every annotation has been asked for."""
        videos = [*self._kept["videos"], *map(self._video_record, self._films)]
        tracks = [*self._kept["tracks"], *map(self._track_record, sorted(self._used))]
        yield from ((name, records) for name, records in zip(LISTS, (videos, tracks), strict=True) if records)

    def _video(self, film: Film) -> int:
        return self._above["videos"] + film.id

    def _track(self, number: int) -> int:
        return self._above["tracks"] + number

    def _video_record(self, film: Film) -> bytes:
        return msgspec.json.encode({
            "id": self._video(film), "name": film.name, "file_name": film.path, "width": film.width,
            "height": film.height, "fps": round(film.rate, 6), "length": film.frames,
        })  # fmt: skip

    def _track_record(self, number: int) -> bytes:
        track = self._tracks.get(number)
        fields: Fields = {"id": raw(self._track(number))}
        if track is not None:
            film = next((one for one in self._films if (one.root, one.path) == (track.root, track.path)), None)
            fields["category_id"] = raw(track.category)
            fields |= {"video_id": raw(self._video(film))} if film else {}
            fields |= {"name": raw(track.name)} if track.name else {}
            fields |= {"attributes": raw(dict(track.attributes))} if track.attributes else {}
        return b"{" + body(fields)


def _records(list_: msgspec.Raw | None) -> list[bytes]:
    """The records of a list that came in, each on one line."""
    try:
        records = msgspec.json.decode(list_ or b"[]", type=list[msgspec.Raw])
    except msgspec.DecodeError:
        return []
    return [b"{" + body(fields) for record in records if (fields := fields_of(record))]


def _id_of(record: bytes) -> int:
    return integer(bytes((fields_of(msgspec.Raw(record)) or {}).get("id", b"0"))) or 0
