"""Every error the program raises on purpose. Its text is a sentence for the person: what is wrong, where, what to do.

    AnnotatorError
    +-- BadInput               a file from outside is not what it should be
    |   +-- ImageUnreadable        a picture cannot be decoded
    |   +-- FormatRefused          an annotation file cannot be imported at all
    |   +-- PathEscape             a file name points outside the folder it belongs to
    +-- ProjectError           the project file
    |   +-- ProjectMissing         there is no such file
    |   +-- ProjectReadOnly        a write was asked of a project opened for looking
    |   +-- ProjectLocked          another program holds the project
    |   +-- ProjectDamaged         the file fails its integrity check
    |   +-- ProjectTooNew          written by a later version of the program
    |   +-- StorageFull            the disk is full: the edit is not saved
    +-- ExportFailed           an export could not be written or did not read back as it was
    +-- ModelError
    |   +-- WeightsMissing         the weights are not on this machine
    |   +-- WeightsRefused         a weights file is damaged, hostile or of another shape
    |   +-- PredictionFailed       a model could not process a frame
    |   +-- WorkerDied             the inference process ended unasked
    +-- TrainingStopped        a training run ended itself, for example on a loss that is not a number
"""


class AnnotatorError(Exception):
    """Base of all; `str(error)` is shown to the person as it is."""


class BadInput(AnnotatorError):
    """A file from outside is not what it should be."""


class ImageUnreadable(BadInput):
    """A picture cannot be decoded."""


class FormatRefused(BadInput):
    """An annotation file cannot be imported at all; nothing was changed."""


class PathEscape(BadInput):
    """A file name points outside the folder it belongs to."""


class ProjectError(AnnotatorError):
    """The project file cannot do what was asked."""


class ProjectMissing(ProjectError):
    """There is no project at this path."""


class ProjectReadOnly(ProjectError):
    """A write was asked of a project that was opened for looking only."""


class ProjectLocked(ProjectError):
    """Another program holds the project; the text says which."""


class ProjectDamaged(ProjectError):
    """The file fails its integrity check or is no project."""


class ProjectTooNew(ProjectError):
    """The file was written by a later version of the program."""


class StorageFull(ProjectError):
    """The disk refused the write: the edit stays on the screen and is not saved."""


class ExportFailed(AnnotatorError):
    """An export could not be written, or did not read back as it was."""


class ModelError(AnnotatorError):
    """A model cannot be used."""


class WeightsMissing(ModelError):
    """The weights are not on this machine; the text names the file to place and where."""


class WeightsRefused(ModelError):
    """A weights file is damaged, hostile or made for another architecture; none of it was loaded."""


class PredictionFailed(ModelError):
    """A model could not process this frame."""


class WorkerDied(ModelError):
    """The inference process ended unasked and was started anew."""


class TrainingStopped(AnnotatorError):
    """A training run ended itself; the last whole checkpoint is kept."""
