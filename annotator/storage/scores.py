"""The scores of proposals, beside their bodies, so that a list can say how many of a frame's are under the threshold.

`instance.score` is empty where the threshold hides nothing: what is no proposal, has no score, or is in a track.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.annotations import Instance, State
from annotator.storage import blobs
from annotator.storage.connection import Database
from annotator.storage.schema import STATES

_AT_ONCE = 1000
"""Instances, and values in a query: SQLite takes 999 at the least."""

_COLUMN = (
    "ALTER TABLE instance ADD COLUMN score REAL",
    "CREATE INDEX instance_score ON instance (frame, score) WHERE score IS NOT NULL",
)


def migrate(database: Database) -> None:
    """Find the scores of the proposals that are there."""
    for statement in _COLUMN:
        database.run(statement)
    last = -1
    while rows := database.rows(
        "SELECT id, body FROM instance WHERE state = ? AND track = 0 AND id > ? ORDER BY id LIMIT ?",
        (STATES.index(State.PROPOSED), last, _AT_ONCE),
    ):
        last = rows[-1][0]
        found = ((blobs.score_in(body), id) for id, body in rows)
        database.run_many("UPDATE instance SET score = ? WHERE id = ?", (one for one in found if one[0] is not None))


def score_of(instance: Instance) -> float | None:
    """What its column says."""
    return instance.score if instance.state is State.PROPOSED and instance.presence is None else None


def under(database: Database, frames: Sequence[int], threshold: float) -> dict[int, int]:
    """How many proposals of these frames have a score under the threshold, by the frames that have any."""
    found: dict[int, int] = {}
    for start in range(0, len(frames), _AT_ONCE // 2):
        some = frames[start : start + _AT_ONCE // 2]
        marks = ",".join("?" * len(some))
        sql = f"SELECT frame, count(*) FROM instance WHERE frame IN ({marks}) AND score < ? GROUP BY frame"
        found |= dict(database.rows(sql, (*some, threshold)))
    return found
