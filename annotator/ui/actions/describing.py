"""What is said of the selection, and what belongs together."""

from annotator.ui.actions.spec import Spec, framed, selected, some_selected, writable
from annotator.ui.commands import grouping

GROUP = "Properties"

DESCRIBING: tuple[Spec, ...] = (
    Spec(name="inspect", text="Attributes and note of the selection", group=GROUP, keys=("0",),
         icon="mdi6.text-box-edit-outline", run=lambda desk: desk.inspector.take_keyboard(), enabled=writable,
         tip="Tab goes on, Enter keeps, Escape goes back to the picture, Page Down to the next instance"),
    Spec(name="find_instances", text="Find instances of this frame", group=GROUP, keys=("Ctrl+Shift+F",),
         icon="mdi6.text-search", run=lambda desk: desk.instances.search.setFocus(), enabled=framed,
         tip="By category, state, attributes, group or note; Enter selects all that are found"),
    Spec(name="group", text="Group the selection", group=GROUP, keys=("Alt+U",), icon="mdi6.group",
         run=lambda desk: grouping.group(desk.document), enabled=selected, tip="What belongs together: group_id"),
    Spec(name="ungroup", text="Take the selection out of its group", group=GROUP, keys=("Alt+Shift+U",),
         icon="mdi6.ungroup", run=lambda desk: grouping.ungroup(desk.document), enabled=selected),
    Spec(name="select_group", text="Select the whole group", group=GROUP, keys=("Alt+W",), icon="mdi6.select-group",
         run=lambda desk: grouping.select_groups(desk.document),
         enabled=some_selected),
)  # fmt: skip
