"""What the lanes do to import: find out what a file leaves open, then bring it into a project.

The import owns the project file alone; the window opens it afterwards.
"""

from functools import partial
from pathlib import Path

from annotator.exchange.answers import Answers, Source, asked, reader
from annotator.exchange.incoming import bring_in, picture_finder
from annotator.formats import format_of
from annotator.formats.coco import Questions
from annotator.storage import Project
from annotator.ui.lanes import Job
from annotator.ui.projects.making import Cancelled, Made, go_on, new_project


def look_into(job: Job, source: Source) -> Questions:
    """What there is to ask a person about this file; FormatRefused where it cannot be imported at all."""
    job.progress(0, 0, f"reading {source.file.name}")
    if format_of(source.file).name != "coco":
        return Questions()
    find = picture_finder(source.images, partial(_tell, job)) if source.images.is_dir() else None
    return asked(source, find)


def import_into(job: Job, source: Source, path: Path, answers: Answers) -> Made:
    """A file into a project, which is made where it is missing; human work in it stays as it is."""
    job.progress(0, 0, f"reading {source.file.name}")
    with Project.open(path) if path.exists() else new_project(path) as project:
        read = reader(format_of(source.file), source, answers)
        report = bring_in(project, read, source.images, partial(_tell, job), lambda: job.cancelled)
        if job.cancelled:
            raise Cancelled
        return Made(path, report)


def _tell(job: Job, done: int, of: int, name: str) -> None:
    go_on(job, done, of, name)
