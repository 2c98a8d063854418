"""What changes the instances of a category over the whole project: one step, undone as one, read a frame at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotator.core.annotations import Instance, changed
from annotator.core.attributes import recast, renamed, united
from annotator.core.categories import Category
from annotator.core.errors import ProjectError
from annotator.core.frames import FrameKey
from annotator.storage import categories, instances, journal
from annotator.storage.connection import Database
from annotator.storage.journal import Progress

Change = Callable[[Instance], Instance]


@dataclass(slots=True)
class Recast:
    """What came of it; nothing where what `progress` raised has stopped it."""

    first: FrameKey | None = None
    """The first of the frames."""
    frames: int = 0
    instances: int = 0
    lost: int = 0
    """Values of attributes that the other category has no room for; they are in the undo step."""


def merge(database: Database, id: int, into: int, progress: Progress) -> Recast:
    """Give all instances of a category to another, which gets its attributes too; it is out of sight from then on.

    Locked, rejected and proposed ones go too and stay what they are: the words change, not what was said of objects.
    """
    result = Recast()
    with database.transaction():
        known = categories.with_merged(database)
        if id == into or id not in known or into not in known:
            raise ProjectError("Choose two different categories of this project to merge them.")
        gone, kept = known[id], known[into]
        kept = replace(kept, attributes=united(kept.attributes, gone.attributes))

        def moved(one: Instance) -> Instance:
            made, lost = recast(one, into, kept.attributes)
            result.lost += lost
            return made

        categories.put_category(database, kept)
        _all_of(database, id, moved, f"Merge {gone.name} into {kept.name}", result, progress)
        categories.put_category(database, replace(gone, digit=0), merged=True)
    return result


def define(database: Database, category: Category, names: dict[str, str], text: str, progress: Progress) -> Recast:
    """Replace a category; where attributes of it have new names, their values on all instances get them, too."""
    result = Recast()
    with database.transaction():
        categories.change_category(database, category, text, names)
        if names:
            _all_of(database, category.id, lambda one: renamed(one, names), text, result, progress)
    return result


def take_back(database: Database, progress: Progress) -> None:
    """Undo the last change of a category, on its instances too."""
    with database.transaction():
        change = categories.take_back(database)
        if change and change.names:
            old = {new: old for old, new in change.names.items()}
            _all_of(
                database, change.before.id, lambda one: renamed(one, old), f"Undo: {change.text}", Recast(), progress
            )


def _all_of(
    database: Database, category: int, change: Change, text: str, result: Recast, progress: Progress
) -> None:  # fmt: skip
    """Change every instance of a category, as one step over all frames."""
    frames = [key for [key] in database.rows("SELECT DISTINCT frame FROM instance WHERE category = ? ORDER BY frame",
                                             (category,))]  # fmt: skip
    batch = journal.next_batch(database) if len(frames) > 1 else 0
    for done, key in enumerate(frames):
        progress(done, len(frames))
        pairs = list(_pairs(instances.of_category(database, key, category), change))
        if pairs:
            # nobody has looked at the frame: an import may still add to it
            journal.commit_in(database, changed(text, FrameKey(key), *pairs), batch, by_person=False)
            result.first = result.first or FrameKey(key)
            result.frames += 1
            result.instances += len(pairs)
    progress(len(frames), len(frames))


def _pairs(there: Sequence[Instance], change: Change) -> Iterator[tuple[Instance, Instance]]:
    made = ((one, change(one)) for one in there)
    return ((old, new) for old, new in made if new is not old)
