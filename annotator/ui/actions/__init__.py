"""The one table of actions: shortcuts, menus, tooltips, command palette and cheat sheet are all read from it.

One file per group, each a table of lines; `table.ACTIONS` is all of them. Left hand on the keys, right hand on the
mouse: bare letters for what is done a hundred times a day. No key has two meanings.
"""

from annotator.ui.actions.canvas_keys import CANVAS_KEYS
from annotator.ui.actions.spec import Spec
from annotator.ui.actions.table import ACTIONS

__all__ = ["ACTIONS", "CANVAS_KEYS", "Spec"]
