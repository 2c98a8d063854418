"""A scripted person: operation `number` on a project, the same whenever the project is the same."""

import hashlib
import random
import sqlite3
from contextlib import closing
from pathlib import Path

from annotator.core.annotations import Imported, Instance, State, added, changed, removed
from annotator.core.categories import Category
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.frames import Frame, FrameKey
from annotator.core.geometry import translated
from annotator.storage import NewFrame, Project
from tests.conftest import instance, proposal, square

FRAMES = 3


def new_project(path: Path) -> Project:
    """Three frames and two categories."""
    project = Project.create(path)
    root = project.add_root(path.parent / "pictures")
    project.add_frames(NewFrame(root, f"{number}.png", 100, 80) for number in range(FRAMES))
    project.new_category("one")
    project.new_category("two")
    return project


def do(project: Project, number: int) -> None:
    """Draw, move, relabel, delete, accept, undo, redo, pre-label or import."""
    dice = random.Random(number)
    key = FrameKey(dice.randint(1, FRAMES))
    name = dice.choices(list(_OPERATIONS), [6, 5, 2, 2, 2, 4, 2, 1, 1])[0]
    _OPERATIONS[name](project, key, dice)


_ALL_BUT_TIMES = (
    "SELECT * FROM instance ORDER BY id",
    "SELECT frame, position, text, body FROM journal ORDER BY frame, position",
    "SELECT * FROM frame ORDER BY key",
    "SELECT * FROM category ORDER BY id",
    "SELECT * FROM counter",
)


def digest(path: Path, database: sqlite3.Connection | None = None) -> str:
    """One text for all that a person could miss: instances, undo steps, counts and numbers; read with plain SQLite."""
    state = hashlib.sha256()
    with closing(database or sqlite3.connect(path)) as open_file:
        for query in _ALL_BUT_TIMES:
            for row in open_file.execute(query):
                state.update(repr(row).encode())
    return state.hexdigest()


def assert_sound(path: Path) -> None:
    """No damage, no row without its owner, and every count as many as there are."""
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute(
            """SELECT key FROM frame WHERE (human, proposals, rejected) IS NOT
               (SELECT count(*) FILTER (WHERE state IN (1, 2, 3)), count(*) FILTER (WHERE state = 0),
                count(*) FILTER (WHERE state = 4) FROM instance WHERE frame = frame.key)"""
        ).fetchall() == []  # fmt: skip
        assert database.execute(
            """SELECT id FROM category WHERE instances <>
               (SELECT count(*) FROM instance WHERE category = category.id AND state <> 4)"""
        ).fetchall() == []  # fmt: skip
        reused = "SELECT 1 FROM instance, counter WHERE name = 'instance' AND id >= value"
        assert database.execute(reused).fetchall() == []


def _draw(project: Project, key: FrameKey, dice: random.Random) -> None:
    at = square(dice.randrange(80), dice.randrange(60), dice.randint(3, 20))
    project.commit(added("Draw", key, instance(project.new_id(), at, dice.randint(1, 2))))


def _some(project: Project, key: FrameKey, dice: random.Random) -> list[Instance]:
    there = list(project.instances(key).values())
    return dice.sample(there, min(len(there), dice.randint(1, 3)))


def _change(text: str, project: Project, key: FrameKey, pairs: list[tuple[Instance, Instance]]) -> None:
    if pairs:
        project.commit(changed(text, key, *pairs))


def _move(project: Project, key: FrameKey, dice: random.Random) -> None:
    _change("Move", project, key, [(one, one.reshaped(translated(one.parts, dice.randint(-3, 3), 1)))
                                   for one in _some(project, key, dice)])  # fmt: skip


def _relabel(project: Project, key: FrameKey, dice: random.Random) -> None:
    _change("Relabel", project, key, [(one, one.relabelled(3 - one.category)) for one in _some(project, key, dice)])


def _delete(project: Project, key: FrameKey, dice: random.Random) -> None:
    if doomed := _some(project, key, dice):
        project.commit(removed("Delete", key, *doomed))


def _judge(project: Project, key: FrameKey, dice: random.Random) -> None:
    accept = dice.random() < 0.6
    pairs = [(one, one.accepted() if accept else one.rejected()) for one in _some(project, key, dice)]
    _change("Judge", project, key, pairs)


def _undo(project: Project, key: FrameKey, dice: random.Random) -> None:
    project.undo(key)


def _redo(project: Project, key: FrameKey, dice: random.Random) -> None:
    project.redo(key)


def _propose(project: Project, key: FrameKey, dice: random.Random) -> None:
    places = [square(dice.randrange(80), dice.randrange(60), 12) for _ in range(4)]
    project.propose(key, [proposal(0, 0.5, parts) for parts in places], "Pre-label")


def _import(project: Project, key: FrameKey, dice: random.Random) -> None:
    project.import_dataset(dataset(dice.randrange(10**6), frames=2), "pictures", Report())


_OPERATIONS = {
    "draw": _draw, "move": _move, "relabel": _relabel, "delete": _delete, "judge": _judge,
    "undo": _undo, "redo": _redo, "propose": _propose, "import": _import,
}  # fmt: skip


def dataset(seed: int, frames: int, instances: int = 2) -> Dataset:
    """A small imported data set on frames of its own."""

    def labelled(place: int) -> LabelledFrame:
        frame = Frame(key=FrameKey(place + 1), root="", path=f"{seed}/{place}.png", width=100, height=80)
        return LabelledFrame(frame, [imported(place * instances + number + 1) for number in range(instances)])

    categories = [Category(id=1, name="one", colour="#ffffff")]
    return Dataset(categories=categories, frames=map(labelled, range(frames)))


def imported(id: int) -> Instance:
    """An instance as the COCO reader makes it."""
    text = str(id).encode()
    return instance(id, state=State.ACCEPTED, imported=Imported(id=text, geometry=b'{"segmentation":[]}'))
