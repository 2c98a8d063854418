"""The project file as the rest of the program sees it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from annotator.core.adjustment import Adjustment
from annotator.core.annotations import Edit, Instance
from annotator.core.categories import Category
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.frames import Frame, FrameKey, Source
from annotator.core.sketching import Sketch
from annotator.core.tracks import Sighting, Span, Track
from annotator.storage import (
    adjustments,
    backups,
    categories,
    deleted,
    frames,
    importing,
    instances,
    journal,
    opening,
    proposing,
    recasting,
    roots,
    salvage,
    settings,
    tracks,
    videos,
)
from annotator.storage.between import Interpolations
from annotator.storage.categories import Change as CategoryChange
from annotator.storage.connection import Database, Revision
from annotator.storage.daily import DailyBackup
from annotator.storage.deleted import Deleted
from annotator.storage.frames import ALL, FrameFilter, FrameRow, NewFrame
from annotator.storage.journal import HistoryEntry
from annotator.storage.salvage import Damaged, Mended
from annotator.storage.tracks import LAST
from annotator.storage.videos import Video


class Project:
    """One open project. Every change is durable when its call returns, or has not happened and raised an error.

    Calls from several threads wait for each other; a thread that reads much takes its own `reader()`.
    Raised anywhere: ProjectReadOnly, StorageFull, ProjectDamaged, ProjectLocked (another program writes for too long).
    """

    def __init__(self, opened: opening.Opened, path: Path) -> None:
        self.path = path
        self.why_read_only = opened.why_read_only
        """A sentence for the person; empty where the project can be edited."""
        self._opened = opened
        self._database = opened.database
        self._next_id = instances.next_id(self._database)
        self._ids = threading.Lock()
        self._closed = False
        self._backup = DailyBackup(path)
        self._database.before_change = self._backup.before_change
        self._interpolations = Interpolations()

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new, empty project, open for writing."""
        opening.create(path.resolve())
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, read_only: bool = False) -> Self:
        """A project that is there; for looking only where it is asked, or where the file or folder is read-only.

        ProjectMissing, ProjectLocked (names the holder), ProjectDamaged (names the newest good backup), ProjectTooNew.
        """
        path = path.resolve()  # one lock however it is reached
        return cls(opening.open_file(path, read_only), path)

    @property
    def read_only(self) -> bool:
        """Whether it is open for looking only."""
        return self._database.read_only

    def reader(self, *, sketching: bool = False) -> Project:
        """A second, read-only door to the same file for one worker thread; close it there.

        `sketching`: what is interpolated is for the eye alone, and quick enough for many objects while a video plays.
        """
        database = Database(self._database.file, read_only=True, named=self.path)
        made = Project(opening.Opened(database, f"{self.path.name} is read in the background."), self.path)
        if sketching:
            made._interpolations = Interpolations(Sketch)
        return made

    def close(self, wait: bool = True) -> None:
        """Give the file back; nothing needs saving. Without waiting, the day's copy is made in a thread of its own."""
        if self._closed:
            return
        self._closed = True
        self._database.close()
        if wait:
            self._backup.at_close()
        else:
            threading.Thread(target=self._backup.at_close, name="annotator-backup").start()
        self._opened.let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # media folders and files

    def add_root(self, folder: Path) -> str:
        """The name of a media folder; nothing in it is ever written."""
        return roots.add_root(self._database, folder)

    def roots(self) -> dict[str, Path]:
        """Every media folder by name; some may be missing."""
        return roots.root_folders(self._database)

    def root_folder(self, root: str) -> Path:
        """Where a media folder is; it may be missing."""
        return roots.root_folder(self._database, root)

    def relink(self, root: str, folder: Path) -> None:
        """Say where a media folder is now."""
        roots.relink(self._database, root, folder)

    def file_of(self, frame: Frame) -> Path:
        """The frame's file, which may be missing; PathEscape where it would lie outside its media folder."""
        return roots.file_inside(self.root_folder(frame.root), frame.path)

    def source_of(self, frame: Frame) -> Source:
        """Where the frame's pixels are: its file, and of a video which frame of it; PathEscape."""
        return Source(self.file_of(frame), frame.index)

    # videos

    def add_video(self, video: Video, width: int, height: int, sampled: Collection[int] | None = None) -> None:
        """Add a video and all its frames; those that are not `sampled` are there and passed over."""
        videos.add_video(self._database, video, width, height, sampled)

    def videos(self) -> list[Video]:
        """Every video, in the order in which they were added."""
        return videos.videos(self._database)

    def video(self, root: str, path: str) -> Video:
        """One video; ProjectError where there is none."""
        return videos.video(self._database, root, path)

    def reviewed(self, root: str, path: str, first: int, last: int) -> list[tuple[int, int]]:
        """The runs of reviewed frames of a video between these indexes, each by its first and its last."""
        return videos.reviewed(self._database, root, path, first, last)

    def sample(self, root: str, path: str, sampled: Collection[int]) -> None:
        """Say which frames of a video are worked on; the others are passed over."""
        videos.sample(self._database, root, path, sampled)

    def video_file(self, video: Video) -> Path:
        """A video's file, which may be missing; PathEscape."""
        return roots.file_inside(self.root_folder(video.root), video.path)

    # frames

    def add_frames(self, new: Iterable[NewFrame]) -> list[FrameKey]:
        """The frames' keys in order; what is there already (same root, path and index) keeps its key."""
        return frames.add_frames(self._database, new)

    def frame(self, key: FrameKey) -> Frame:
        """One frame."""
        return frames.frame(self._database, key)

    def find_frame(self, root: str, path: str, index: int = 0) -> FrameKey | None:
        """The frame of a file; None where there is none."""
        return frames.find(self._database, root, path, index)

    def frames_between(self, root: str, path: str, first: int, last: int) -> list[tuple[int, FrameKey, bool]]:
        """Index, key and whether it is passed over, of a video's frames from first to last, both included."""
        return frames.between(self._database, root, path, first, last)

    def frame_count(self, filter: FrameFilter = ALL) -> int:
        """How many frames a filter lets through."""
        return frames.count(self._database, filter)

    def frame_page(self, filter: FrameFilter, offset: int, limit: int, threshold: float = 0.0) -> list[FrameRow]:
        """Part of a filtered list, in the order in which frames were added; with ghosts under this threshold."""
        return frames.page(self._database, filter, offset, limit, threshold)

    def position(self, key: FrameKey, filter: FrameFilter = ALL) -> int | None:
        """The place of a frame in a filtered list, from 0; None where the filter hides it."""
        return frames.position(self._database, key, filter)

    def frame_at(self, position: int, filter: FrameFilter = ALL) -> FrameKey | None:
        """The frame at a place of a filtered list; None beyond its ends."""
        return frames.frame_at(self._database, position, filter)

    def frame_beside(
        self, key: FrameKey | None, filter: FrameFilter = ALL, *, backwards: bool = False
    ) -> FrameKey | None:
        """The nearest frame of a filtered list after this one, or before it; this one need not be in the list."""
        return frames.beside(self._database, key, filter, backwards=backwards)

    def next_needing_work(self, after: FrameKey | None, backwards: bool = False) -> FrameKey | None:
        """The nearest frame that is not reviewed; from the list's start (or end) where `after` is None."""
        return frames.next_needing_work(self._database, after, backwards=backwards)

    def set_reviewed(self, key: FrameKey, reviewed: bool) -> None:
        """Say that a person has gone over a frame, or take that back; no undo step."""
        frames.set_reviewed(self._database, key, reviewed)

    # how pictures are shown

    def adjustment(self, key: FrameKey) -> Adjustment:
        """How a frame's picture is shown: as it was left, or else as the project says."""
        return adjustments.adjustment(self._database, key)

    def adjust(self, key: FrameKey, adjustment: Adjustment) -> None:
        """Show a frame's picture so, or all of its video; no undo step."""
        adjustments.adjust(self._database, key, adjustment)

    def adjust_all(self, adjustment: Adjustment) -> None:
        """Show every frame's picture so, those added later too; no undo step."""
        adjustments.adjust_all(self._database, adjustment)

    # categories

    def categories(self) -> dict[int, Category]:
        """Every category by id."""
        return categories.categories(self._database)

    def category_counts(self) -> dict[int, int]:
        """How many instances each category has, rejected ones not counted."""
        return categories.category_counts(self._database)

    def put_category(self, category: Category) -> None:
        """Add a category, or replace the one of this id."""
        categories.put_category(self._database, category)

    def change_category(self, category: Category, text: str) -> None:
        """Replace the category of this id; `take_back_category` undoes it."""
        categories.change_category(self._database, category, text)

    def define_category(
        self, category: Category, names: dict[str, str], text: str, progress: journal.Progress
    ) -> recasting.Recast:
        """The same, and attributes get new names on all its instances. Other calls wait until it ends."""
        return recasting.define(self._database, category, names, text, progress)

    def last_category_change(self) -> CategoryChange | None:
        """What `take_back_category` would undo."""
        return categories.last_change(self._database)

    def take_back_category(self, progress: journal.Progress = journal.silent) -> None:
        """Undo the last change of a category, on its instances too."""
        recasting.take_back(self._database, progress)

    def merge_category(self, id: int, into: int, progress: journal.Progress) -> recasting.Recast:
        """Give all instances of a category to another: one step of all their frames. Other calls wait until it ends."""
        return recasting.merge(self._database, id, into, progress)

    def new_category(self, name: str) -> Category:
        """A category with the next id and colour; the one of this name where there is one."""
        return categories.new_category(self._database, name)

    # instances

    def instances(self, key: FrameKey) -> dict[int, Instance]:
        """Every instance of a frame by id, rejected ones and ghosts too; without those that cannot be read."""
        return instances.instances_of(self._database, key)

    def instance_count(self, key: FrameKey) -> int:
        """How many instances a frame has, rejected ones and ghosts too; 0 where there is no such frame."""
        return frames.instance_count(self._database, key)

    def revision(self, key: FrameKey) -> Revision:
        """Another one whenever the instances of a frame may be others than they were."""
        return self._database.revision(key)

    def damaged(self, cancelled: Callable[[], bool] = lambda: False) -> list[Damaged]:
        """The instances that cannot be read, which every reading leaves out; goes through the whole project."""
        return salvage.damaged(self._database, cancelled)

    def mend(self, damaged: Iterable[Damaged]) -> Mended:
        """Bring these back from the undo history, or take them out; the project is copied to its backups first."""
        backups.copy_verified(self.path, f"before-mending-{time.strftime('%Y%m%d-%H%M%S')}.annotator")
        return salvage.mend(self._database, damaged)

    # edits

    def new_id(self) -> int:
        """A number that no stored instance has or ever had; safe from any thread."""
        with self._ids:
            self._next_id += 1
            return self._next_id - 1

    def commit(self, *edits: Edit) -> None:
        """A person's edit and its undo step, in one transaction; drops what could be redone.

        Edits of several frames, one of each, are one step: undone on any of the frames, they are undone on all.
        ProjectError, and nothing changed, where a frame is not as `edit.before` says or a category is unknown.
        """
        self._commit(*edits, by_person=True)

    def propose(self, frame: FrameKey, proposals: Sequence[Instance], text: str) -> Edit | None:
        """A model's proposals as one edit: replaces untouched ones only; ids of 0 are numbered. None: nothing to do."""
        with self._database.transaction():
            known = self.frame(frame)
            there = self.instances(frame) | self.interpolated(known)  # of which nobody needs a second one
            edit = proposing.proposal_edit(known, there, proposals, text, self.new_id)
            if edit:
                self._commit(edit, by_person=False)
            return edit

    def carry(self, frame: FrameKey, carried: Sequence[Instance], text: str) -> Edit | None:
        """What tracks were propagated to, as one edit: replaces what nobody has touched; ids of 0 are numbered."""
        with self._database.transaction():
            there = self.instances(frame)
            edit = proposing.carried_edit(self.frame(frame), there, carried, text, self.new_id)
            if edit:
                self._commit(edit, by_person=False)
            return edit

    def join(self, *edits: Edit) -> None:
        """Edits of different frames that a model made: they change no outline and count as no person's work."""
        self._commit(*edits, by_person=False)

    def _commit(self, *edits: Edit, by_person: bool) -> None:
        journal.commit(self._database, edits, by_person=by_person)
        with self._ids:
            self._next_id = max(self._next_id, *(id + 1 for edit in edits for id in edit.after), 1)

    # undo

    def undo(self, frame: FrameKey) -> tuple[Edit, ...]:
        """Take back the frame's last step; the edits that did so, one a frame, none where there is nothing to undo."""
        with self._database.transaction():
            return tuple(journal.undo(self._database, frame))

    def redo(self, frame: FrameKey) -> tuple[Edit, ...]:
        """Do again what was undone last; none where there is nothing to redo."""
        with self._database.transaction():
            return tuple(journal.redo(self._database, frame))

    def reach(self, frame: FrameKey, *, back: bool) -> int:
        """How many frames the next undo, or redo, would change."""
        return journal.reach(self._database, frame, back=back)

    def reach_to(self, frame: FrameKey, done: int) -> int:
        """The most frames that any step changes on the way that `travel` would go."""
        return journal.reach_to(self._database, frame, done)

    def step_through(self, frame: FrameKey, progress: journal.Progress, *, back: bool) -> int:
        """Undo, or redo, a step of any size; on how many frames. Other calls wait until it ends."""
        step = journal.undo if back else journal.redo
        with self._database.transaction():
            return sum(1 for _ in step(self._database, frame, progress))

    def travel(self, frame: FrameKey, done: int) -> tuple[Edit, ...]:
        """Undo or redo until this many of the frame's edits hold, in one transaction; the edits that did so."""
        return journal.travel(self._database, frame, done)

    def history(self, frame: FrameKey) -> list[HistoryEntry]:
        """The frame's edits, oldest first, those that can be redone last."""
        return journal.history(self._database, frame)

    # the bin

    def deleted_count(self) -> int:
        """How many instances are in the bin."""
        return deleted.count(self._database)

    def deleted_page(self, offset: int, limit: int) -> list[Deleted]:
        """Part of the bin, what was deleted last first."""
        return deleted.page(self._database, offset, limit)

    def deleted_instances(self, ids: Iterable[int]) -> dict[FrameKey, list[Instance]]:
        """Instances in the bin as they were, by frame."""
        return deleted.instances(self._database, ids)

    # tracks

    def tracks(self, root: str, path: str) -> dict[int, Track]:
        """The tracks of a video that are on any of its frames, by number."""
        return tracks.tracks(self._database, root, path)

    def all_tracks(self) -> dict[int, Track]:
        """The tracks of all videos that are on any frame, by number."""
        return tracks.all_tracks(self._database)

    def track(self, id: int) -> Track:
        """One track, on any frame or not; ProjectError where there is none."""
        return tracks.track(self._database, id)

    def new_track(self, frame: Frame, category: int) -> Track:
        """A track of this frame's video. It is on no frame, and so nowhere to be seen, until an edit puts it there."""
        return tracks.new_track(self._database, frame.root, frame.path, category)

    def put_track(self, track: Track) -> None:
        """Rename or recolour a track; no undo step.

        Its category and fixed attributes are those of its instances: an edit that changes them there does so here.
        """
        tracks.put_track(self._database, track)

    def sightings(self, track: int, first: int = 0, last: int = LAST) -> list[Sighting]:
        """Where a track is stored on the frames of these indexes, both included; reads no outline."""
        return tracks.sightings(self._database, track, first, last)

    def spans(self, track: int, first: int = 0, last: int = LAST) -> list[Span]:
        """How a track stands on the frames of these indexes, with what is interpolated; reads no outline."""
        return tracks.spans(self._database, track, first, last)

    def sighting_beside(self, track: int, index: int, *, after: bool, keyframe: bool = True) -> Sighting | None:
        """The nearest frame before or after this index that a track has a keyframe on, or else is stored on."""
        return tracks.beside(self._database, track, index, after=after, keyframe=keyframe)

    def track_instances(self, track: int, first: int = 0, last: int = LAST) -> dict[FrameKey, Instance]:
        """A track's stored instances by frame, in the order of the frames' indexes, which are from first to last."""
        return instances.instances_of_track(self._database, track, first, last)

    def interpolated(self, frame: Frame) -> dict[int, Instance]:
        """What follows, on a frame, from the keyframes of tracks around it; by id, the track's number with a minus.

        Nothing of it is stored: an edit of such an instance stores a keyframe in its place.
        """
        return self._interpolations.on(self._database, frame)

    # the project as a whole

    def setting(self, name: str, default: Any = None) -> Any:
        """The JSON value kept under a name."""
        return settings.setting(self._database, name, default)

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a JSON value under a name."""
        settings.set_setting(self._database, name, value)

    def labelled(self, filter: FrameFilter = ALL, *, interpolated: bool = False) -> Iterator[LabelledFrame]:
        """Every frame with its instances, a few read at a time, so that others may write in between.

        Where asked for, with what is interpolated between keyframes, too, each under a number that no stored one has,
        and without what has left the picture: what a person sees on the screen.
        """
        found = frames.labelled(self._database, filter)
        return self._interpolations.among(self._database, found) if interpolated else found

    def header(self) -> bytes:
        """Unknown top-level fields of the COCO file that was imported first: a JSON object, or empty."""
        return settings.header(self._database)

    def import_dataset(
        self,
        dataset: Dataset,
        root: str | Callable[[], str],
        report: Report,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Report:
        """Add a data set in one transaction; the frames that a person has worked on are left as they are.

        `root` is the media folder of frames that name none, or what adds it in that transaction.
        Other calls wait until it ends, so the window shows nothing else of the project meanwhile.
        """
        return importing.import_dataset(self._database, dataset, root, report, self.new_id, cancelled)
