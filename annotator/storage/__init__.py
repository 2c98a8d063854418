"""The project file: one SQLite database, one transaction for each edit."""

from annotator.storage.backups import copies, newest_good, restore
from annotator.storage.connection import Revision
from annotator.storage.deleted import Deleted
from annotator.storage.frames import ALL, FrameFilter, FrameRow, NewFrame
from annotator.storage.journal import HistoryEntry
from annotator.storage.naming import SUFFIX, project_path
from annotator.storage.project import Project
from annotator.storage.recasting import Recast
from annotator.storage.salvage import Damaged, Mended
from annotator.storage.videos import Video

__all__ = [
    "ALL",
    "SUFFIX",
    "Damaged",
    "Deleted",
    "FrameFilter",
    "FrameRow",
    "HistoryEntry",
    "Mended",
    "NewFrame",
    "Project",
    "Recast",
    "Revision",
    "Video",
    "copies",
    "newest_good",
    "project_path",
    "restore",
]
