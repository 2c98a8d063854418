"""The images of a COCO file, checked and matched to pictures before any annotation is read."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from annotator.core.dataset import Report
from annotator.core.errors import FormatRefused, ImageUnreadable, PathEscape
from annotator.core.films import Film
from annotator.core.frames import Frame, FrameKey
from annotator.core.names import safe_relative
from annotator.formats.coco_films import NO_FILMS, Films, take_index
from annotator.formats.coco_text import Fields, Text, fields_of, has_double_fields, joined
from annotator.formats.coco_values import integer, is_id, key_of, text_of
from annotator.formats.matching import FindImage, FoundImage, basename
from annotator.formats.turning import TURNS, TurnOf

MOST_PIXELS = 1 << 30
MOST_SIDE = 1 << 20


class Images(NamedTuple):
    """The frames in the file's order, and which one each image id, as JSON, means."""

    frames: list[Frame]
    of_token: dict[bytes, int]
    """Positions in `frames`; -1 for an image that was skipped."""
    sizes: list[tuple[int, int]]
    """Width and height that the file gives each frame, in which its run lengths are written."""
    turns: list[int]
    """The EXIF orientation that each frame's outlines are still to be turned by; 1 for none."""


class _Record(NamedTuple):
    """An image record that can be a frame."""

    token: bytes
    name: str
    size: tuple[int, int] | None
    fields: Fields

    @property
    def where(self) -> str:
        """How the report calls it."""
        return f"image {self.token.decode()[:60]}"


class _Placed(NamedTuple):
    """Where the picture of an image lies, and its size as shown."""

    path: str
    width: int
    height: int
    root: str = ""
    number: int = 0
    """Of a video's frame."""


def read_images(
    records: Sequence[msgspec.Raw],
    find_image: FindImage | None,
    turn_of: TurnOf | None,
    text: Text,
    report: Report,
    films: Films = NO_FILMS,
) -> Images:
    """The frames of a file; raises FormatRefused where one id stands for different files."""
    found = Images([], {}, [], [])
    wanted = list(_records(records, report, found.of_token))
    _refuse_double_ids(wanted, text)
    count = Counter(basename(name) for name in {one.name for one in wanted})
    places: dict[tuple[str, str, int], int] = {}
    for one in wanted:
        film = films.film(one.fields)
        placed = (
            _in_film(one, film, report) if film else _placed(one, find_image, count[basename(one.name)] > 1, report)
        )
        _add_frame(found, places, one, placed, turn_of, report)
    report.frames = len(found.frames)
    return found


def _records(records: Sequence[msgspec.Raw], report: Report, skipped: dict[bytes, int]) -> Iterator[_Record]:
    for place, record in enumerate(records, 1):
        fields = fields_of(record)
        if fields is None:
            report.add("skipped", f"image number {place}", "it is not an object")
            continue
        token = bytes(fields.get("id", b"null"))
        name = text_of(fields.get("file_name"))
        where = f"image {token.decode()[:60]}"
        if has_double_fields(record, fields):
            report.add("repaired", where, "a field stands twice; the last one was taken")
        if token != b"null" and not is_id(token):
            report.add("repaired", where, "its id is no whole number and no name, so it gets another one at export")
        size = _size(fields, where, report)
        if token == b"null" or not name or size == (0, 0):
            missing = "it has no id" if token == b"null" else "it has no file name" if not name else ""
            if missing:
                report.add("skipped", where, missing)
            skipped[key_of(token)] = -1
            continue
        yield _Record(token, name, size, fields)


def _size(fields: Fields, where: str, report: Report) -> tuple[int, int] | None:
    """Width and height; None where they are missing, (0, 0) where they cannot be those of a picture."""
    width, height = (bytes(fields.get(name, b"null")) for name in ("width", "height"))
    if width == b"null" or height == b"null":
        return None
    size = integer(width) or 0, integer(height) or 0
    if min(size) < 1 or max(size) > MOST_SIDE or size[0] * size[1] > MOST_PIXELS:
        report.add("skipped", where, f"{width.decode()[:40]} x {height.decode()[:40]} is no size of a picture")
        return 0, 0
    return size


def _refuse_double_ids(wanted: Sequence[_Record], text: Text) -> None:
    names: dict[bytes, str] = {}
    clashes = []
    for one in wanted:
        first = names.setdefault(key_of(one.token), one.name)
        if first != one.name:
            clashes.append(f"{one.token.decode()[:40]} ({first[:80]}, {one.name[:80]})")
    if clashes:
        more = f" and {len(clashes) - 20} more" if len(clashes) > 20 else ""
        raise FormatRefused(
            f"{text.file.name}: image ids stand for different files, so nobody can say what their annotations mean: "
            f"{'; '.join(clashes[:20])}{more}. Nothing was imported; give each image its own id."
        )


def _add_frame(
    found: Images,
    places: dict[tuple[str, str, int], int],
    one: _Record,
    placed: _Placed | None,
    turn_of: TurnOf | None,
    report: Report,
) -> None:
    key = key_of(one.token)
    if placed is None:
        found.of_token.setdefault(key, -1)
        return
    path, width, height, root, index = placed
    if (here := (root, path, index)) in places:
        report.add("repaired", one.where, f"{path} stands in the file more than once; the records were merged")
        found.of_token[key] = places[here]
        return
    kept = {name: value for name, value in one.fields.items() if name not in ("width", "height")}
    places[here] = found.of_token[key] = len(found.frames)
    number = FrameKey(len(found.frames) + 1)
    found.frames.append(
        Frame(key=number, root=root, path=path, width=width, height=height, index=index, extra=joined(kept))
    )
    found.sizes.append(one.size or (width, height))
    found.turns.append(_turn(one, placed[:3], turn_of, report))


def _turn(one: _Record, picture: FoundImage, turn_of: TurnOf | None, report: Report) -> int:
    """The orientation to turn the outlines by; what is odd of the picture's size is reported."""
    if one.size in (None, picture[1:]):
        return 1
    turn = turn_of(picture[0]) if turn_of and one.size == (picture[2], picture[1]) else 1
    said = "its outlines were turned with it" if turn in TURNS else _unlike(one.size or (0, 0), picture)
    report.add("repaired" if turn in TURNS else "noted", one.where, said)
    return turn


def _in_film(one: _Record, film: Film, report: Report) -> _Placed | None:
    """The frame of a video that an image is; None, reported, where the video has no such frame."""
    index = take_index(one.fields, film)
    if index is None:
        said = f"it says no frame that {film.path} has, which are 0 to {film.frames - 1}"
        report.add("skipped", one.where, said)
        return None
    return _Placed(film.path, film.width, film.height, film.root, index)


def _placed(one: _Record, find_image: FindImage | None, shared: bool, report: Report) -> _Placed | None:
    """Where the picture lies and how large the frame is; None, reported, where that cannot be known."""
    where = one.where
    picture = _found(one.name, find_image, shared, where, report)
    if picture is not None:
        return _Placed(*picture)
    path = _own_path(one.name, shared)
    if not path:
        report.add("skipped", where, f"its file name {one.name[:200]!r} leads out of the picture folder")
        return None
    if one.size is None:
        report.add("skipped", where, f"its size is not given and there is no picture {path!r} to take it from")
        return None
    if path != one.name:
        report.add("noted", where, f"its file name {one.name[:200]!r} was taken as {path!r}")
    return _Placed(path, *one.size)


def _found(name: str, find_image: FindImage | None, shared: bool, where: str, report: Report) -> FoundImage | None:
    if find_image is None:
        return None
    try:
        picture = find_image(name)
    except ImageUnreadable as error:
        report.add("noted", where, str(error))
        return None
    if picture is None:
        report.add("noted", where, f"there is no picture {name[:200]!r}; its annotations are kept")
    elif shared and unicodedata.normalize("NFC", picture[0]) != _own_path(name, shared):
        report.add("noted", where, f"{name[:200]!r} could be any of several files of that name, so it was not matched")
        return None
    return picture


def _own_path(name: str, shared: bool) -> str:
    """The name as a path under the folder, or else its last step where no other image has the same; empty for none."""
    for candidate in (name, "" if shared else basename(name)):
        try:
            return safe_relative(candidate)
        except PathEscape:
            continue
    return ""


def _unlike(size: tuple[int, int], picture: FoundImage) -> str:
    path, width, height = picture
    said = f"the file says {size[0]} x {size[1]} but {path} is shown as {width} x {height}"
    if size == (height, width):
        return f"{said}: it was annotated before its EXIF turn, so its outlines lie on their side"
    return f"{said}: its outlines may be shifted"
