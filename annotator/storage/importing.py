"""A data set into the project: streamed, in one transaction, never over a person's work, never the same thing twice."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.core.annotations import HUMAN_WORK, Instance, State
from annotator.core.attributes import clashes, united
from annotator.core.categories import Category, palette_colour
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.frames import Frame, FrameKey
from annotator.core.tracks import Track
from annotator.storage import categories as project_categories
from annotator.storage import frames, instances, settings, tracks
from annotator.storage.connection import Database

_LARGEST_ID = 2**53  # what JSON readers keep exact


class _Cancelled(Exception):
    """The person asked to stop: the transaction is rolled back."""


@dataclass(slots=True)
class _Import:
    database: Database
    root: str
    report: Report
    new_id: Callable[[], int]
    categories: Mapping[int, int]
    """The project's category for each of the data set's."""
    known: Mapping[int, Track]
    """The data set's tracks."""
    tracks: dict[int, int] = field(default_factory=dict)
    """The project's track for each of the data set's, as soon as it is on a frame."""
    frames: int = 0
    instances: int = 0


def import_dataset(
    database: Database,
    dataset: Dataset,
    root: str | Callable[[], str],
    report: Report,
    new_id: Callable[[], int],
    cancelled: Callable[[], bool],
) -> Report:
    """Add a data set's categories, frames and instances; `report` says what was kept out and why.

    Frames match by media folder and path; those without a folder belong to `root`, or to the one that it adds.
    `cancelled` is asked before each frame, and once it says yes the project is as it was before.
    """
    try:
        with database.transaction():
            root = root if isinstance(root, str) else root()
            matched = _match_categories(database, dataset.categories, report)
            if dataset.header and not settings.keep_header(database, dataset.header):
                report.add("noted", root, "The file's own header (info, licences) is not kept: an earlier import's is.")
            run = _Import(database, root, report, new_id, matched, {one.id: one for one in dataset.tracks})
            for labelled in dataset.frames:
                if cancelled():
                    raise _Cancelled
                _import_frame(run, labelled)
    except _Cancelled:
        report.frames = report.instances = 0
        report.add("noted", "import", "It was cancelled, so nothing of it was kept.")
        return report
    report.frames, report.instances = run.frames, run.instances
    return report


def _import_frame(run: _Import, labelled: LabelledFrame) -> None:
    key = _frame_key(run, labelled.frame)
    run.frames += 1
    there = instances.instances_of(run.database, key)
    incoming = [_mapped(one, run.categories) for one in labelled.instances]
    fresh = _in_own_groups(there.values(), incoming, _not_yet(run, there.values(), incoming))
    if fresh and _holds_work(run.database, key, there.values()):
        text = f"{len(fresh)} imported instances were left out: a person has worked on this frame."
        run.report.add("skipped", labelled.frame.path, text)
        return
    fresh = [replace(one, id=run.new_id()) for one in _on_tracks(run, labelled.frame, there.values(), fresh)]
    instances.insert(run.database, key, fresh)
    run.instances += sum(one.presence is None or not one.presence.outside for one in fresh)


def _frame_key(run: _Import, frame: Frame) -> FrameKey:
    root = frame.root or run.root
    known = frames.find(run.database, root, frame.path, frame.index)
    if known is None:
        new = frames.NewFrame(root, frame.path, frame.width, frame.height, frame.index, frame.extra)
        return frames.add_frames(run.database, [new])[0]
    there = frames.frame(run.database, known)
    if there.size != frame.size:
        run.report.add("noted", frame.path, f"The import says {frame.width} x {frame.height} pixels, "
                       f"the picture has {there.width} x {there.height}.")  # fmt: skip
    if frame.extra and not there.extra:
        frames.put_extra(run.database, known, frame.extra)
    return known


def _mapped(instance: Instance, matched: Mapping[int, int]) -> Instance:
    category, origin = matched[instance.category], instance.origin
    if origin and matched.get(origin.category, origin.category) != origin.category:
        origin = replace(origin, category=matched[origin.category])
    if category == instance.category and origin is instance.origin:
        return instance  # nearly always, and copies are most of an import's time
    return replace(instance, category=category, origin=origin)


def _not_yet(run: _Import, there: Iterable[Instance], incoming: Sequence[Instance]) -> list[Instance]:
    """Those that an earlier import of the same file has not brought already; the tracks of the others are known."""
    known = {_identity(one): one.track for one in there}
    for one in incoming:
        if one.track and (before := known.get(_identity(one))):
            run.tracks.setdefault(one.track, before)
    return [one for one in incoming if _identity(one) not in known]


def _in_own_groups(
    there: Iterable[Instance], incoming: Iterable[Instance], fresh: list[Instance]
) -> list[Instance]:  # fmt: skip
    """A group of this file is not one of the same number that was there, unless some of it was there already."""
    if not any(one.group for one in fresh):
        return fresh
    known = {_identity(one): one.group for one in there}
    numbers = {one.group: known[_identity(one)] for one in incoming if one.group and known.get(_identity(one))}
    taken = set(known.values())
    free = itertools.count(max([*taken, *(one.group for one in incoming)]) + 1)
    for one in fresh:
        numbers.setdefault(one.group, next(free) if one.group in taken else one.group)
    return [replace(one, group=numbers[one.group]) if one.group else one for one in fresh]


def _on_tracks(run: _Import, frame: Frame, there: Iterable[Instance], fresh: Iterable[Instance]) -> Iterator[Instance]:
    """The instances on tracks of the project, which are made when they are first needed."""
    taken = {one.track for one in there} - {0}
    for one in fresh:
        if one.presence is None:
            yield one
            continue
        number = _track(run, frame, one)
        if number not in taken:
            taken.add(number)
            yield replace(one, presence=replace(one.presence, track=number))
        elif not one.presence.outside:
            run.report.add("noted", frame.name, f"Track {number} is on this frame already, so an instance was left "
                           "out of it.")  # fmt: skip
            yield replace(one, presence=None)


def _track(run: _Import, frame: Frame, one: Instance) -> int:
    if one.track not in run.tracks:
        made = tracks.new_track(run.database, frame.root or run.root, frame.path, one.category)
        run.tracks[one.track] = made.id
        if told := run.known.get(one.track):
            tracks.put_track(run.database, replace(made, name=told.name, attributes=told.attributes))
    return run.tracks[one.track]


def _identity(instance: Instance) -> object:
    imported = instance.imported
    if imported and imported.id:
        return imported.id
    return instance.category, instance.parts


def _holds_work(database: Database, key: FrameKey, there: Iterable[Instance]) -> bool:
    """Whether a person changed or confirmed anything here; instances as they were imported are no such work."""
    if database.value("SELECT worked OR reviewed FROM frame WHERE key = ?", (key,)):
        return True
    judged = HUMAN_WORK | {State.REJECTED}
    return any(one.state in judged and one.imported is None for one in there)


def _match_categories(database: Database, incoming: Sequence[Category], report: Report) -> dict[int, int]:
    """Each by its name; a new one keeps its id where that is free."""
    matched: dict[int, int] = {}
    known = project_categories.with_merged(database)
    by_name = {one.name: one.id for one in reversed(known.values())}
    for one in incoming:
        if one.name not in by_name:
            added = _free(one, known)
            known[added.id] = added
            by_name[one.name] = added.id
            project_categories.put_category(database, added)
        elif there := _with_attributes_of(one, known[by_name[one.name]], report):
            project_categories.put_category(database, there)
        matched[one.id] = by_name[one.name]
        if matched[one.id] != one.id:
            report.add("noted", f'category "{one.name}"', f"It has the number {matched[one.id]} in this project "
                       f"and {one.id} in the file.")  # fmt: skip
    return matched


def _with_attributes_of(incoming: Category, there: Category, report: Report) -> Category | None:
    """The project's category with the attributes of both; None where it has them."""
    both = united(there.attributes, incoming.attributes)
    for clash in clashes(there.attributes, incoming.attributes):
        report.add("noted", f'category "{there.name}"', f"its attribute {clash}: the project's definition stays")
    return None if both == there.attributes else replace(there, attributes=both)


def _free(category: Category, known: Mapping[int, Category]) -> Category:
    id = category.id
    if id in known or not 0 <= id < _LARGEST_ID:
        id = max(known, default=0) + 1
    return replace(category, id=id, colour=category.colour or palette_colour(len(known)))
