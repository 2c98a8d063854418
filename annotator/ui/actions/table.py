"""Everything that a person can ask for, in the order of the menus. A new line goes into its group's file."""

from annotator.ui.actions.categories import CATEGORIES
from annotator.ui.actions.clipboard import CLIPBOARD
from annotator.ui.actions.describing import DESCRIBING
from annotator.ui.actions.frames import FRAMES
from annotator.ui.actions.instances import INSTANCES
from annotator.ui.actions.model import MODEL
from annotator.ui.actions.modes import MODES
from annotator.ui.actions.project import PROJECT
from annotator.ui.actions.selection import SELECTION
from annotator.ui.actions.shape import SHAPE
from annotator.ui.actions.sight import SIGHT
from annotator.ui.actions.spec import Spec
from annotator.ui.actions.tools import TOOLS
from annotator.ui.actions.tracks import TRACKS
from annotator.ui.actions.video import VIDEO
from annotator.ui.actions.view import VIEW

ACTIONS: tuple[Spec, ...] = (
    *FRAMES, *INSTANCES, *SELECTION, *SIGHT, *DESCRIBING, *CATEGORIES, *CLIPBOARD, *SHAPE, *TOOLS, *MODES, *MODEL,
    *TRACKS, *VIDEO, *VIEW, *PROJECT,
)  # fmt: skip
