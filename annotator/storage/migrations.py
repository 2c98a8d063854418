"""From every older version of the project file to this one, a step at a time and all in one transaction."""

from collections.abc import Callable, Sequence

from annotator.core.errors import ProjectTooNew
from annotator.storage import deleted, scores, videos
from annotator.storage.connection import Database
from annotator.storage.schema import APPLICATION_ID, VERSION_1, VERSION_2, VERSION_3

Step = Callable[[Database], None]
"""Brings a file from the version of its place in `STEPS` to the next one."""


def _runs(statements: Sequence[str]) -> Step:
    def step(database: Database) -> None:
        for statement in statements:
            database.run(statement)

    return step


STEPS: tuple[Step, ...] = (
    _runs(VERSION_1), _runs(VERSION_2), _runs(VERSION_3), deleted.migrate, videos.migrate, scores.migrate,
)  # fmt: skip


def version_of(database: Database) -> int:
    """The version a file was written in; 0 for an empty one."""
    return int(database.value("PRAGMA user_version"))


def is_current(database: Database) -> bool:
    """Whether a file needs no migration; ProjectTooNew where only a later program can read it."""
    version = version_of(database)
    if version > len(STEPS):
        raise ProjectTooNew(
            f"{database.path.name} was written by a later version of Annotator (format {version}, this program reads "
            f"up to {len(STEPS)}). Install the newer version to open it; nothing was changed."
        )
    return version == len(STEPS)


def migrate(database: Database) -> None:
    """Bring a file to the newest version: wholly or, if anything ends it half-way, not at all."""
    with database.transaction():
        for step in STEPS[version_of(database) :]:
            step(database)
        database.run(f"PRAGMA application_id = {APPLICATION_ID}")
        database.run(f"PRAGMA user_version = {len(STEPS)}")
