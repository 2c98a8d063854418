"""Videos: each of its frames is a row like any other, and the index of its packets is kept beside them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from annotator.core.errors import ProjectError
from annotator.storage.connection import Database
from annotator.storage.roots import check_name, root_id

_TABLES = (
    """CREATE TABLE video (
        id INTEGER PRIMARY KEY,
        root INTEGER NOT NULL REFERENCES root,
        path TEXT NOT NULL,
        frames INTEGER NOT NULL,
        rate REAL NOT NULL,
        packets BLOB NOT NULL,
        UNIQUE (root, path)
    ) STRICT""",
    "ALTER TABLE frame ADD COLUMN passed INTEGER NOT NULL DEFAULT 0",  # 1: nobody works on it, for it was not sampled
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video of a project. `packets` is what `media` made of it, which this part does not look into."""

    root: str
    path: str
    """Relative to the media folder `root`."""
    frames: int
    rate: float
    """Frames a second, on average."""
    packets: bytes


def migrate(database: Database) -> None:
    """The step that brings videos into a project file."""
    for statement in _TABLES:
        database.run(statement)


def add_video(
    database: Database, video: Video, width: int, height: int, sampled: Collection[int] | None = None
) -> None:
    """Add a video and all its frames, or renew what is known of one that is there; no frame is ever taken away.

    `sampled`: the frames that are worked on, all where it is None; the others are there and passed over.
    """
    with database.transaction():
        root, path = root_id(database, video.root), check_name(video.path)
        database.run(
            "INSERT INTO video (root, path, frames, rate, packets) VALUES (?, ?, ?, ?, ?) ON CONFLICT (root, path) "
            "DO UPDATE SET frames = excluded.frames, rate = excluded.rate, packets = excluded.packets",
            (root, path, video.frames, video.rate, video.packets),
        )
        database.run_many(
            "INSERT INTO frame (root, path, number, width, height) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            ((root, path, number, width, height) for number in range(video.frames)),
        )
        if sampled is not None:
            sample(database, video.root, path, sampled)


def sample(database: Database, root: str, path: str, sampled: Collection[int]) -> None:
    """Say which of a video's frames are worked on; the others are passed over."""
    kept = json.dumps(sorted(sampled))
    with database.transaction():
        database.run(
            "UPDATE frame SET passed = number NOT IN (SELECT value FROM json_each(?)) WHERE root = ? AND path = ? "
            "AND passed <> (number NOT IN (SELECT value FROM json_each(?)))",
            (kept, root_id(database, root), path, kept),
        )


def reviewed(database: Database, root: str, path: str, first: int, last: int) -> list[tuple[int, int]]:
    """The runs of reviewed frames of a video between these indexes, each by its first and its last, in their order."""
    rows = database.rows(
        """SELECT min(number), max(number) FROM
            (SELECT number, number - row_number() OVER (ORDER BY number) AS run FROM frame
             WHERE root = ? AND path = ? AND number BETWEEN ? AND ? AND reviewed = 1)
           GROUP BY run ORDER BY 1""",
        (root_id(database, root), path, first, last),
    )
    return [(low, high) for low, high in rows]


_SELECT = """SELECT root.name, video.path, video.frames, video.rate, video.packets
    FROM video JOIN root ON root.id = video.root"""


def videos(database: Database) -> list[Video]:
    """Every video, in the order in which they were added."""
    rows = database.rows(f"{_SELECT} ORDER BY video.id")
    return [Video(root=root, path=path, frames=frames, rate=rate, packets=packets)
            for root, path, frames, rate, packets in rows]  # fmt: skip


def video(database: Database, root: str, path: str) -> Video:
    """One video; ProjectError where there is none."""
    found = next((one for one in videos(database) if (one.root, one.path) == (root, path)), None)
    if found is None:
        raise ProjectError(f"There is no video {path} in {database.path.name}.")
    return found
